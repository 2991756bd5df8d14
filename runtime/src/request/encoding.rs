//! Percent-encoding, and back.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const TEXT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Everything the form encoding of the URL standard does not leave alone.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// Appends `text` for a path segment or a query.
pub(crate) fn encode_text(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, TEXT));
}

/// Appends `text` for a form, where a blank is a plus sign.
pub(crate) fn encode_form(text: &str, out: &mut String) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push('+');
        }
        out.extend(utf8_percent_encode(word, FORM));
    }
}

/// The decoded text; `None` when it is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('%') {
        percent_decode_str(text).decode_utf8().ok()
    } else {
        Some(Cow::Borrowed(text))
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode_form, encode_text};

    fn encoded(encode: fn(&str, &mut String), text: &str) -> String {
        let mut out = String::new();
        encode(text, &mut out);
        out
    }

    #[test]
    fn only_unreserved_characters_stay() {
        let all: String = (0x20_u8..0x7f).map(char::from).collect();
        let plain: String = encoded(encode_text, &all)
            .split('%')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { &part[2..] })
            .collect();
        assert_eq!(plain, "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");
        assert_eq!(encoded(encode_text, "a/../b?c#d%2F é"), "a%2F..%2Fb%3Fc%23d%252F%20%C3%A9");
    }

    #[test]
    fn forms() {
        assert_eq!(encoded(encode_form, "a b&c=d+e"), "a+b%26c%3Dd%2Be");
    }

    #[test]
    fn decoding_undoes_encoding() {
        for text in ["", "a b", "é😀", "%", "a/b", "\r\n"] {
            assert_eq!(decode(&encoded(encode_text, text)).as_deref(), Some(text));
        }
        assert_eq!(decode("%FF"), None);
    }
}
