//! A finished operation, and what the names mean by which a unit passes arguments to it.

use crate::model::{Kind, Operation};
use crate::text::Span;

/// An operation, and what a call of it has to know.
#[derive(Debug)]
pub(crate) struct Callee {
    pub(crate) operation: Operation,
    /// Place of its name.
    pub(crate) span: Span,
    /// Number of arguments that the upstream side declares; the others are there because a unit passes them (R61).
    pub(crate) declared: usize,
    /// Arguments whose type is only what units pass to them.
    pub(super) settled: Vec<usize>,
}

impl Callee {
    /// The type that callers of a unit give for an argument, where the unit does not say one.
    pub(crate) fn kind_unsaid(&self, argument: usize) -> Kind {
        if self.settled.contains(&argument) {
            return Kind::String;
        }
        self.operation.arguments[argument].kind
    }
}

/// The meaning of the name of an entry of `with`, or of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameMeaning {
    /// The argument with this index.
    Argument(usize),
    /// A parameter of callers that a value refers to. Inputs only.
    Caller,
    /// Nothing: it is not for a unit to set (R21, R39), or it is empty.
    Dropped,
    /// Nothing: the body says itself what stands there.
    Fixed,
}

/// The meanings of the names of one unit.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// One for each entry of `with`.
    pub(super) with: Vec<NameMeaning>,
    /// One for each of all inputs.
    pub(super) inputs: Vec<NameMeaning>,
    /// Names with a dot that is in front of no member.
    pub(super) dotted: Vec<String>,
}
