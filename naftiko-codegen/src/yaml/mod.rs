//! YAML as it is written: a lossless tree that survives errors, and edits of its text.
//!
//! The tree has comments, order and the place of every byte; [`SyntaxTree::read`] goes on behind what is
//! broken. One file knows the parser (`parser`) and one knows serde_yaml (`value`), which turns
//! the text of a scalar into its value.

mod blank;
mod build;
mod damage;
#[cfg(feature = "migrate")]
mod edit;
mod error;
mod gap;
mod hazards;
mod parser;
mod recover;
mod syntax;
mod tree;
mod value;

use crate::finding::Finding;
use crate::text::Source;

#[cfg(feature = "migrate")]
pub use self::edit::{Edit, EditError};
pub use self::error::SyntaxError;
pub use self::hazards::{MAX_BYTES, MAX_DEPTH, MAX_NODES};
pub(crate) use self::hazards::{MAX_EXPANDED, MAX_PATH, check_too_large, too_deep, too_large};
pub use self::syntax::{Layout, ScalarStyle, Syntax};
pub use self::tree::{NodeId, SyntaxTree};
pub(crate) use self::value::Resolved;
pub use self::value::ValueError;

impl<'t> SyntaxTree<'t> {
    /// The tree of a document. Its syntax errors are in the tree.
    ///
    /// # Errors
    ///
    /// A finding when the text is larger, deeper or denser than what is read, or cut off.
    pub fn read(source: &'t Source) -> Result<Self, Finding> {
        hazards::check_text(source)?;
        recover::read(source.text()).map_err(|at| too_deep(source.span(at)))
    }
}
