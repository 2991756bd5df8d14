//! The tags of Mustache: which of them mean something here, and why the others do not.

use crate::finding::{Code, Finding, Findings};
use crate::text::Span;

/// Content of a tag, between `{{` and `}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag<'t> {
    /// `{{x}}`, `{{{x}}}` or `{{&x}}`: nothing is escaped for HTML, so that they are equal.
    Name(&'t str),
    /// `{{#x}}` or, inverted, `{{^x}}`: what follows depends on a value.
    Open { name: &'t str, inverted: bool },
    /// `{{/x}}`.
    Close(&'t str),
    /// `{{! … }}`, also over several lines.
    Comment,
    /// Any other tag, and why it cannot be compiled.
    Unsupported(&'static str),
}

/// The tag that `text`, which begins with `{{`, begins with, and its length in bytes.
pub(crate) fn tag_at(text: &str) -> (Tag<'_>, usize) {
    let inner = text.get(2..).unwrap_or_default();
    let (closing, from) = if inner.starts_with('{') { ("}}}", 1) } else { ("}}", 0) };
    let Some(end) = inner.find(closing) else {
        return (Tag::Unsupported("it is not closed; write `}}` behind the name"), 2);
    };
    let length = 2 + end + closing.len();
    let content = inner.get(from..end).unwrap_or_default().trim();
    let tag = match (from, content.chars().next()) {
        (_, None) => Tag::Unsupported("it is empty; write a name"),
        (1, Some(_)) => named(content),
        (_, Some('!')) => Tag::Comment,
        (_, Some('&')) => named(content[1..].trim()),
        (_, Some(sigil @ ('#' | '^' | '/'))) => match (sigil, named(content[1..].trim())) {
            ('/', Tag::Name(name)) => Tag::Close(name),
            (_, Tag::Name(name)) => Tag::Open { name, inverted: sigil == '^' },
            (_, other) => other,
        },
        (_, Some(sigil)) => unsupported(sigil).map_or_else(|| named(content), Tag::Unsupported),
    };
    (tag, length)
}

fn named(name: &str) -> Tag<'_> {
    match name.chars().next() {
        None => Tag::Unsupported("it is empty; write a name"),
        Some(_) if name.contains(['{', '}', '\n', '\r']) => {
            Tag::Unsupported("a name has no braces and no line breaks")
        }
        Some(_) if name != "." && name.split('.').any(str::is_empty) => {
            Tag::Unsupported("a part of the name is empty; write a name between the dots")
        }
        Some(sigil) => unsupported(sigil).map_or(Tag::Name(name), Tag::Unsupported),
    }
}

fn unsupported(sigil: char) -> Option<&'static str> {
    Some(match sigil {
        '#' | '^' | '/' => "a name does not begin so",
        '>' => "partials are not supported; write their text here",
        '<' => "parents are not supported; write their text here",
        '$' => "blocks are not supported, and a path (`$.a`) stands in `mapping`",
        '=' => "delimiters cannot be changed",
        _ => return None,
    })
}

/// Returns `true` if `name` is one that nobody takes for an expression in another language.
pub(crate) fn is_plain_name(name: &str) -> bool {
    !name.contains(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '|' | '('
                    | ')'
                    | '"'
                    | '\''
                    | '`'
                    | ','
                    | ';'
                    | '='
                    | '!'
                    | '<'
                    | '>'
                    | '&'
                    | '*'
                    | '+'
                    | '?'
                    | '\\'
            )
    })
}

/// The finding about a tag of `text` that means nothing here.
pub(crate) fn template_unsupported(tag: &str, reason: &str, span: Span) -> Finding {
    let line = tag.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(60).collect();
    Finding::new(Code::TemplateUnsupported, span, format!("`{shown}` cannot be compiled: {reason}"))
        .help("a template knows `{{name}}`, sections, `{{#name}}…{{/name}}` and `{{^name}}…{{/name}}`, and comments, `{{! … }}`")
}

/// Reports what a path or URI cannot have between `{{` and `}}`; whether there was nothing to report.
pub(crate) fn only_names(text: &str, span: Span, findings: &mut Findings) -> bool {
    let mut fine = true;
    for (at, _) in text.match_indices("{{") {
        // The second match within `{{{` is no tag of its own.
        if text[..at].ends_with('{') {
            continue;
        }
        let (tag, length) = tag_at(&text[at..]);
        let reason = match tag {
            Tag::Name(_) => continue,
            Tag::Comment => "comments have no place in a path",
            Tag::Open { .. } => "sections have no place in a path",
            Tag::Close(_) => continue,
            Tag::Unsupported(reason) => reason,
        };
        findings.push(template_unsupported(&text[at..at + length], reason, span));
        fine = false;
    }
    fine
}

/// Returns `true` if a tag begins in `text`.
pub(crate) fn has_tag(text: &str) -> bool {
    text.contains("{{")
}

/// The finding about a hole where only fixed text can stand.
pub(crate) fn hole_in_name(text: &str, what: &str, span: Span) -> Finding {
    let message = format!("`{text}` is {what}, which is fixed when the document is compiled");
    Finding::new(Code::TemplateUnsupported, span, message)
        .help("write the name itself; values can have holes")
}

#[cfg(test)]
mod tests {
    use super::{Tag, is_plain_name, tag_at};

    #[test]
    fn what_means_something() {
        for (text, tag, length) in [
            ("{{a}}b", Tag::Name("a"), 5),
            ("{{ a.b-c }}", Tag::Name("a.b-c"), 11),
            ("{{\n a \n}}", Tag::Name("a"), 9),
            ("{{{a}}}}", Tag::Name("a"), 7),
            ("{{{ a }}}", Tag::Name("a"), 9),
            ("{{& a }}", Tag::Name("a"), 8),
            ("{{.}}", Tag::Name("."), 5),
            ("{{#a}}b", Tag::Open { name: "a", inverted: false }, 6),
            ("{{ ^ a.b }}", Tag::Open { name: "a.b", inverted: true }, 11),
            ("{{/ a}}", Tag::Close("a"), 7),
            ("{{! a }}b}}", Tag::Comment, 8),
            ("{{!\n#a\n}}", Tag::Comment, 9),
        ] {
            assert_eq!(tag_at(text), (tag, length), "{text}");
        }
    }

    #[test]
    fn what_does_not() {
        for text in [
            "{{>a}}",
            "{{>*a}}",
            "{{<a}}",
            "{{$a}}",
            "{{$.a}}",
            "{{=<% %>=}}",
            "{{}}",
            "{{ }}",
            "{{&}}",
            "{{{}}}",
            "{{a.}}",
            "{{a..b}}",
            "{{#.a}}",
            "{{{#a}}}",
            "{{#}}",
            "{{##a}}",
            "{{/>a}}",
            "{{a",
            "{{{a}}",
            "{{ a}",
            "{{{{a}}}}",
            "{{a\nb}}",
        ] {
            assert!(matches!(tag_at(text).0, Tag::Unsupported(_)), "{text}");
        }
    }

    #[test]
    fn expressions_of_other_languages_are_no_names() {
        for name in ["a | upper", "a()", "a == b", "if a", "'a'", "a, b", "a ?? b"] {
            assert!(!is_plain_name(name), "{name}");
        }
        for name in ["a", "a-b", "a_b", "filter[x]", "@type", "x:y", "é", "$x", "a/b"] {
            assert!(is_plain_name(name), "{name}");
        }
    }
}
