//! Documents from disk and from elsewhere.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use crate::disk;
use crate::finding::{Code, Finding};
use crate::text::Source;
use crate::yaml::{MAX_BYTES, check_too_large};

/// A document that cannot be read.
#[derive(Debug)]
pub enum LoadError {
    /// The bytes cannot be had.
    Io(io::Error),
    /// They are no text, or too much of it.
    Text(Box<UnreadableText>),
}

/// Bytes that are no document.
#[derive(Debug)]
pub struct UnreadableText {
    /// Says why.
    pub finding: Finding,
    /// Lossy text of the bytes, to show the lines around a fault; empty if they are valid UTF-8.
    pub readable: Source,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Text(text) => write!(f, "{} [{}]", text.finding.message, text.finding.code),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Text(_) => None,
        }
    }
}

/// Reads a document from a file, under the name its user knows it by.
///
/// # Errors
///
/// When it is no file, cannot be opened, or is no text of at most [`MAX_BYTES`].
pub fn open_document(path: &Path, name: impl Into<String>) -> Result<Source, LoadError> {
    read_document(disk::open_regular(path).map_err(LoadError::Io)?, name)
}

/// Reads a document to its end.
///
/// # Errors
///
/// When reading fails, or it is no text of at most [`MAX_BYTES`].
pub fn read_document(from: impl Read, name: impl Into<String>) -> Result<Source, LoadError> {
    let mut bytes = Vec::new();
    // One byte more than is allowed is enough to know that there are too many.
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(LoadError::Io)?;
    let name = name.into();
    // Shows the lines around the break of a text that is broken.
    let readable = match String::from_utf8_lossy(&bytes) {
        Cow::Owned(text) => text,
        Cow::Borrowed(_) => String::new(),
    };
    Source::from_bytes(name.as_str(), bytes).map_err(|finding| {
        LoadError::Text(Box::new(UnreadableText { finding, readable: Source::new(name, readable) }))
    })
}

impl Source {
    /// A document from the bytes of a file.
    ///
    /// # Errors
    ///
    /// A `not-utf8` finding at the first byte that cannot be read as text (R01), or a `too-large` one.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Finding> {
        if let Some(finding) = check_too_large(bytes.len()) {
            return Err(finding);
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(error) => {
                let readable = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(readable).copied().unwrap_or_default();
                let text = String::from_utf8_lossy(error.as_bytes().get(..readable).unwrap_or(&[]));
                // The column is one of the text without its mark, as everywhere.
                let source = Self::new(name, text.into_owned());
                let message = format!("the byte 0x{byte:02x} is not part of UTF-8 text");
                Err(Finding::new(Code::NotUtf8, source.span(source.text().len()), message)
                    .help("save the file as UTF-8"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, LoadError, Source, read_document};
    use crate::text::Span;

    #[test]
    fn bytes_that_are_no_text() {
        let bytes = b"a: 1\nb: \xc3\xa9\xff\n".to_vec();
        let finding = Source::from_bytes("a.yaml", bytes).err();
        assert_eq!(finding.as_ref().map(|finding| finding.code), Some(Code::NotUtf8));
        let span = finding.and_then(|finding| finding.span);
        assert_eq!(span, Some(Span::new(2, 5)));
    }

    #[test]
    fn what_is_readable_can_be_shown() {
        let Err(LoadError::Text(text)) = read_document(&b"a: 1\nb: \xff\n"[..], "a.yaml") else {
            unreachable!("it is no text")
        };
        assert_eq!(text.readable.line(2), "b: \u{fffd}");
        assert_eq!(text.finding.code, Code::NotUtf8);
    }
}
