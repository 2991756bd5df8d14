//! JSON strings from text.

use super::scan::{self, Sink};
use super::word::{WORD, first_special, word_at};

/// Appends `text` as a JSON string with its quotes.
pub(crate) fn quote_into(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    escape_into(text.as_bytes(), out);
    out.push(b'"');
}

/// Appends UTF-8 `text` as the inside of a JSON string.
pub(crate) fn escape_into(text: &[u8], out: &mut Vec<u8>) {
    let (mut begin, mut at) = (0, 0);
    while let Some(byte) = text.get(at) {
        if let Some(word) = word_at(text, at) {
            let plain = first_special(word);
            if plain > 0 {
                at += plain;
                continue;
            }
        }
        if *byte < b' ' || matches!(byte, b'"' | b'\\') {
            out.extend_from_slice(&text[begin..at]);
            push_escaped(*byte, out);
            begin = at + 1;
        }
        at += 1;
    }
    out.extend_from_slice(&text[begin..]);
}

/// Checks that `text` is one JSON document and appends it as the inside of a JSON string, in one
/// pass. Returns the document without white space around it; `None`, and anything in `out`, when it
/// is not valid.
#[cfg(feature = "mcp")]
pub(crate) fn escape_document_into<'a>(text: &'a [u8], out: &mut Vec<u8>) -> Option<&'a str> {
    let text = std::str::from_utf8(text).ok()?;
    let bytes = text.as_bytes();
    let begin = scan::white(bytes, 0, &mut scan::Skip);
    let length = out.len();
    // Of most documents an eighth is quotes.
    out.resize(length + bytes.len() + bytes.len() / 4 + WORD, 0);
    let mut escaped = Escaped { out, at: length };
    let end = scan::value(bytes, begin, &mut escaped)?;
    let length = escaped.at;
    out.truncate(length);
    (scan::white(bytes, end, &mut scan::Skip) == bytes.len()).then(|| text.get(begin..end))?
}

/// Writes what is accepted as the inside of a string. The buffer is longer than what is in it, so
/// that whole words can be written.
struct Escaped<'o> {
    out: &'o mut Vec<u8>,
    at: usize,
}

impl Escaped<'_> {
    #[inline(always)]
    fn write<const N: usize>(&mut self, bytes: [u8; N], length: usize) {
        match self.out.get_mut(self.at..).and_then(|free| free.first_chunk_mut()) {
            Some(place) => *place = bytes,
            None => self.write_at_the_end(&bytes),
        }
        self.at += length;
    }

    #[cold]
    #[inline(never)]
    fn write_at_the_end(&mut self, bytes: &[u8]) {
        self.out.truncate(self.at);
        self.out.extend_from_slice(bytes);
        self.out.resize(self.at + self.at / 4 + WORD, 0);
    }
}

impl Sink for Escaped<'_> {
    #[inline(always)]
    fn word(&mut self, word: [u8; WORD], length: usize) {
        self.write(word, length);
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.write([byte], 1);
    }

    #[inline(always)]
    fn special(&mut self, byte: u8) {
        let letter = match byte {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            same => same,
        };
        self.write([b'\\', letter], 2);
    }
}

fn push_escaped(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        other => {
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(other >> 4)]);
            out.push(HEX[usize::from(other & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quote_into;

    #[test]
    fn every_character_survives_a_round_trip() {
        let text: String =
            (0..0x300).filter_map(char::from_u32).chain(['\u{2028}', '😀']).collect();
        let mut out = Vec::new();
        quote_into(&text, &mut out);
        let back: String = serde_json::from_slice(&out).expect("valid JSON");
        assert_eq!(back, text);
    }

    #[test]
    fn agrees_with_serde_json() {
        for text in ["", "a", "\"", "\\", "a\"b\\c\nd\te\u{1}f\u{7f}", "{\"a\":\"b\\\"c\"}"] {
            let mut out = Vec::new();
            quote_into(text, &mut out);
            assert_eq!(out, serde_json::to_vec(text).expect("a string"), "{text:?}");
        }
    }
}
