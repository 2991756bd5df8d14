//! The document as a tree in which every key and value knows its place.

use crate::text::Span;

/// A value and its place.
///
/// A mapping or sequence stands where its first key or item stands. An anchor or a tag belongs to its
/// scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The place of the first character.
    pub span: Span,
    /// Scalar, sequence or mapping at that place.
    pub value: Value,
}

/// The three kinds of YAML values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in document order, each key once.
    Mapping(Vec<Entry>),
}

/// A single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The source text of a plain scalar (`1.10`, `0x1F`, `~`); the content of a quoted or block one.
    pub text: String,
    /// Kind of the text in the YAML 1.2 core schema.
    pub kind: ScalarKind,
}

/// Resolution of a scalar by the YAML 1.2 core schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScalarKind {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number, also `0x1F` and `0o17`.
    Integer,
    /// A number with a fraction or exponent, `.inf`, `.nan`.
    Float,
    /// Everything else, and whatever is quoted.
    Text,
}

/// A key of a mapping with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: EntryKey,
    /// The value.
    pub value: Node,
}

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryKey {
    /// The place of the first character.
    pub span: Span,
    /// The source text, so that the key `true` is the text "true".
    pub text: String,
    /// Kind of the text in the YAML 1.2 core schema.
    pub kind: ScalarKind,
}
