//! JSON strings from text.

#[cfg(feature = "mcp")]
use super::reader::utf8;
#[cfg(feature = "mcp")]
use super::scan::{self, Sink};
#[cfg(feature = "mcp")]
use super::word::CHUNK;
use super::word::{first_special, word_at};

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

/// A document that was appended as the inside of a string.
#[cfg(feature = "mcp")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Escaped<'a> {
    /// As it came, without white space around it.
    pub(crate) document: &'a [u8],
    /// Set if [`readable`](super::readable()) has to be asked for what every reader can read.
    pub(crate) is_doubtful: bool,
}

/// Checks that `text` is one JSON document and appends it as the inside of a JSON string, without
/// white space between its tokens, in one pass. `None`, and anything in `out`, when it is not valid.
#[cfg(feature = "mcp")]
pub(crate) fn escape_document_into<'a>(text: &'a [u8], out: &mut Vec<u8>) -> Option<Escaped<'a>> {
    // In one go: asking string by string cost more than it saved.
    utf8(text).ok()?;
    let begin = scan::white(text, 0);
    let mut inside = Inside { block: &mut [0; BLOCK], at: 0, out, is_doubtful: false };
    let end = scan::value(text, begin, &mut inside)?;
    inside.flush();
    let is_doubtful = inside.is_doubtful;
    let document = text.get(begin..end).filter(|_| scan::white(text, end) == text.len())?;
    Some(Escaped { document, is_doubtful })
}

/// The document without white space between its tokens; `None` when it is not valid.
#[cfg(feature = "mcp")]
pub(crate) fn compact(text: &[u8]) -> Option<String> {
    utf8(text).ok()?;
    let mut compact = Compact(Vec::with_capacity(text.len()));
    let end = scan::value(text, scan::white(text, 0), &mut compact)?;
    String::from_utf8(compact.0).ok().filter(|_| scan::white(text, end) == text.len())
}

/// Keeps what is accepted as it is.
#[cfg(feature = "mcp")]
struct Compact(Vec<u8>);

#[cfg(feature = "mcp")]
impl Sink for Compact {
    #[inline(always)]
    fn text<const N: usize>(&mut self, text: [u8; N], length: usize) {
        self.0.extend_from_slice(text.get(..length).unwrap_or_default());
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    #[inline(always)]
    fn special(&mut self, byte: u8) {
        self.0.push(byte);
    }
}

/// The size of the block in which bytes are collected before they are appended to the output.
#[cfg(feature = "mcp")]
const BLOCK: usize = 512;

/// Writes what is accepted as the inside of a string. Whole words are written into the block, and
/// what is too much of them is written over.
#[cfg(feature = "mcp")]
struct Inside<'o> {
    block: &'o mut [u8; BLOCK],
    at: usize,
    out: &'o mut Vec<u8>,
    is_doubtful: bool,
}

#[cfg(feature = "mcp")]
impl Inside<'_> {
    #[inline(always)]
    fn write<const N: usize>(&mut self, bytes: [u8; N], length: usize) {
        if self.at > BLOCK - CHUNK {
            self.flush();
        }
        if let Some(place) = self.block.get_mut(self.at..self.at + N) {
            place.copy_from_slice(&bytes);
        }
        self.at += length;
    }

    #[inline(always)]
    fn flush(&mut self) {
        append(self.block, self.at, self.out);
        self.at = 0;
    }
}

#[cfg(feature = "mcp")]
#[inline(never)]
fn append(block: &[u8; BLOCK], length: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(block.get(..length).unwrap_or_default());
}

#[cfg(feature = "mcp")]
impl Sink for Inside<'_> {
    #[inline(always)]
    fn text<const N: usize>(&mut self, text: [u8; N], length: usize) {
        self.write(text, length);
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.write([byte], 1);
    }

    #[inline(always)]
    fn special(&mut self, byte: u8) {
        self.write([b'\\', byte], 2);
    }

    #[inline(always)]
    fn doubt(&mut self) {
        self.is_doubtful = true;
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
        0x08 => out.extend_from_slice(b"\\b"),
        0x0c => out.extend_from_slice(b"\\f"),
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
        for text in
            ["", "a", "\"", "\\", "a\"b\\c\nd\te\u{1}f\u{7f}\u{8}\u{c}\r", "{\"a\":\"b\\\"c\"}"]
        {
            let mut out = Vec::new();
            quote_into(text, &mut out);
            assert_eq!(out, serde_json::to_vec(text).expect("a string"), "{text:?}");
        }
    }
}
