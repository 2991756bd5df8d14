//! Patterns of filters, as the runtime's engine writes them: RFC 9485, and those between slashes.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::parser::Refusal;

/// A pattern of RFC 9485.
pub(super) fn of_standard(pattern: &str, whole: bool) -> Result<String, Refusal> {
    const WRONG: Refusal = "the pattern is none of RFC 9485 (I-Regexp)";
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let (mut in_class, mut after_quantifier) = (false, false);
    while let Some(c) = chars.next() {
        let quantifier = !in_class && matches!(c, '*' | '+' | '?' | '}');
        if quantifier && after_quantifier && c != '}' {
            return Err(WRONG);
        }
        after_quantifier = quantifier;
        match c {
            '\\' => match chars.next() {
                Some(kind @ ('p' | 'P')) => {
                    out.push_str(&category(&mut chars, kind == 'P', in_class)?);
                }
                Some(c) if "nrt\\|.?*+(){}-[]^$".contains(c) => out.extend(['\\', c]),
                _ => return Err(WRONG),
            },
            '.' if !in_class => out.push_str("[^\\n\\r]"),
            '(' if !in_class => match chars.peek() {
                Some('?') => return Err(WRONG),
                _ => out.push_str("(?:"),
            },
            '[' if in_class => return Err(WRONG),
            '[' => {
                in_class = true;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if chars.peek() == Some(&']') {
                    return Err(WRONG);
                }
            }
            ']' if !in_class => return Err(WRONG),
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    compiled(if whole { format!("^(?:{out})$") } else { out.clone() }, &out)
}

/// A pattern between slashes, all of which a text has to fit.
pub(super) fn of_reference(pattern: &str, flags: &str) -> Result<String, Refusal> {
    if flags.contains(|c| !"imsx".contains(c)) {
        return Err("the flags of a pattern are `i`, `m`, `s` and `x`");
    }
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(kind @ ('p' | 'P')) => {
                    out.push_str(&category(&mut chars, kind == 'P', in_class)?);
                }
                Some('/') => out.push('/'),
                Some(c) => out.extend(['\\', c]),
                None => return Err("a pattern ends with a backslash"),
            },
            c => {
                in_class = (in_class || c == '[') && c != ']';
                out.push(c);
            }
        }
    }
    let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    // With `x` a comment may go to the end of the line.
    let end = if flags.contains('x') { "\n)" } else { ")" };
    compiled(format!("{flags}\\A(?:{out}{end}\\z"), &out)
}

/// `pattern`, if the engine of the runtime takes it, and what stands inside of it alone: a parenthesis there must
/// not close one around it.
fn compiled(pattern: String, alone: &str) -> Result<String, Refusal> {
    let build = |text: &str| {
        regex_lite::RegexBuilder::new(text).size_limit(1 << 20).nest_limit(64).build().is_ok()
    };
    if build(&pattern) && build(alone) {
        Ok(pattern)
    } else {
        Err(
            "the pattern is no regular expression that takes linear time: look-around and references are none",
        )
    }
}

/// A category of characters, `{Lu}`, as the characters that are in it.
fn category(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    negated: bool,
    in_class: bool,
) -> Result<String, Refusal> {
    const WRONG: Refusal = "a category of characters is written `\\p{Lu}`";
    let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
    let name = name.strip_prefix('{').filter(|name| name.chars().all(char::is_alphanumeric));
    let kind = if negated { 'P' } else { 'p' };
    let hir = regex_syntax::parse(&format!("\\{kind}{{{}}}", name.ok_or(WRONG)?));
    let hir = hir.map_err(|_| WRONG)?;
    let class = match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => class.clone(),
        HirKind::Literal(one) => {
            let text = std::str::from_utf8(&one.0).map_err(|_| WRONG)?;
            ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c)))
        }
        _ => return Err(WRONG),
    };
    let mut out = String::new();
    for range in class.ranges() {
        out.push_str(&format!("\\x{{{:X}}}", u32::from(range.start())));
        if range.end() > range.start() {
            out.push_str(&format!("-\\x{{{:X}}}", u32::from(range.end())));
        }
    }
    Ok(if in_class { out } else { format!("[{out}]") })
}
