//! The roles and forms of nodes.

/// The form of a list or a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// By indentation.
    Block,
    /// In brackets.
    Flow,
}

/// The form of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Nothing where a value could be: of no length.
    Absent,
    /// Without quotes, over one or more lines.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// After `|` or `>`, with its header and the empty lines behind it.
    Block,
}

/// The syntactic role of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// The whole text; its children are the roots of the documents.
    Stream,
    /// A mapping; its children are entries.
    Mapping(Layout),
    /// A key and its value.
    Entry,
    /// A list; its children are items.
    Sequence(Layout),
    /// A value in a list, and the dash before it.
    Item,
    /// A single value.
    Scalar(ScalarStyle),
    /// `*name`
    Alias,
    /// Text that is no YAML, kept as it is. It stands where a value, an entry or an item would.
    Error,
}
