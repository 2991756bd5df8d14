//! The chunked transfer coding: RFC 9112, section 7.1.

use bytes::Bytes;

use super::Http1Error;

/// The longest line that says how large a chunk is.
const LINE: usize = 4 << 10;
/// Most bytes beside the data of all chunks: extensions and trailers, which nobody reads.
const BESIDE: usize = 16 << 10;

/// The next part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextChunk {
    Size,
    /// The data of a chunk, and the bytes that are left of it.
    Data(u64),
    /// The end of the line behind a chunk.
    DataEnd,
    Trailers,
    Nothing,
}

/// A body in chunks, while it is read.
#[derive(Debug)]
pub(in super::super) struct Chunked {
    next: NextChunk,
    beside: usize,
}

/// The result of reading the bytes at hand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ChunkStep {
    Data(Bytes),
    /// More has to come.
    Short,
    End,
}

impl Chunked {
    pub(super) fn new() -> Self {
        Self { next: NextChunk::Size, beside: BESIDE }
    }

    pub(super) fn is_over(&self) -> bool {
        self.next == NextChunk::Nothing
    }

    /// Takes from `bytes` what can be taken.
    pub(super) fn step(&mut self, bytes: &mut Bytes) -> Result<ChunkStep, Http1Error> {
        loop {
            match self.next {
                NextChunk::Size => match self.line(bytes)? {
                    Some(line) => self.next = self.sized(&line)?,
                    None => return Ok(ChunkStep::Short),
                },
                NextChunk::Data(left) => {
                    if bytes.is_empty() {
                        return Ok(ChunkStep::Short);
                    }
                    let size =
                        usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
                    let rest = left - size as u64;
                    self.next = if rest == 0 { NextChunk::DataEnd } else { NextChunk::Data(rest) };
                    return Ok(ChunkStep::Data(bytes.split_to(size)));
                }
                NextChunk::DataEnd => match self.line(bytes)? {
                    Some(line) if line.is_empty() => self.next = NextChunk::Size,
                    Some(_) => return Err(Http1Error::Malformed("a chunk is longer than it says")),
                    None => return Ok(ChunkStep::Short),
                },
                NextChunk::Trailers => match self.line(bytes)? {
                    Some(line) if line.is_empty() => self.next = NextChunk::Nothing,
                    Some(line) if is_field(&line) => self.pay(line.len())?,
                    Some(_) => return Err(Http1Error::Malformed("a trailer that is no field")),
                    None => return Ok(ChunkStep::Short),
                },
                NextChunk::Nothing => return Ok(ChunkStep::End),
            }
        }
    }

    /// The next line without its end, which is never a line feed alone.
    fn line(&self, bytes: &mut Bytes) -> Result<Option<Bytes>, Http1Error> {
        let Some(at) = bytes.iter().take(LINE).position(|byte| *byte == b'\n') else {
            // Nothing but an empty line can stand behind a chunk, so it need not be waited for.
            let long = bytes.len() >= LINE || (self.next == NextChunk::DataEnd && bytes.len() >= 2);
            return if long { Err(Http1Error::Malformed("a line without end")) } else { Ok(None) };
        };
        let line = bytes.split_to(at + 1);
        match line.strip_suffix(b"\r\n") {
            Some(text) => Ok(Some(line.slice(..text.len()))),
            None => Err(Http1Error::Malformed("a line feed alone")),
        }
    }

    fn sized(&mut self, line: &[u8]) -> Result<NextChunk, Http1Error> {
        let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let (number, extension) = line.split_at(digits);
        self.pay(extension.len())?;
        let text = std::str::from_utf8(number).unwrap_or_default();
        let size = u64::from_str_radix(text, 16);
        let size = size.map_err(|_| Http1Error::Malformed("a chunk without a size"))?;
        let is_extension = matches!(extension.trim_ascii_start().first(), None | Some(b';'));
        if !is_extension || !extension.iter().all(is_text) {
            return Err(Http1Error::Malformed("a chunk without a size"));
        }
        Ok(if size == 0 { NextChunk::Trailers } else { NextChunk::Data(size) })
    }

    fn pay(&mut self, size: usize) -> Result<(), Http1Error> {
        let left = self.beside.checked_sub(size);
        self.beside = left.ok_or(Http1Error::Malformed("too much beside the data of chunks"))?;
        Ok(())
    }
}

/// Returns `true` for bytes that a line may hold: no control characters, so no line feed or return that others
/// could take for an end.
fn is_text(byte: &u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}

/// Returns `true` if a line is a name and a value: RFC 9110, section 5. Any other line may have been meant as a
/// chunk, or as the next answer.
fn is_field(line: &[u8]) -> bool {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
    colon > 0 && line[..colon].iter().all(is_token) && line[colon + 1..].iter().all(is_text)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{BESIDE, ChunkStep, Chunked, LINE};

    /// The data of a text that comes in pieces of `size` bytes; `None` when it is no chunked body or
    /// has no end.
    fn read(text: &str, size: usize) -> Option<(String, String)> {
        let (mut chunked, mut data, mut kept) = (Chunked::new(), Vec::new(), Vec::new());
        let mut pieces = text.as_bytes().chunks(size);
        loop {
            let mut bytes = Bytes::from(kept);
            let ended = loop {
                match chunked.step(&mut bytes).ok()? {
                    ChunkStep::Data(piece) => data.extend_from_slice(&piece),
                    ChunkStep::Short => break false,
                    ChunkStep::End => break true,
                }
            };
            kept = bytes.to_vec();
            if ended {
                assert!(chunked.is_over());
                kept.extend(pieces.flatten());
                return Some((String::from_utf8(data).ok()?, String::from_utf8(kept).ok()?));
            }
            kept.extend_from_slice(pieces.next()?);
        }
    }

    #[test]
    fn bodies_are_the_same_however_they_are_cut() {
        let long = format!("1;{}\r\na\r\n0\r\n\r\n", "x".repeat(LINE - 4));
        for (text, data, rest) in [
            ("0\r\n\r\n", "", ""),
            ("5\r\nhello\r\n0\r\n\r\nHTTP", "hello", "HTTP"),
            ("3\r\nabc\r\n00a\r\n0123456789\r\n0\r\n\r\n", "abc0123456789", ""),
            ("A \t;x=\"y\"\r\n0123456789\r\n000;z\r\nb: c\r\nd: e\r\n\r\n!", "0123456789", "!"),
            ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", ""),
            (&long, "a", ""),
        ] {
            for size in 1..=text.len() {
                assert_eq!(read(text, size), Some((data.into(), rest.into())), "{text:?} {size}");
            }
        }
    }

    #[test]
    fn what_is_not_chunked_is_refused() {
        let endless = format!("1;{}", "x".repeat(LINE));
        let trailers = format!("0\r\n{}\r\n", format!("x: {}\r\n", "x".repeat(LINE / 2)).repeat(9));
        let extended = format!("1;{}\r\na\r\n", "x".repeat(BESIDE / 8)).repeat(9);
        for text in [
            "\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "x\r\n",
            "-1\r\n",
            "+1\r\na\r\n0\r\n\r\n",
            "1 1\r\na\r\n0\r\n\r\n",
            "0x1\r\na\r\n0\r\n\r\n",
            "1\r\nab\r\n0\r\n\r\n",
            "1\r\na0\r\n\r\n",
            "10000000000000000\r\n",
            "ffffffffffffffffff\r\n",
            "5\r\nhel",
            "0\r\nHTTP/1.1 200 OK\r\n\r\n",
            "0\r\n: b\r\n\r\n",
            "0;a=\rb\r\n\r\n",
            "1;\0\r\na\r\n0\r\n\r\n",
            "0\r\na : b\r\n\r\n",
            "0\r\na: \0\r\n\r\n",
            "0\r\na: b\r\n c\r\n\r\n",
            &endless,
            &trailers,
            &extended,
        ] {
            for size in [1, 2, 3, 7, text.len()] {
                assert_eq!(read(text, size), None, "{:?} {size}", &text[..text.len().min(40)]);
            }
        }
    }
}
