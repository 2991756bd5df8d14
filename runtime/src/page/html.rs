//! Texts in HTML.

use std::borrow::Cow;

/// `text` for element content and for attributes, with a name in the place of each character that acts on the
/// text around it.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\'') && !is_hidden(c);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) => out.push_str(&format!("U+{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns `true` for a character that repaints, reorders or hides text, or is a space of no width. The compiler and the script
/// of the page know the same ones.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn texts_are_texts() {
        for (text, expected) in [
            ("/opt/forge", "/opt/forge"),
            ("<b a='\"&\">", "&lt;b a=&#39;&quot;&amp;&quot;&gt;"),
            ("a\u{202e}b\u{0}", "aU+202EbU+0000"),
            ("a\u{3164}b\u{fe0f}\u{34f}", "aU+3164bU+FE0FU+034F"),
            ("Größe", "Größe"),
        ] {
            assert_eq!(escape(text), expected, "{text}");
        }
    }
}
