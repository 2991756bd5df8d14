//! Text of a document, made harmless to terminals and logs.

use std::fmt::Write as _;

use crate::characters::is_hidden;

/// The longest message; what a document can put into one is unbounded.
const MAX_CHARS: usize = 1000;

/// `text` with control characters and direction overrides written as escapes, clipped to a sane length.
///
/// A raw escape sequence could repaint a terminal, and a bidi override could make a line read as
/// something it is not.
pub fn visible(text: &str) -> String {
    let mut clean = String::with_capacity(text.len().min(MAX_CHARS));
    for (index, c) in text.chars().enumerate() {
        if index == MAX_CHARS {
            clean.push('…');
            break;
        }
        push_visible(&mut clean, c);
    }
    clean
}

/// Appends `c`, or an escape when it is not fit to be printed.
pub(super) fn push_visible(text: &mut String, c: char) {
    match c {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        c if is_hidden(c) => {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
        }
        c => text.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn hides_what_acts_on_its_surroundings() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("x\u{202e}y\u{2066}z"), "x\\u{202e}y\\u{2066}z");
        assert_eq!(visible("one\ntwo\tthree\r"), "one\\ntwo\\tthree\\r");
        assert_eq!(visible("Straße → 東京"), "Straße → 東京");
    }

    #[test]
    fn clips() {
        let clipped = visible(&"é".repeat(5000));
        assert_eq!(clipped.chars().count(), 1001);
        assert!(clipped.ends_with('…'));
    }
}
