//! What stands in a file of values.

/// What a key of a file leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BoundMember {
    Text(String),
    Null,
    /// A list or a mapping.
    Nested,
}
