//! The arguments of an operation, taken from what they are bound to.

use crate::argument::{Argument, RawArguments, RawValue};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::json::Json;
use crate::problem::Problem;

/// The arguments of one call, taken one by one by the generated `decode`.
#[derive(Debug)]
pub struct Arguments<'a> {
    /// The wire names, which only messages use.
    names: &'static [&'static str],
    bindings: &'static [Expr],
    inputs: &'a RawArguments<'a>,
    scope: Scope<'a>,
    problems: Vec<Problem>,
}

impl<'a> Arguments<'a> {
    #[cfg(feature = "surface")]
    pub(crate) fn new(
        names: &'static [&'static str],
        bindings: &'static [Expr],
        inputs: &'a RawArguments<'a>,
        scope: Scope<'a>,
    ) -> Self {
        Self { names, bindings, inputs, scope, problems: Vec::new() }
    }

    /// The argument at `index`. A problem with it is recorded, and a placeholder is returned.
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

    #[cfg(feature = "surface")]
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn bound(&self, index: usize) -> BoundValue<'a> {
        let scope = self.scope;
        let value = match self.bindings.get(index) {
            Some(Expr::Parameter(parameter)) => {
                let slot = self.inputs.slots.get(*parameter);
                return slot.map_or(BoundValue::ABSENT, BoundValue::RawValue);
            }
            Some(Expr::Absent) | None => RawValue::Absent,
            Some(Expr::Json(json)) => RawValue::Json(json),
            Some(Expr::Text(pieces)) => {
                let text = RawValue::Text(evaluate::text(pieces, scope).into());
                if is_hollow(pieces, self.inputs, scope) {
                    return BoundValue::Hollow(text);
                }
                text
            }
            Some(text @ (Expr::Literal(_) | Expr::Variable(_))) => {
                RawValue::Text(evaluate::text(std::slice::from_ref(text), scope).into())
            }
            Some(Expr::Step(step, path)) => {
                let found = scope.step(*step, path);
                return found.map_or(BoundValue::ABSENT, BoundValue::Owned);
            }
            Some(made) => RawValue::Made(Json::trusted(evaluate::document(made, scope))),
        };
        BoundValue::Owned(value)
    }

    /// The name the caller knows the argument by.
    fn name(&self, index: usize) -> &'static str {
        match self.bindings.get(index) {
            Some(Expr::Parameter(parameter)) => {
                self.inputs.parameters.get(*parameter).map_or("argument", |known| known.name)
            }
            _ => self.names.get(index).copied().unwrap_or("argument"),
        }
    }
}

/// Returns `true` if a text has holes for parameters or outputs of steps, and nothing is there for any of them.
fn is_hollow(pieces: &[Expr], inputs: &RawArguments<'_>, scope: Scope<'_>) -> bool {
    let mut holes = pieces
        .iter()
        .filter_map(|piece| match piece {
            Expr::Parameter(index) => {
                Some(matches!(inputs.slots.get(*index), None | Some(RawValue::Absent)))
            }
            Expr::Step(step, path) => Some(scope.step(*step, path).is_none()),
            _ => None,
        })
        .peekable();
    holes.peek().is_some() && holes.all(|is_empty| is_empty)
}

enum BoundValue<'a> {
    RawValue(&'a RawValue<'a>),
    Owned(RawValue<'a>),
    /// A text whose parameters are all left out: no value, unless there has to be one.
    Hollow(RawValue<'a>),
}

impl BoundValue<'_> {
    const ABSENT: Self = Self::Owned(RawValue::Absent);
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use bytes::Bytes;

    use super::{Arguments, Scope};
    use crate::argument::{RawArguments, RawValue};
    use crate::expression::Expr;
    use crate::parameter::{Kind, Parameter, Place};

    static PARAMETERS: [Parameter; 2] = [
        Parameter::optional("who", Kind::String, Place::Query),
        Parameter::optional("of", Kind::String, Place::Query),
    ];
    static BINDINGS: [Expr; 3] = [
        Expr::Text(&[Expr::Literal("x "), Expr::Parameter(0)]),
        Expr::Text(&[Expr::Parameter(0), Expr::Literal("-"), Expr::Parameter(1)]),
        Expr::Text(&[Expr::Literal("x "), Expr::Variable(0)]),
    ];

    fn taken(who: Option<&'static str>) -> (Vec<Option<String>>, String) {
        let source = Bytes::new();
        let mut inputs = RawArguments::new(&PARAMETERS, &source);
        if let Some(who) = who {
            inputs.slots[0] = RawValue::Text(Cow::Borrowed(who));
        }
        let variables = ["v".to_owned()];
        let mut arguments =
            Arguments::new(&["a", "b", "c"], &BINDINGS, &inputs, Scope::new(&inputs, &variables));
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
