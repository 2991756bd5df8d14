//! Text to tree: a document with a place for everything in it, or findings that say why not.

mod entries;
mod kind;
mod node;
mod number;
mod path;
mod reader;

use crate::finding::{Code, Finding};
use crate::text::Source;
use crate::yaml;

pub use self::node::{Entry, Key, Node, Scalar, ScalarKind, Value};
pub(crate) use self::number::json_number;
pub use self::path::path_at;
pub use self::reader::read;

impl Source {
    /// A document from the bytes of a file.
    ///
    /// # Errors
    ///
    /// A `not-utf8` finding at the first byte that cannot be read as text (R01), or a `too-large` one.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Finding> {
        if let Some(finding) = yaml::check_too_large(bytes.len()) {
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
    use super::{Code, Source};
    use crate::text::Span;

    #[test]
    fn bytes_that_are_no_text() {
        let bytes = b"a: 1\nb: \xc3\xa9\xff\n".to_vec();
        let finding = Source::from_bytes("a.yaml", bytes).err();
        assert_eq!(finding.as_ref().map(|finding| finding.code), Some(Code::NotUtf8));
        let span = finding.and_then(|finding| finding.span);
        assert_eq!(span, Some(Span { line: 2, column: 5 }));
    }
}
