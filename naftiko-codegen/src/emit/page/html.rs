//! Texts of a document in HTML: text, whatever is written in it.

use crate::characters::is_hidden;
use crate::encoding;

/// A text in the content of an element: what acts on the text around it is shown as a box with its number.
pub(super) fn text(text: &str) -> String {
    escape(text, |c, out| {
        out.push_str(&format!("<span class=\"char\">U+{:04X}</span>", u32::from(c)));
    })
}

/// A text in an attribute, between quotation marks.
pub(super) fn attribute(text: &str) -> String {
    escape(text, |c, out| out.push_str(&format!("U+{:04X}", u32::from(c))))
}

/// A text of the document in an element of its own, so that its direction ends with it.
pub(super) fn bdi(content: &str) -> String {
    format!("<bdi>{}</bdi>", text(content))
}

/// The same with a class.
pub(super) fn bdi_of(class: &str, content: &str) -> String {
    format!("<bdi class=\"{class}\">{}</bdi>", text(content))
}

fn escape(text: &str, hazard: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if is_hazard(c) => hazard(c, &mut out),
            c => out.push(c),
        }
    }
    out
}

/// Returns `true` for a character that repaints, reorders or hides text, or is a space of no width. The runtime and the script
/// of the page know the same ones.
fn is_hazard(c: char) -> bool {
    is_hidden(c)
        || matches!(c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A name in an id or an address, encoded as scripts do it.
pub(super) fn percent(text: &str) -> String {
    encoding::percent(text, b"-_.!~*'()")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{attribute, percent, text};

    proptest! {
        /// Markup consists of what is written here, and of nothing else.
        #[test]
        fn texts_are_texts(written in any::<String>()) {
            let shown = text(&written);
            let bare = shown.replace("<span class=\"char\">", "").replace("</span>", "");
            let is_bare = !bare.contains(['<', '>', '"', '\u{202e}', '\u{0}', '\u{200b}']);
            prop_assert!(is_bare, "{}", shown);
            let shown = attribute(&written);
            let is_bare = !shown.contains(['<', '>', '"', '\r', '\u{feff}']);
            prop_assert!(is_bare, "{}", shown);
            let entities = ["&amp;", "&lt;", "&gt;", "&quot;"];
            for (at, _) in shown.match_indices('&') {
                prop_assert!(entities.iter().any(|entity| shown[at..].starts_with(entity)));
            }
        }

        #[test]
        fn names_are_of_ascii(written in any::<String>()) {
            let id = percent(&written);
            prop_assert!(id.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>&/#? ".contains(&byte)));
            prop_assert_eq!(crate::encoding::decode(&id), Some(written));
        }
    }

    #[test]
    fn hazards_are_shown() {
        assert_eq!(text("a\u{202e}b"), "a<span class=\"char\">U+202E</span>b");
        assert_eq!(attribute("a\u{202e}b"), "aU+202Eb");
        assert_eq!(text("a\n\tb"), "a\n\tb");
        assert_eq!(percent("a b/ü"), "a%20b%2F%C3%BC");
    }
}
