//! Paths into a response: R81, names and positions of RFC 9535.

use super::context::Context;
use crate::finding::{Code, Finding};
use crate::model::Segment;
use crate::spec::Text;

/// The segments of a path; an empty list is the whole document.
pub(crate) fn lower_path(text: &Text, context: &mut Context<'_>) -> Vec<Segment> {
    match parse(&text.value) {
        Ok(segments) => {
            if segments.is_empty() {
                let message = format!("`{}` is the whole document", text.value);
                context.report(Finding::new(Code::OutputRoot, text.span, message));
            }
            segments
        }
        Err(reason) => {
            jsonpath_unsupported(text, reason, context);
            Vec::new()
        }
    }
}

/// R81, error.
fn jsonpath_unsupported(text: &Text, reason: &str, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::JsonpathUnsupported,
            text.span,
            format!("`{}` is no path that can be compiled: {reason}", text.value.escape_debug()),
        )
        .help("names with dots (`$.a.b`), `['name']`, `[0]`, `[-1]` and `[*]` can"),
    );
}

/// Reason why a text is not a path here.
type Refusal = &'static str;

/// White space of RFC 9535; other characters of that kind are part of names.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Integers of RFC 9535 are those that every JSON reader holds exactly.
const LARGEST: i64 = (1 << 53) - 1;

fn parse(text: &str) -> Result<Vec<Segment>, Refusal> {
    let text = text.trim_matches(BLANKS);
    if text.starts_with("{{") {
        return Err("a path is no template; write it without braces");
    }
    let Some(rest) = text.strip_prefix(['$', '@']) else {
        // Without `$` a path begins with a name, a bracket, or is a lone dot.
        return match text {
            "" => Err("it is empty"),
            "." => Ok(Vec::new()),
            _ if text.starts_with(['.', '[']) => segments(text),
            _ => {
                let (segment, tail) = dotted(text)?;
                let mut path = vec![segment];
                path.extend(segments(tail)?);
                Ok(path)
            }
        };
    };
    if rest == "." { Ok(Vec::new()) } else { segments(rest) }
}

/// Parses the segments after the root; blanks may stand before each segment, not after the last one.
fn segments(mut rest: &str) -> Result<Vec<Segment>, Refusal> {
    let mut path = Vec::new();
    while !rest.is_empty() {
        let segment = rest.trim_start_matches(BLANKS);
        let (segment, tail) = if let Some(inside) = segment.strip_prefix('[') {
            bracket(inside.trim_start_matches(BLANKS))?
        } else if segment.starts_with("..") {
            return Err("descendants (`..`) are not supported");
        } else if let Some(name) = segment.strip_prefix('.') {
            dotted(name)?
        } else {
            return Err("a name needs a dot before it, and anything else brackets");
        };
        path.push(segment);
        rest = tail;
    }
    Ok(path)
}

/// A name in dot form, and what follows it. Beyond the RFC it may begin with a digit, and hold
/// hyphens and blanks.
fn dotted(text: &str) -> Result<(Segment, &str), Refusal> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, tail) = text.split_at(end);
    if name.starts_with(BLANKS) {
        return Err("no blank may stand between a dot and its name");
    }
    match name.trim_end_matches(BLANKS) {
        "" => Err("a name is missing"),
        "*" => Ok((Segment::Each, tail)),
        name if name.contains(['(', ')']) => Err("functions are not supported"),
        name if name.chars().all(is_plain) => Ok((Segment::Key(name.to_owned()), tail)),
        _ => Err(
            "a name with other characters than letters, digits, `_` and `-` needs quotes, `['…']`",
        ),
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ') || !c.is_ascii()
}

/// The one selector behind `[`, and what follows the `]`.
fn bracket(inside: &str) -> Result<(Segment, &str), Refusal> {
    let (segment, tail) = match inside.chars().next() {
        Some(quote @ ('\'' | '"')) => {
            let (name, tail) = quoted(&inside[1..], quote)?;
            (Segment::Key(name), tail)
        }
        Some('*') => (Segment::Each, &inside[1..]),
        Some('?') => return Err("filters are not supported"),
        Some('(') => return Err("script expressions are not supported"),
        _ => {
            let end = inside.find(|c: char| !matches!(c, '0'..='9' | '-')).unwrap_or(inside.len());
            (Segment::Index(index(&inside[..end], &inside[end..])?), &inside[end..])
        }
    };
    let tail = tail.trim_start_matches(BLANKS);
    match tail.chars().next() {
        Some(']') => Ok((segment, &tail[1..])),
        Some(':') => Err("slices are not supported"),
        Some(',') => Err("several selectors in one bracket are not supported"),
        None => Err("a bracket is not closed"),
        Some(_) => Err("only a name in quotes, a position or `*` can stand in brackets"),
    }
}

/// An integer as the RFC writes it; `behind` decides what is said when there is none.
fn index(digits: &str, behind: &str) -> Result<i64, Refusal> {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    if unsigned.is_empty() {
        return Err(match behind.chars().next() {
            Some(':') => "slices are not supported",
            None => "a bracket is not closed",
            _ => "only a name in quotes, a position or `*` can stand in brackets",
        });
    }
    if unsigned.starts_with('0') && digits != "0" {
        return Err("a position is written without leading zeros");
    }
    let index = digits.parse::<i64>().ok().filter(|index| index.abs() <= LARGEST);
    index.ok_or("a position is a whole number of at most 53 bits")
}

/// The name before the closing `quote`, its escapes decoded, and what follows the quote.
fn quoted(text: &str, quote: char) -> Result<(String, &str), Refusal> {
    let mut name = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next() {
            None => return Err("a quote is not closed"),
            Some(c) if c == quote => return Ok((name, chars.as_str())),
            Some('\\') => {
                let (c, rest) = escaped(chars.as_str(), quote)?;
                name.push(c);
                chars = rest.chars();
            }
            Some('\0'..='\u{1f}') => {
                return Err("a control character in a name is written as an escape, `\\u0009`");
            }
            Some(c) => name.push(c),
        }
    }
}

/// The character of the escape behind a backslash, and what follows it.
fn escaped(text: &str, quote: char) -> Result<(char, &str), Refusal> {
    const UNKNOWN: Refusal =
        "an escape is one of \\b \\f \\n \\r \\t \\/ \\\\ \\uXXXX and the quote";
    let mut chars = text.chars();
    let c = match chars.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some(c) if matches!(c, '/' | '\\') || c == quote => c,
        Some('u') => return unicode(chars.as_str()),
        _ => return Err(UNKNOWN),
    };
    Ok((c, chars.as_str()))
}

/// Four hexadecimal digits, or a surrogate pair of two times four.
fn unicode(text: &str) -> Result<(char, &str), Refusal> {
    const DIGITS: Refusal = "`\\u` is followed by four hexadecimal digits";
    const HALF: Refusal = "half a surrogate pair is no character";
    let (first, rest) = hex4(text).ok_or(DIGITS)?;
    let code = match first {
        0xD800..=0xDBFF => {
            let (second, rest) = rest.strip_prefix("\\u").and_then(hex4).ok_or(HALF)?;
            if !(0xDC00..=0xDFFF).contains(&second) {
                return Err(HALF);
            }
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok((char::from_u32(code).ok_or(HALF)?, rest));
        }
        code => code,
    };
    Ok((char::from_u32(code).ok_or(HALF)?, rest))
}

fn hex4(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten().map(|code| (code, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Segment {
        Segment::Key(name.to_owned())
    }

    #[test]
    fn paths_are_read() {
        for (text, want) in [
            ("$", vec![]),
            ("$.", vec![]),
            (" $ ", vec![]),
            (".", vec![]),
            ("@.a", vec![key("a")]),
            ("$.a", vec![key("a")]),
            ("a.b", vec![key("a"), key("b")]),
            ("$.a-b.c_d", vec![key("a-b"), key("c_d")]),
            ("$.e f", vec![key("e f")]),
            ("$.1.☺", vec![key("1"), key("☺")]),
            ("$ .a ['b'] [0]", vec![key("a"), key("b"), Segment::Index(0)]),
            ("$['a b'][0]", vec![key("a b"), Segment::Index(0)]),
            ("$[ \"x\" ].y", vec![key("x"), key("y")]),
            ("$['']", vec![key("")]),
            ("$['it\\'s']", vec![key("it's")]),
            ("$[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", vec![key("\"\\/\u{8}\u{c}\n\r\t")]),
            ("$['\\u263A\\uD83D\\uDE00']", vec![key("☺😀")]),
            ("$['a]b.c']", vec![key("a]b.c")]),
            ("$[*].id", vec![Segment::Each, key("id")]),
            ("$.*", vec![Segment::Each]),
            ("$.list[-1]", vec![key("list"), Segment::Index(-1)]),
            ("$[9007199254740991]", vec![Segment::Index(LARGEST)]),
        ] {
            assert_eq!(parse(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            " ",
            "$..a",
            "$..",
            "$.a[?(@.x>1)]",
            "$.a[(@.length-1)]",
            "$.a[1:2]",
            "$[:2]",
            "$['a','b']",
            "$[0,1]",
            "$.length()",
            "{{$.x}}",
            "$.&",
            "$.$ref",
            "$. a",
            "$.\u{9}a",
            "$a",
            "$[",
            "$[]",
            "$[a]",
            "$.a[",
            "$.a]",
            "$.a.",
            "$[0 2]",
            "$[01]",
            "$[-0]",
            "$[-01]",
            "$[+1]",
            "$[- 1]",
            "$[1.0]",
            "$[9007199254740992]",
            "$[-9007199254740992]",
            "$['a",
            "$['a'",
            "$['a'x]",
            "$['\\\"']",
            "$[\"\\'\"]",
            "$['\\a']",
            "$['\\u12']",
            "$['\\u+123']",
            "$['\\uD800']",
            "$['\\uDC00']",
            "$['\\uD800\\u0041']",
            "$['\\uD800\\uD800']",
            "$['\u{1}']",
            "$['\u{a0}'] x",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
