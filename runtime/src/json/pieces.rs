//! The incremental check that a document is JSON while it is passed on in pieces: nothing of it is kept.
//!
//! It takes what [`document`](super::document()) takes, and a byte order mark before it.

use super::word::{WORD, specials, word_at};

/// The state of the check after the pieces so far.
#[derive(Debug)]
pub(crate) struct Pieces {
    next: Next,
    /// One bit for each open container, set for an object; full words of them, and how many there are.
    objects: Vec<u64>,
    depth: usize,
    /// The rest of a character with several bytes: the number of its bytes, and the range of the next one.
    rest: u8,
    between: (u8, u8),
}

/// The token or part of a token that is expected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Nothing has come yet.
    Begin,
    /// Bytes of the mark are left.
    Mark(&'static [u8]),
    Value,
    /// Or the end of the array.
    FirstValue,
    Key,
    /// Or the end of the object.
    FirstKey,
    Colon,
    /// A comma, or the end of the container or document.
    Follow,
    /// The inside of a string, which can be a key.
    Text {
        key: bool,
    },
    Escape {
        key: bool,
    },
    /// The digits of an escape, and the number that is left.
    Digits {
        key: bool,
        left: u8,
    },
    Literal(&'static [u8]),
    Number(NumberPart),
}

/// The part of a number that is expected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberPart {
    Integer,
    AfterZero,
    Digits,
    Fraction,
    FractionDigits,
    Sign,
    Exponent,
    ExponentDigits,
}

impl Pieces {
    pub(crate) fn new() -> Self {
        let (rest, between) = (0, (0, 0));
        Self { next: Next::Begin, objects: Vec::new(), depth: 0, rest, between }
    }

    /// Reads one more piece; whether the document can still be JSON.
    pub(crate) fn read(&mut self, piece: &[u8]) -> bool {
        let mut at = 0;
        while let Some(byte) = piece.get(at) {
            if let Next::Text { key } = self.next {
                let Some(after) = self.text(piece, at, key) else { return false };
                at = after;
                continue;
            }
            // A number ends with what comes after it.
            if let Next::Number(part) = self.next
                && !part.goes_on(*byte)
            {
                if !part.can_end() {
                    return false;
                }
                self.next = Next::Follow;
            }
            let Some(next) = self.after(*byte) else { return false };
            self.next = next;
            at += 1;
        }
        true
    }

    /// Returns `true` if what was read is a whole document, or nothing.
    pub(crate) fn is_whole(&self) -> bool {
        let is_over = match self.next {
            Next::Begin => return true,
            Next::Follow => true,
            Next::Number(part) => part.can_end(),
            _ => false,
        };
        is_over && self.depth == 0
    }

    /// Returns the state after a byte outside of strings; `None` if the byte cannot stand there.
    fn after(&mut self, byte: u8) -> Option<Next> {
        let is_white = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        match self.next {
            Next::Begin if byte == 0xef => Some(Next::Mark(&[0xbb, 0xbf])),
            Next::Mark([first, rest @ ..]) if *first == byte => {
                Some(if rest.is_empty() { Next::Value } else { Next::Mark(rest) })
            }
            Next::Literal([first, rest @ ..]) if *first == byte => {
                Some(if rest.is_empty() { Next::Follow } else { Next::Literal(rest) })
            }
            Next::Mark(_) | Next::Literal(_) => None,
            Next::Escape { key } => match byte {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(Next::Text { key }),
                b'u' => Some(Next::Digits { key, left: 4 }),
                _ => None,
            },
            Next::Digits { key, left } => byte.is_ascii_hexdigit().then_some(match left {
                1 => Next::Text { key },
                _ => Next::Digits { key, left: left - 1 },
            }),
            Next::Number(part) => part.after(byte).map(Next::Number),
            // Handled by the caller.
            Next::Text { .. } => None,
            // The mark stands before everything else.
            Next::Begin if is_white => Some(Next::Value),
            same if is_white => Some(same),
            Next::Begin | Next::Value => self.value(byte),
            Next::FirstValue if byte == b']' => Some(self.leave()),
            Next::FirstValue => self.value(byte),
            Next::FirstKey if byte == b'}' => Some(self.leave()),
            Next::Key | Next::FirstKey => (byte == b'"').then_some(Next::Text { key: true }),
            Next::Colon => (byte == b':').then_some(Next::Value),
            Next::Follow => self.follow(byte),
        }
    }

    fn value(&mut self, byte: u8) -> Option<Next> {
        Some(match byte {
            b'{' => {
                self.enter(true);
                Next::FirstKey
            }
            b'[' => {
                self.enter(false);
                Next::FirstValue
            }
            b'"' => Next::Text { key: false },
            b'-' => Next::Number(NumberPart::Integer),
            b'0' => Next::Number(NumberPart::AfterZero),
            b'1'..=b'9' => Next::Number(NumberPart::Digits),
            b't' => Next::Literal(b"rue"),
            b'f' => Next::Literal(b"alse"),
            b'n' => Next::Literal(b"ull"),
            _ => return None,
        })
    }

    fn follow(&mut self, byte: u8) -> Option<Next> {
        if self.depth == 0 {
            return None;
        }
        let object = self.is_in_object();
        match byte {
            b',' => Some(if object { Next::Key } else { Next::Value }),
            b'}' if object => Some(self.leave()),
            b']' if !object => Some(self.leave()),
            _ => None,
        }
    }

    fn enter(&mut self, object: bool) {
        let bit = self.depth % 64;
        if bit == 0 {
            self.objects.push(0);
        }
        self.depth += 1;
        if let Some(last) = self.objects.last_mut() {
            *last = *last & !(1 << bit) | u64::from(object) << bit;
        }
    }

    fn leave(&mut self) -> Next {
        self.depth -= 1;
        if self.depth.is_multiple_of(64) {
            self.objects.pop();
        }
        Next::Follow
    }

    fn is_in_object(&self) -> bool {
        let bit = (self.depth + 63) % 64;
        self.objects.last().is_some_and(|last| last >> bit & 1 == 1)
    }

    /// Reads the inside of a string from `at` on, which is in `piece`; where something else comes.
    fn text(&mut self, piece: &[u8], mut at: usize, key: bool) -> Option<usize> {
        loop {
            // Eight plain characters at once; not in the midst of one with several bytes.
            while self.rest == 0
                && let Some(word) = word_at(piece, at)
                && word.is_ascii()
                && specials(word) == 0
            {
                at += WORD;
            }
            let Some(byte) = piece.get(at) else { return Some(at) };
            at += 1;
            if self.rest > 0 {
                let (from, to) = self.between;
                if *byte < from || *byte > to {
                    return None;
                }
                (self.rest, self.between) = (self.rest - 1, (0x80, 0xbf));
                continue;
            }
            match byte {
                b'"' => {
                    self.next = if key { Next::Colon } else { Next::Follow };
                    return Some(at);
                }
                b'\\' => {
                    self.next = Next::Escape { key };
                    return Some(at);
                }
                0..b' ' => return None,
                b' '..0x80 => {}
                _ => (self.rest, self.between) = begins(*byte)?,
            }
        }
    }
}

/// Returns the number of bytes that follow the first one of a character, and the range of the next: RFC 3629.
fn begins(byte: u8) -> Option<(u8, (u8, u8))> {
    Some(match byte {
        0xc2..=0xdf => (1, (0x80, 0xbf)),
        0xe0 => (2, (0xa0, 0xbf)),
        0xe1..=0xec | 0xee..=0xef => (2, (0x80, 0xbf)),
        0xed => (2, (0x80, 0x9f)),
        0xf0 => (3, (0x90, 0xbf)),
        0xf1..=0xf3 => (3, (0x80, 0xbf)),
        0xf4 => (3, (0x80, 0x8f)),
        _ => return None,
    })
}

impl NumberPart {
    fn can_end(self) -> bool {
        matches!(self, Self::AfterZero | Self::Digits | Self::FractionDigits | Self::ExponentDigits)
    }

    /// Returns `true` if a byte is taken for a part of the number.
    fn goes_on(self, byte: u8) -> bool {
        !self.can_end() || self.after(byte).is_some()
    }

    fn after(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Integer, b'0') => Self::AfterZero,
            (Self::Integer, b'1'..=b'9') | (Self::Digits, b'0'..=b'9') => Self::Digits,
            (Self::AfterZero | Self::Digits, b'.') => Self::Fraction,
            (Self::Fraction | Self::FractionDigits, b'0'..=b'9') => Self::FractionDigits,
            (Self::AfterZero | Self::Digits | Self::FractionDigits, b'e' | b'E') => Self::Sign,
            (Self::Sign, b'+' | b'-') => Self::Exponent,
            (Self::Sign | Self::Exponent | Self::ExponentDigits, b'0'..=b'9') => {
                Self::ExponentDigits
            }
            _ => return None,
        })
    }
}

/// Returns `true` if `text` is JSON when it comes in pieces of `size` bytes.
#[cfg(test)]
pub(super) fn in_pieces(text: &[u8], size: usize) -> bool {
    let mut pieces = Pieces::new();
    text.chunks(size).all(|piece| pieces.read(piece)) && pieces.is_whole()
}

#[cfg(test)]
mod tests {
    use super::in_pieces;

    #[test]
    fn marks_and_nothing() {
        for size in 1..4 {
            assert!(in_pieces(b"\xef\xbb\xbf {\"a\":\"\xc3\xa9\"}", size));
            assert!(in_pieces(b"", size) && !in_pieces(b" \n", size));
            for text in [
                &b"\xef\xbb{}"[..],
                b"\xef\xbb\xbf",
                b"{}\xef\xbb\xbf",
                b" \xef\xbb\xbf{}",
                b"\xff\xfe{\0}\0",
            ] {
                assert!(!in_pieces(text, size), "{text:?}");
            }
        }
    }

    #[test]
    fn depth_is_not_limited() {
        for depth in [63, 64, 65, 100_000] {
            let pairs = "[{\"a\":".repeat(depth) + "1" + &"}]".repeat(depth);
            assert!(in_pieces(pairs.as_bytes(), 1000));
            let wrong = "[{\"a\":".repeat(depth) + "1" + &"]}".repeat(depth);
            assert!(!in_pieces(wrong.as_bytes(), 1000));
        }
    }
}
