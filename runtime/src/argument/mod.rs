//! From a caller's values to typed arguments.

mod convert;
mod entries;
mod slot;

pub use self::convert::Argument;
pub(crate) use self::convert::{Mismatch, check};
pub(crate) use self::slot::{Inputs, Slot};

use std::borrow::Cow;

use crate::json::Json;
use crate::problem::Problem;
use crate::tables::Binding;
use crate::template;

/// The arguments of one call, taken one by one by the generated `decode`.
#[derive(Debug)]
pub struct Arguments<'a> {
    /// The wire names, by which nothing but problems is told.
    names: &'static [&'static str],
    bindings: &'static [Binding],
    inputs: &'a Inputs<'a>,
    variables: &'a [String],
    problems: Vec<Problem>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(
        names: &'static [&'static str],
        bindings: &'static [Binding],
        inputs: &'a Inputs<'a>,
        variables: &'a [String],
    ) -> Self {
        Self { names, bindings, inputs, variables, problems: Vec::new() }
    }

    /// The argument at `index`; what is wrong with it is recorded, and a filler returned.
    pub fn take<T: Argument>(&mut self, index: usize) -> T {
        let bound = self.bound(index);
        let read = match &bound {
            Bound::Slot(slot) => T::read(slot, self.inputs.source),
            Bound::Owned(slot) => T::read(slot, self.inputs.source),
        };
        match read {
            Ok(value) => value,
            Err(mismatch) => {
                let name = self.name(index);
                self.problems.extend(mismatch.problem(name));
                T::filler()
            }
        }
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty() && self.inputs.problems.is_empty()
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn bound(&self, index: usize) -> Bound<'a> {
        match self.bindings.get(index) {
            Some(Binding::Parameter(parameter)) => {
                self.inputs.slots.get(*parameter).map_or(Bound::Owned(Slot::Absent), Bound::Slot)
            }
            Some(Binding::Json(json)) => Bound::Owned(Slot::Json(json)),
            Some(Binding::Text(parts)) => {
                let text = template::text(parts, self.inputs, self.variables);
                Bound::Owned(Slot::Text(Cow::Owned(text)))
            }
            Some(Binding::Template(template)) => {
                let made = template::evaluate(template, self.inputs, self.variables);
                Bound::Owned(Slot::Made(Json::trusted(made)))
            }
            Some(Binding::Absent) | None => Bound::Owned(Slot::Absent),
        }
    }

    /// The name the caller knows the argument by.
    fn name(&self, index: usize) -> &'static str {
        match self.bindings.get(index) {
            Some(Binding::Parameter(parameter)) => {
                self.inputs.parameters.get(*parameter).map_or("argument", |known| known.name)
            }
            _ => self.names.get(index).copied().unwrap_or("argument"),
        }
    }
}

enum Bound<'a> {
    Slot(&'a Slot<'a>),
    Owned(Slot<'a>),
}
