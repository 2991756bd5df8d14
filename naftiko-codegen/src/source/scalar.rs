//! Plain scalars by their source text.

use super::ScalarKind;
use super::kind::kind_of;
use super::number::json_number;

/// The plain scalar at the start of `text`, which is known to be one without blanks: null, a truth
/// value or a number. Anchor and tag may stand before it. `None` when it is quoted after all
/// (`!!int "3"`).
pub(super) fn plain_text(text: &str) -> Option<&str> {
    let text = skip_properties(text);
    if text.starts_with(['"', '\'', '|', '>']) {
        return None;
    }
    let wordlike = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '~');
    Some(&text[..text.find(|c| !wordlike(c)).unwrap_or(text.len())])
}

/// Skips `&anchor` and `!tag`, in any order.
fn skip_properties(mut text: &str) -> &str {
    while text.starts_with(['&', '!']) {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        text = text[end..].trim_start();
    }
    text
}

/// The kind of what the parser takes for text. It does so for numbers beyond the range of a double,
/// which are numbers all the same, unless a tag stands `before` them.
pub(super) fn plain_kind(text: &str, before: &str) -> ScalarKind {
    let kind = kind_of(text);
    let is_number = matches!(kind, ScalarKind::Integer | ScalarKind::Float);
    if !is_number || json_number(text).is_some() {
        return ScalarKind::Text;
    }
    // Back to the item before, not to the begin of a line that has thousands.
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | '{');
    let tagged = before.trim_end().rsplit(ends).next().is_some_and(|word| word.starts_with('!'));
    if tagged { ScalarKind::Text } else { kind }
}

#[cfg(test)]
mod tests {
    use super::super::kind::kind_of;
    use super::plain_text;
    use crate::source::ScalarKind::{Bool, Float, Integer, Null, Text};

    #[test]
    fn core_schema() {
        for (text, kind) in [
            ("", Null),
            ("~", Null),
            ("null", Null),
            ("nULL", Text),
            ("true", Bool),
            ("yes", Text),
            ("on", Text),
            ("12", Integer),
            ("-12", Integer),
            ("+1", Integer),
            ("0x1F", Integer),
            ("0o17", Integer),
            ("0b11", Text),
            ("-0x1", Text),
            ("0x", Text),
            ("1_000", Text),
            ("1.10", Float),
            ("1.", Float),
            (".5", Float),
            (".", Text),
            ("1e3", Float),
            ("1e", Text),
            ("e3", Text),
            ("-.inf", Float),
            (".nan", Float),
            ("2015-02-01", Text),
            ("1.2.3", Text),
            ("12:30", Text),
        ] {
            assert_eq!(kind_of(text), kind, "{text}");
        }
    }

    #[test]
    fn text_of_a_number() {
        assert_eq!(plain_text("1.10 # version"), Some("1.10"));
        assert_eq!(plain_text("0x1F}, b"), Some("0x1F"));
        assert_eq!(plain_text("&a !!int 3\n"), Some("3"));
        assert_eq!(plain_text("!!int \"3\""), None);
        assert_eq!(plain_text("\nnext: x"), Some(""));
        assert_eq!(plain_text("true"), Some("true"));
    }
}
