//! Reading a document front to back: containers are entered where something inside is wanted, all
//! other values are checked and stepped over. Nothing is built, and nothing allocated.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::JsonError;
use super::scan::{self, Sink};

/// The text is not valid JSON. The reason and the position are found by [`explain`], on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax;

/// A position in a document.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The first byte of what comes next.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.at = scan::white(self.text.as_bytes(), self.at);
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next value as it is written.
    pub(crate) fn value(&mut self) -> Result<&'a str, Syntax> {
        self.peek();
        let begin = self.at;
        self.at = end_of_value(self.text.as_bytes(), begin).ok_or(Syntax)?;
        self.text.get(begin..self.at).ok_or(Syntax)
    }

    /// The position of the next byte.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Steps into the array or object that [`peek`](Self::peek) has found.
    pub(crate) fn enter(&mut self) {
        self.at += 1;
    }

    /// The next key of the object that was entered, its value being next; `None` at its end.
    pub(crate) fn key(&mut self) -> Result<Option<Cow<'a, str>>, Syntax> {
        match self.next(b'}')? {
            None => return Ok(None),
            Some(b'"') => {}
            Some(_) => return Err(Syntax),
        }
        let bytes = self.text.as_bytes();
        let mut escapes = Escapes(false);
        let end = scan::string(bytes, self.at, &mut escapes).ok_or(Syntax)?;
        let quoted = self.text.get(self.at..end).ok_or(Syntax)?;
        self.at = end;
        if self.peek() != Some(b':') {
            return Err(Syntax);
        }
        self.at += 1;
        if escapes.0 {
            return serde_json::from_str(quoted).map(|key| Some(Cow::Owned(key))).or(Err(Syntax));
        }
        quoted.get(1..quoted.len() - 1).map(|key| Some(Cow::Borrowed(key))).ok_or(Syntax)
    }

    /// Returns `true` if another element of the array that was entered comes next.
    pub(crate) fn element(&mut self) -> Result<bool, Syntax> {
        self.next(b']').map(|first| first.is_some())
    }

    /// The document must end here.
    pub(crate) fn end(&mut self) -> Result<(), Syntax> {
        if self.peek().is_none() { Ok(()) } else { Err(Syntax) }
    }

    /// The first byte of the next key or element; `None` at the end of what was entered.
    fn next(&mut self, closing: u8) -> Result<Option<u8>, Syntax> {
        let before = self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        // No value ends with an opening bracket.
        let is_first = matches!(before, Some(b'{' | b'['));
        let next = self.peek().ok_or(Syntax)?;
        if next == closing {
            self.at += 1;
            return Ok(None);
        }
        if is_first {
            return Ok(Some(next));
        }
        if next != b',' {
            return Err(Syntax);
        }
        self.at += 1;
        self.peek().map(Some).ok_or(Syntax)
    }
}

/// The text of bytes.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Syntax> {
    simdutf8::basic::from_utf8(bytes).or(Err(Syntax))
}

/// The one document that `text` is, without white space around it.
pub(crate) fn document(text: &[u8]) -> Result<&str, Syntax> {
    let text = utf8(text)?;
    let mut reader = Reader::new(text);
    let document = reader.value()?;
    reader.end()?;
    Ok(document)
}

/// Returns the error of a text that was found not to be valid. The text is read once more for that.
pub(crate) fn explain(text: &[u8]) -> JsonError {
    match serde_json::from_slice::<&RawValue>(text) {
        Err(error) => JsonError(error.to_string()),
        Ok(_) => JsonError("a key is not text".to_owned()),
    }
}

#[inline(never)]
fn end_of_value(text: &[u8], begin: usize) -> Option<usize> {
    scan::value(text, begin, &mut scan::Skip)
}

/// A sink that notes the escapes of a string: `true` when there is one.
struct Escapes(bool);

impl Sink for Escapes {
    #[inline(always)]
    fn text<const N: usize>(&mut self, _: [u8; N], _: usize) {}
    #[inline(always)]
    fn byte(&mut self, _: u8) {}
    #[inline(always)]
    fn special(&mut self, byte: u8) {
        self.0 |= byte == b'\\';
    }
}
