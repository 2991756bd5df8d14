//! Places in files.

use std::fmt;

/// A file of a [`SourceMap`](super::SourceMap).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(super) u32);

impl FileId {
    /// The document itself, which is read first.
    pub const DOCUMENT: Self = Self(0);
}

/// Position in a file: 1-based line and column (columns count characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The line, counted from 1.
    pub line: u32,
    /// The character within the line, counted from 1.
    pub column: u32,
}

impl Span {
    /// The first character of a document.
    pub const START: Self = Self::new(1, 1);

    /// A place in the document itself.
    pub const fn new(line: u32, column: u32) -> Self {
        Self { file: FileId::DOCUMENT, line, column }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
