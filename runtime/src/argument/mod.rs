//! From a caller's values to typed arguments.

mod convert;
mod entries;
mod inputs;
mod mismatch;
mod slot;
pub(crate) mod template;

pub use self::convert::Argument;
pub(crate) use self::convert::check;
pub(crate) use self::inputs::RawArguments;
pub(crate) use self::mismatch::Mismatch;
pub(crate) use self::slot::RawValue;

use crate::expression::{Binding, Part};
use crate::json::Json;
use crate::problem::Problem;

/// How deeply values may be nested.
pub(crate) const DEPTH: usize = 128;

/// The arguments of one call, taken one by one by the generated `decode`.
#[derive(Debug)]
pub struct Arguments<'a> {
    /// The wire names, by which nothing but problems is told.
    names: &'static [&'static str],
    bindings: &'static [Binding],
    inputs: &'a RawArguments<'a>,
    variables: &'a [String],
    problems: Vec<Problem>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(
        names: &'static [&'static str],
        bindings: &'static [Binding],
        inputs: &'a RawArguments<'a>,
        variables: &'a [String],
    ) -> Self {
        Self { names, bindings, inputs, variables, problems: Vec::new() }
    }

    /// The argument at `index`; what is wrong with it is recorded, and a filler returned.
    pub fn take<T: Argument>(&mut self, index: usize) -> T {
        let bound = self.bound(index);
        let read = match &bound {
            BoundValue::RawValue(slot) => T::read(slot, self.inputs.source),
            BoundValue::Owned(slot) => T::read(slot, self.inputs.source),
            BoundValue::Hollow(slot) => T::read(&RawValue::Absent, self.inputs.source)
                .or_else(|_| T::read(slot, self.inputs.source)),
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

    /// Returns `true` if nothing was wrong so far.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty() && self.inputs.problems.is_empty()
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn bound(&self, index: usize) -> BoundValue<'a> {
        match self.bindings.get(index) {
            Some(Binding::Parameter(parameter)) => self
                .inputs
                .slots
                .get(*parameter)
                .map_or(BoundValue::Owned(RawValue::Absent), BoundValue::RawValue),
            Some(Binding::Json(json)) => BoundValue::Owned(RawValue::Json(json)),
            Some(Binding::Text(parts)) => {
                let text =
                    RawValue::Text(template::text(parts, self.inputs, self.variables).into());
                if is_hollow(parts, self.inputs) {
                    BoundValue::Hollow(text)
                } else {
                    BoundValue::Owned(text)
                }
            }
            Some(Binding::Template(template)) => {
                let made = template::evaluate(template, self.inputs, self.variables);
                BoundValue::Owned(RawValue::Made(Json::trusted(made)))
            }
            Some(Binding::Absent) | None => BoundValue::Owned(RawValue::Absent),
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

/// Returns `true` if a text has parameters, and none of them is given.
fn is_hollow(parts: &[Part], inputs: &RawArguments<'_>) -> bool {
    let holes = || parts.iter().filter(|part| matches!(part, Part::Parameter(_)));
    let is_given = |part: &Part| match part {
        Part::Parameter(index) => {
            !matches!(inputs.slots.get(*index), None | Some(RawValue::Absent))
        }
        Part::Literal(_) | Part::Variable(_) => true,
    };
    holes().next().is_some() && !holes().any(is_given)
}

enum BoundValue<'a> {
    RawValue(&'a RawValue<'a>),
    Owned(RawValue<'a>),
    /// A text whose parameters are all left out: no value, unless there has to be one.
    Hollow(RawValue<'a>),
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use bytes::Bytes;

    use super::{Arguments, RawArguments, RawValue};
    use crate::expression::{Binding, Part};
    use crate::parameter::{Kind, Parameter, Place};

    static PARAMETERS: [Parameter; 2] = [
        Parameter::optional("who", Kind::String, Place::Query),
        Parameter::optional("of", Kind::String, Place::Query),
    ];
    static BINDINGS: [Binding; 3] = [
        Binding::Text(&[Part::Literal("x "), Part::Parameter(0)]),
        Binding::Text(&[Part::Parameter(0), Part::Literal("-"), Part::Parameter(1)]),
        Binding::Text(&[Part::Literal("x "), Part::Variable(0)]),
    ];

    fn taken(who: Option<&'static str>) -> (Vec<Option<String>>, String) {
        let source = Bytes::new();
        let mut inputs = RawArguments::new(&PARAMETERS, &source);
        if let Some(who) = who {
            inputs.slots[0] = RawValue::Text(Cow::Borrowed(who));
        }
        let variables = ["v".to_owned()];
        let mut arguments = Arguments::new(&["a", "b", "c"], &BINDINGS, &inputs, &variables);
        let optional = (0..3).map(|index| arguments.take(index)).collect();
        (optional, arguments.take(0))
    }

    #[test]
    fn a_text_without_any_of_its_parameters_is_left_out_where_it_can_be() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(taken(None), (vec![None, None, text("x v")], "x ".to_owned()));
        let given = vec![text("x a"), text("a-"), text("x v")];
        assert_eq!(taken(Some("a")), (given, "x a".to_owned()));
    }
}
