//! Every file that was read as text.

use super::{FileId, Source, Span};

/// The files that places are in: a document, and what it brought with it.
#[derive(Clone, Debug)]
pub struct SourceMap {
    document: Source,
    others: Vec<Source>,
}

impl SourceMap {
    /// A document alone.
    pub fn of(document: Source) -> Self {
        Self { document, others: Vec::new() }
    }

    /// Adds a file that a document brings with it. Places in it are to be taken from the source that
    /// comes back, which knows its file.
    pub fn add(&mut self, source: Source) -> &Source {
        let file = FileId(u32::try_from(self.others.len() + 1).unwrap_or(u32::MAX));
        self.others.push(Source { file, ..source });
        self.file(file)
    }

    /// The document itself.
    pub fn document(&self) -> &Source {
        &self.document
    }

    /// A file; the document when there is no such file.
    pub fn file(&self, id: FileId) -> &Source {
        let index = (id.0 as usize).checked_sub(1);
        index.and_then(|index| self.others.get(index)).unwrap_or(&self.document)
    }

    /// The file of a place; the document when there is no place.
    pub fn at(&self, span: Option<Span>) -> &Source {
        span.map_or(&self.document, |span| self.file(span.file))
    }

    /// All files in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.document).chain(&self.others)
    }
}
