//! The text of a document, and places in it.

mod lines;
mod span;

use std::path::{Path, PathBuf};

use self::lines::Lines;
pub use self::span::Span;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A document as text, under the name its user knows it by.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    folder: PathBuf,
    text: String,
    /// Set if a byte order mark stood before the text.
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
        self.source.lines.span_from(&self.source.text, offset, &mut self.line)
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
}
