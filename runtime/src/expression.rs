//! Expressions: values that are computed at run time. One language describes texts, documents and parts of other
//! documents.

use crate::jsonpath::{Query, QueryEngine};
use crate::types::JsonType;

/// An expression: a constant, a reference, or a composition of expressions.
///
/// In a text it contributes its characters, elsewhere its JSON. A member, item or argument without a value is
/// omitted from a request, and `null` in an answer.
#[derive(Debug)]
pub enum Expr {
    /// No value.
    Absent,
    /// A constant, valid JSON.
    Json(&'static str),
    /// A constant text, as it is.
    Literal(&'static str),
    /// The value of [`Capability::variables`](crate::tables::Capability::variables) at this index.
    Variable(usize),
    /// The caller's parameter at this index.
    Parameter(usize),
    /// The value at a path into the output of the function's step at this index; an empty path is the whole output.
    Step(usize, &'static [Segment]),
    /// The value at a path into another value.
    Member {
        /// The value.
        of: &'static Expr,
        /// The path.
        path: &'static [Segment],
    },
    /// What an expression that shapes an answer makes of another value.
    Selected {
        /// The value.
        of: &'static Expr,
        /// The expression; its paths begin at the value.
        by: &'static Expr,
    },
    /// A piece of a text that depends on a value, as a section of Mustache: it stands once for each element of an array,
    /// once for another value, and not at all without a value, for `false` and for an empty array.
    Section {
        /// The value.
        of: &'static Expr,
        /// It stands once exactly where it else would not.
        inverted: bool,
        /// The pieces, which can read the element or value with [`Expr::Item`].
        content: &'static [Expr],
    },
    /// A value in a section: the member of the innermost element that has one of this name.
    Item {
        /// The name of the member; empty for the element itself.
        name: &'static str,
        /// The path to the value where no member has the whole name.
        path: &'static [Segment],
        /// The value where no element has it.
        outer: &'static Expr,
    },
    /// The value at a path into the upstream's answer; an empty path is the whole answer.
    Answer(&'static [Segment]),
    /// The same, checked: null or a value of one JSON type. Any other value is an error.
    Typed {
        /// The path to the value.
        path: &'static [Segment],
        /// The name of the value in the message of a mismatch.
        name: &'static str,
        /// The type.
        expected: JsonType,
    },
    /// The first of several values that is not null; null when all are.
    First(&'static [Expr]),
    /// The beginning of a text; a value of another type is whole.
    Cut {
        /// The value.
        value: &'static Expr,
        /// The greatest length in UTF-16 units.
        length: usize,
    },
    /// An object with one member for each member of an object in the answer, of the same name; null when the path leads
    /// to no object.
    Values {
        /// The path to the object.
        object: &'static [Segment],
        /// The expression for each value; its paths begin at the value.
        item: &'static Expr,
    },
    /// The concatenation of pieces; an absent piece is the empty text.
    Text(&'static [Expr]),
    /// An object.
    Object(&'static [(&'static str, Expr)]),
    /// An array.
    Array(&'static [Expr]),
    /// An array with one item for each element of an array in the answer; absent when the path leads to no array.
    Each {
        /// The path to the array.
        list: &'static [Segment],
        /// The expression for each element; its paths begin at the element.
        item: &'static Expr,
    },
    /// What a query gives from the value at a path on.
    Query {
        /// The path to the value.
        path: &'static [Segment],
        /// The query.
        query: &'static Query,
        /// What answers it.
        engine: QueryEngine,
        /// What becomes of it.
        then: Then,
    },
}

/// What becomes of what a query gives.
#[derive(Debug)]
pub enum Then {
    /// It is the value.
    Value,
    /// The same, checked: as [`Expr::Typed`], by name and type.
    Typed(&'static str, JsonType),
    /// There is an item for each element of the list: as [`Expr::Each`].
    Each(&'static Expr),
}

/// One segment of a path into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A member of an object.
    Key(&'static str),
    /// An element of an array; negative positions count from the end.
    Index(i64),
    /// Every element of an array, or the value of every member of an object; the path then leads to a list.
    Each,
}

/// The bindings of a function that passes its first `count` parameters on in order.
#[must_use]
pub const fn pass(count: usize) -> &'static [Expr] {
    PASSED.split_at(count).0
}

/// As many as [`pass`] can give; functions with more parameters list theirs.
const MOST_PASSED: usize = 16;

static PASSED: [Expr; MOST_PASSED] = {
    let mut bindings = [const { Expr::Absent }; MOST_PASSED];
    let mut index = 0;
    while index < MOST_PASSED {
        bindings[index] = Expr::Parameter(index);
        index += 1;
    }
    bindings
};
