//! The texts of files, and places in them.

mod lines;
mod source_map;
mod span;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::lines::Lines;
pub use self::source_map::SourceMap;
pub use self::span::{FileId, Span};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A document as text, under the name its user knows it by. A clone shares the text.
#[derive(Clone, Debug)]
pub struct Source {
    file: FileId,
    name: String,
    folder: PathBuf,
    text: Arc<str>,
    /// Set if a byte order mark stood before the text.
    marked: bool,
    lines: Arc<Lines>,
}

impl Source {
    /// A document; a byte order mark is no part of it.
    pub fn new(name: impl Into<String>, text: String) -> Self {
        let (marked, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(text) => (true, Arc::from(text)),
            None => (false, Arc::from(text)),
        };
        let name = name.into();
        let folder = Path::new(&name).parent().unwrap_or(Path::new("")).to_owned();
        let lines = Arc::new(Lines::of(&text));
        Self { file: FileId::DOCUMENT, name, folder, text, marked, lines }
    }

    /// The same document, with the files it names in `folder` instead of the folder in its name.
    #[must_use]
    pub fn in_folder(self, folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), ..self }
    }

    /// Returns the folder of the files that the document names.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name as its user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same document with another text, as after edits. A byte order mark stays.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        Self { marked: self.marked, file: self.file, ..Self::new(self.name.as_str(), text) }
            .in_folder(self.folder.as_path())
    }

    /// The bytes of the file, in pieces.
    pub fn bytes(&self) -> [&[u8]; 2] {
        let mark = if self.marked { "\u{feff}" } else { "" };
        [mark.as_bytes(), self.text.as_bytes()]
    }

    /// Line `n`, counted from 1, without its end; empty when there is no such line.
    pub fn line(&self, n: u32) -> &str {
        self.lines.line(&self.text, n)
    }

    /// The place of the character that starts at byte `offset`.
    pub(crate) fn span(&self, offset: usize) -> Span {
        self.spans().at(offset)
    }

    /// Places of characters that are mostly asked for in their order.
    pub(crate) fn spans(&self) -> Spans<'_> {
        Spans { source: self, line: 0 }
    }

    /// The byte at which the character at `span` starts.
    pub(crate) fn offset(&self, span: Span) -> usize {
        self.lines.offset(&self.text, span)
    }
}

/// Places in a document, found from the one before.
pub(crate) struct Spans<'s> {
    source: &'s Source,
    line: usize,
}

impl Spans<'_> {
    /// The place of the character that starts at byte `offset`.
    pub(crate) fn at(&mut self, offset: usize) -> Span {
        let Source { file, text, lines, .. } = self.source;
        Span { file: *file, ..lines.span_from(text, offset, &mut self.line) }
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn mark_is_no_text() {
        let source = Source::new("a.yaml", "\u{feff}a: 1\n".to_owned());
        assert_eq!(source.text(), "a: 1\n");
        assert_eq!(source.line(1), "a: 1");
    }

    #[test]
    fn a_mark_outlives_edits() {
        let source = Source::new("d/a.yaml", "\u{feff}a: 1\n".to_owned()).in_folder("e");
        let edited = source.with_text("a: 2\n".to_owned());
        assert_eq!(edited.bytes().concat(), "\u{feff}a: 2\n".as_bytes());
        assert_eq!((edited.name(), edited.folder()), ("d/a.yaml", "e".as_ref()));
    }
}
