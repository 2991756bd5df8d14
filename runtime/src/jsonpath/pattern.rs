//! Regular expressions, each matched in a time that grows with text and pattern only.

use regex_lite::RegexBuilder;

/// A compiled pattern.
pub(crate) type Matcher = Box<dyn Fn(&str) -> bool>;

/// Whose pattern it is, which says how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The author's.
    Fixed,
    /// That of whoever made the document.
    Given,
}

/// The longest pattern that is taken from a document.
pub(super) const LONGEST: usize = 1 << 10;

/// Compiles a pattern; `None` for what is none.
pub(super) fn compile(pattern: &str, trust: Trust) -> Option<Matcher> {
    let bytes = match trust {
        Trust::Fixed => 1 << 20,
        Trust::Given => 1 << 14,
    };
    let pattern = RegexBuilder::new(pattern).size_limit(bytes).nest_limit(64).build().ok()?;
    Some(Box::new(move |text| pattern.is_match(text)))
}

/// A pattern of RFC 9485 as one of the engine; `None` for what is none, and for categories of characters,
/// whose tables a server does not have.
pub(super) fn translate(pattern: &str, whole: bool) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    let (mut in_class, mut after_quantifier, mut open) = (false, false, 0_usize);
    while let Some(c) = chars.next() {
        let quantifier = !in_class && matches!(c, '*' | '+' | '?' | '}');
        if quantifier && after_quantifier && c != '}' {
            return None;
        }
        after_quantifier = quantifier;
        match c {
            '\\' => {
                let escaped = chars.next().filter(|c| "nrt\\|.?*+(){}-[]^$".contains(*c))?;
                out.extend(['\\', escaped]);
            }
            '.' if !in_class => out.push_str("[^\\n\\r]"),
            ')' if !in_class => {
                open = open.checked_sub(1)?;
                out.push(')');
            }
            '(' if !in_class => {
                open += 1;
                if chars.peek() == Some(&'?') {
                    return None;
                }
                out.push_str("(?:");
            }
            '[' => {
                if in_class {
                    return None;
                }
                in_class = true;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if chars.peek() == Some(&']') {
                    return None;
                }
            }
            ']' => {
                if !in_class {
                    return None;
                }
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    Some(if whole { format!("^(?:{out})$") } else { out })
}
