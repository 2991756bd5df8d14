//! Values that are made at run time: texts, documents, and what is taken from other documents.

/// A piece of a constant text.
#[derive(Debug)]
pub enum Part {
    /// The text itself.
    Literal(&'static str),
    /// The value of [`Capability::variables`](crate::tables::Capability::variables) at this index.
    Variable(usize),
    /// The caller's parameter at this index; only in the bindings of a unit.
    Parameter(usize),
}

/// The bindings of a unit that passes its first `count` parameters on in order.
#[must_use]
pub const fn pass(count: usize) -> &'static [Binding] {
    PASSED.split_at(count).0
}

/// As many as [`pass`] can give; units with more parameters list theirs.
const MOST_PASSED: usize = 256;

static PASSED: [Binding; MOST_PASSED] = {
    let mut bindings = [const { Binding::Absent }; MOST_PASSED];
    let mut index = 0;
    while index < MOST_PASSED {
        bindings[index] = Binding::Parameter(index);
        index += 1;
    }
    bindings
};

/// Where an argument's value comes from.
#[derive(Debug)]
pub enum Binding {
    /// From nowhere: the argument is absent.
    Absent,
    /// From the parameter at this index.
    Parameter(usize),
    /// A constant, valid JSON.
    Json(&'static str),
    /// A text with variables and parameters in it.
    Text(&'static [Part]),
    /// A document with parameters in it.
    Template(&'static Template),
}

/// JSON made from parameters; an absent parameter takes its member or item with it.
#[derive(Debug)]
pub enum Template {
    /// A constant, valid JSON.
    Json(&'static str),
    /// The value of the parameter at this index.
    Parameter(usize),
    /// A string with variables and parameters in it.
    Text(&'static [Part]),
    /// An object.
    Object(&'static [(&'static str, Template)]),
    /// An array.
    Array(&'static [Template]),
}

/// A document made from another one.
#[derive(Debug)]
pub enum Projection {
    /// The value at a path; no steps mean the whole document, a missing value is `null`.
    Path(&'static [Step]),
    /// An object.
    Object(&'static [(&'static str, Projection)]),
    /// One item for each element of the array at `path`; `null` when there is no array.
    Array {
        /// Where the array is.
        path: &'static [Step],
        /// What an element becomes; its paths begin at the element.
        item: &'static Projection,
    },
    /// A constant, valid JSON.
    Json(&'static str),
    /// A value with variables and parameters of the unit in it; an absent one is `null`.
    Template(&'static Template),
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
