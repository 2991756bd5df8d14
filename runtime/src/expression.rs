//! Values that are made at run time: one language for texts, documents and what is taken from other
//! documents.

use crate::types::JsonType;

/// An expression: a constant, a hole, or something put together from others.
///
/// In a text it stands for its characters, elsewhere for its JSON. A member, item or argument that has
/// no value is left out of what is sent, and `null` in an answer.
#[derive(Debug)]
pub enum Expr {
    /// Nothing.
    Absent,
    /// A constant, valid JSON.
    Json(&'static str),
    /// A constant text, as it is.
    Literal(&'static str),
    /// The value of [`Capability::variables`](crate::tables::Capability::variables) at this index.
    Variable(usize),
    /// The caller's parameter at this index.
    Parameter(usize),
    /// The value at a path into the answer that is shaped; no steps mean all of it.
    Answer(&'static [Step]),
    /// The same, where only null and values of one type of JSON are right.
    Typed {
        /// The path to the value.
        path: &'static [Step],
        /// The name of the value in the message of a mismatch.
        name: &'static str,
        /// The type.
        expected: JsonType,
    },
    /// A text put together from pieces; an absent piece leaves nothing.
    Text(&'static [Expr]),
    /// An object.
    Object(&'static [(&'static str, Expr)]),
    /// An array.
    Array(&'static [Expr]),
    /// One item for each element of an array in the answer; absent when there is no array.
    Each {
        /// The path to the array.
        list: &'static [Step],
        /// The expression for each element; its paths begin at the element.
        item: &'static Expr,
    },
}

/// One step of a path into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Key(&'static str),
    /// An element of an array; negative positions count from the end.
    Index(i64),
    /// Every element of an array, or the value of every member of an object; the path gives a list.
    Each,
}

/// The bindings of a function that passes its first `count` parameters on in order.
#[must_use]
pub const fn pass(count: usize) -> &'static [Expr] {
    PASSED.split_at(count).0
}

/// As many as [`pass`] can give; functions with more parameters list theirs.
const MOST_PASSED: usize = 256;

static PASSED: [Expr; MOST_PASSED] = {
    let mut bindings = [const { Expr::Absent }; MOST_PASSED];
    let mut index = 0;
    while index < MOST_PASSED {
        bindings[index] = Expr::Parameter(index);
        index += 1;
    }
    bindings
};
