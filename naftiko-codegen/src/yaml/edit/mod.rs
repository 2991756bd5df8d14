//! Changes of a document that leave the rest of its text as it is.

mod compare;
mod forms;
mod pieces;
mod splice;

use std::fmt;

use super::hazards::check_too_large;
use super::recover;
use super::tree::{NodeId, SyntaxTree};

use self::compare::Comparison;
use self::pieces::Splice;

/// A change of a document. Keys and values are YAML on one line, as they will stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit<'e> {
    /// Another value in the place of a scalar.
    Replace {
        /// The scalar.
        scalar: NodeId,
        /// Text of the new value.
        value: &'e str,
    },
    /// Another key for a value. A word gets the quotes of the key before.
    Rename {
        /// The entry of the key.
        entry: NodeId,
        /// Text of the new key.
        key: &'e str,
    },
    /// One more entry, behind the last.
    Add {
        /// The mapping.
        mapping: NodeId,
        /// The key of the entry.
        key: &'e str,
        /// The value of the entry.
        value: &'e str,
    },
    /// One more item.
    Insert {
        /// The list.
        sequence: NodeId,
        /// The number of items before it.
        index: usize,
        /// The value of the item.
        value: &'e str,
    },
    /// No entry or item any more. Comments on its lines go with it.
    Remove {
        /// The entry or the item.
        child: NodeId,
    },
    /// The value of an entry under a key of its own: `a: [x]` becomes `a: {key: [x]}`.
    Wrap {
        /// The entry.
        entry: NodeId,
        /// The key between the entry and its value.
        key: &'e str,
    },
    /// The only item of a list in the place of the list: `a: [x]` becomes `a: x`.
    Unwrap {
        /// The list.
        sequence: NodeId,
    },
    /// A list of mappings as one mapping: `[{key: x, a: 1}]` becomes `{x: {a: 1}}`.
    ByKey {
        /// The list.
        sequence: NodeId,
        /// The key whose value becomes the key of each item.
        key: &'e str,
    },
    /// A mapping of mappings as a list: `{x: {a: 1}}` becomes `[{key: x, a: 1}]`.
    ByItem {
        /// The mapping.
        mapping: NodeId,
        /// The key under which each item has what was its key, before all others.
        key: &'e str,
    },
}

impl Edit<'_> {
    /// The node that is changed.
    pub fn node(&self) -> NodeId {
        match self {
            Self::Replace { scalar: node, .. }
            | Self::Rename { entry: node, .. }
            | Self::Add { mapping: node, .. }
            | Self::Insert { sequence: node, .. }
            | Self::Remove { child: node }
            | Self::Wrap { entry: node, .. }
            | Self::Unwrap { sequence: node }
            | Self::ByKey { sequence: node, .. }
            | Self::ByItem { mapping: node, .. } => *node,
        }
    }
}

/// An edit that is not made, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The document has syntax errors.
    Broken,
    /// The node is of another kind, or written in a way that the edit does not know.
    Unsupported(&'static str),
    /// A key or value is not one value on one line.
    NoValue,
    /// Two edits change the same text.
    Overlap,
    /// The rest of the document would be read as something else.
    Ambiguous,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broken => "the document has syntax errors",
            Self::Unsupported(reason) => reason,
            Self::NoValue => "the new text is not one value on one line",
            Self::Overlap => "two edits change the same text",
            Self::Ambiguous => "the rest of the document would be read as something else",
        })
    }
}

impl std::error::Error for EditError {}

impl SyntaxTree<'_> {
    /// The text with all of `edits`. It is read again, and differs in nothing but what they say.
    ///
    /// # Errors
    ///
    /// When an edit is impossible; then none is made.
    pub fn edit(&self, edits: &[Edit<'_>]) -> Result<String, EditError> {
        if !self.errors().is_empty() {
            return Err(EditError::Broken);
        }
        let mut splices = Vec::new();
        for edit in edits {
            splice::splices(self, edit, &mut splices)?;
        }
        // Those at one place stay in the order of their edits.
        splices.sort_by_key(|splice| splice.range.start);
        pieces::move_heads(self.text(), &mut splices);
        let text = spliced(self.text(), &splices)?;
        if check_too_large(text.len()).is_some() {
            return Err(EditError::Unsupported("the document would be larger than what is read"));
        }
        let new = recover::read(&text).map_err(|_| EditError::Ambiguous)?;
        Comparison::new(self, &new, edits).check(&splices)?;
        Ok(text)
    }
}

fn spliced(text: &str, splices: &[Splice]) -> Result<String, EditError> {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for Splice { range, text: new, .. } in splices {
        // The indentation of a line that is taken out goes with it.
        if range.is_empty() && range.start < copied && new.trim().is_empty() {
            continue;
        }
        let kept = text.get(copied..range.start).ok_or(EditError::Overlap)?;
        out.push_str(kept);
        out.push_str(new);
        copied = range.end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Ok(out)
}
