//! Text to tree: a document with a place for everything in it, or findings that say why not.

mod hazards;
mod kind;
mod lines;
mod node;
mod number;
mod path;
mod place;
mod scalar;
mod syntax;
mod yaml;

use std::path::{Path, PathBuf};

use self::lines::Lines;
use crate::finding::{Code, Finding};

pub use self::hazards::{MAX_BYTES, MAX_DEPTH, MAX_NODES};
pub use self::node::{Entry, Key, Node, Scalar, ScalarKind, Span, Value};
pub(crate) use self::number::json_number;
pub use self::path::path_at;
pub use self::yaml::read;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A document as text, under the name its user knows it by.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    folder: PathBuf,
    text: String,
    /// Whether a byte order mark stood before the text.
    marked: bool,
    lines: Lines,
}

impl Source {
    /// A document; a byte order mark is no part of it.
    pub fn new(name: impl Into<String>, mut text: String) -> Self {
        let marked = text.starts_with(BYTE_ORDER_MARK);
        if marked {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        let name = name.into();
        let folder = Path::new(&name).parent().unwrap_or(Path::new("")).to_owned();
        Self { name, folder, lines: Lines::of(&text), text, marked }
    }

    /// The same document, with the files it names in `folder` instead of the folder in its name.
    #[must_use]
    pub fn in_folder(self, folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), ..self }
    }

    /// Where the files are that the document names.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A document from the bytes of a file.
    ///
    /// # Errors
    ///
    /// A `not-utf8` finding at the first byte that cannot be read as text (R01), or a `too-large` one.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Finding> {
        if let Some(finding) = hazards::check_too_large(bytes.len()) {
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
                Err(Finding::new(Code::NotUtf8, source.span(source.text.len()), message)
                    .help("save the file as UTF-8"))
            }
        }
    }

    /// The name as its user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the file, in pieces.
    pub(crate) fn bytes(&self) -> [&[u8]; 2] {
        let mark: &[u8] = if self.marked { "\u{feff}".as_bytes() } else { &[] };
        [mark, self.text.as_bytes()]
    }

    /// Line `n`, counted from 1, without its end; empty when there is no such line.
    pub fn line(&self, n: u32) -> &str {
        self.lines.line(&self.text, n)
    }

    /// The place of the character that starts at byte `offset`.
    pub(crate) fn span(&self, offset: usize) -> Span {
        self.lines.span(&self.text, offset)
    }

    /// The byte at which the character at `span` starts.
    pub(crate) fn offset(&self, span: Span) -> usize {
        self.lines.offset(&self.text, span)
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Source, Span};

    #[test]
    fn mark_is_no_text() {
        let source = Source::new("a.yaml", "\u{feff}a: 1\n".to_owned());
        assert_eq!(source.text(), "a: 1\n");
        assert_eq!(source.line(1), "a: 1");
    }

    #[test]
    fn bytes_that_are_no_text() {
        let bytes = b"a: 1\nb: \xc3\xa9\xff\n".to_vec();
        let finding = Source::from_bytes("a.yaml", bytes).err();
        assert_eq!(finding.as_ref().map(|finding| finding.code), Some(Code::NotUtf8));
        let span = finding.and_then(|finding| finding.span);
        assert_eq!(span, Some(Span { line: 2, column: 5 }));
    }
}
