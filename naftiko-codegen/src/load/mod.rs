//! Everything that a document is made of: its text, and the files it names.

mod attachments;
mod document;
mod imported;
mod location;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use self::attachments::Attachments;
pub use self::document::{LoadError, UnreadableText, open_document, read_document};
pub(crate) use self::imported::Located;
use crate::encoding::hex;
use crate::text::{FileId, Source, SourceMap};

/// Reads what a document brings with it, and remembers what was read.
#[derive(Clone)]
pub(crate) struct Loader {
    sources: SourceMap,
    attachments: Attachments,
}

impl Loader {
    /// A document alone, with its folder to read from.
    pub(crate) fn of(document: &Source) -> Self {
        Self {
            sources: SourceMap::of(document.clone()),
            attachments: Attachments::below(document.folder()),
        }
    }

    /// The document itself.
    pub(crate) fn document(&self) -> &Source {
        self.sources.document()
    }

    /// The file at `location`, which stands in one of the files, or every file below it with its path from there, in order. What
    /// begins with a dot is not for others: `.git`, `.env`, the backup of an editor.
    ///
    /// The error is a sentence about what stands in the way.
    pub(crate) fn attachment(
        &mut self,
        location: &str,
        from: FileId,
    ) -> Result<Vec<(String, Vec<u8>)>, String> {
        self.attachments.read(location, self.sources.file(from).folder())
    }

    /// Finds the document that one of the files names by `location`. The error says what stands in the way.
    pub(crate) fn locate(&mut self, location: &str, from: FileId) -> Result<Located, String> {
        let importer = self.sources.file(from);
        let located = imported::locate(location, importer, self.sources.document().folder());
        self.attachments.note(located.as_ref().map_or_else(|(path, _)| path, |one| &one.real));
        located.map_err(|(_, reason)| reason)
    }

    /// Where `path` leads that stands in one of the files, as seen from the folder of the document; nothing needs to be there.
    pub(crate) fn beside(&self, path: &Path, from: FileId) -> PathBuf {
        imported::beside(path, self.sources.file(from).folder(), self.sources.document().folder())
    }

    /// Reads such a document. The error says what stands in the way.
    pub(crate) fn import(&mut self, located: Located) -> Result<&Source, String> {
        Ok(self.sources.add(imported::open(located)?))
    }

    /// Tells what was read from anything else: of every byte of the texts, marks included, and of the
    /// names and contents of attachments.
    pub(crate) fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let texts = self.sources.files().flat_map(Source::bytes);
        for bytes in texts.chain(self.attachments.digests()) {
            hash.update(bytes);
        }
        hex(&hash.finalize())
    }

    /// The texts, and the files and folders that became part of the program.
    pub(crate) fn finish(self) -> (SourceMap, Vec<PathBuf>) {
        (self.sources, self.attachments.into_read())
    }
}
