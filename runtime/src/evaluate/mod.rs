//! The value of an expression: a document in JSON, or a text.

mod answer;
#[cfg(test)]
mod query_tests;
mod step_outputs;
#[cfg(test)]
mod tests;
mod text;

use std::cell::Cell;
use std::fmt;
use std::slice::Iter;

use bytes::Bytes;

use self::answer::{answer, cut, each, mistyped, queried, values};
pub(crate) use self::step_outputs::StepOutputs;
use crate::argument::{RawArguments, RawValue, as_json};
use crate::expression::{Expr, Segment};
use crate::json::{JsonError, JsonWriter, utf8};
use crate::parameter::Kind;
use crate::projection::{Found, Selection, find, select};

/// The values that fill the holes of an expression.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The caller's arguments, if there is a caller.
    inputs: Option<&'a RawArguments<'a>>,
    /// The variables of the capability.
    variables: &'a [String],
    /// The outputs of the function's steps.
    outputs: StepOutputs<'a>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(inputs: &'a RawArguments<'a>, variables: &'a [String]) -> Self {
        Self { inputs: Some(inputs), variables, outputs: StepOutputs::default() }
    }

    /// The same with the outputs of steps.
    #[cfg(feature = "surface")]
    pub(crate) fn after(self, outputs: StepOutputs<'a>) -> Self {
        Self { outputs, ..self }
    }

    /// Of what is the same for all callers.
    pub(crate) fn fixed(variables: &'a [String]) -> Self {
        Self { inputs: None, variables, outputs: StepOutputs::default() }
    }

    /// Returns the value that the caller gave for the parameter at `index`, if it is one.
    fn given(self, index: usize) -> Option<&'a RawValue<'a>> {
        let slot = self.inputs?.slots.get(index)?;
        (!matches!(slot, RawValue::Absent | RawValue::Bad)).then_some(slot)
    }

    /// Returns the output of the step at `index`, if it has one.
    pub(crate) fn output(self, index: usize) -> Option<&'a Bytes> {
        self.outputs.get(index)
    }

    /// Returns the value at a path into the output of a step.
    pub(crate) fn step(self, index: usize, path: &'static [Segment]) -> Option<RawValue<'a>> {
        let output = utf8(self.output(index)?).ok()?;
        let found = find(path, output).ok()?;
        (!matches!(found, RawValue::Absent)).then_some(found)
    }

    fn variable(self, index: usize) -> &'a str {
        self.variables.get(index).map_or("", String::as_str)
    }
}

impl fmt::Debug for Scope<'_> {
    /// Leaves out the variables: some of them are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("inputs", &self.inputs).finish_non_exhaustive()
    }
}

/// The document that an expression describes; what has no value is left out of it.
pub(crate) fn document(expression: &Expr, scope: Scope<'_>) -> Bytes {
    let mut out = JsonWriter::new();
    Evaluator::without_answer(scope).write(expression, &mut out);
    out.finish()
}

/// The value of an expression; `None` where nothing is found for it. The error says what is wrong with it.
pub(crate) fn value(expression: &Expr, scope: Scope<'_>) -> Result<Option<Bytes>, String> {
    Evaluator::without_answer(scope).found(expression)
}

/// The object that mappings make of the outputs of steps, without the members for which nothing is found and without
/// objects that have no other; `None` when nothing is left.
#[cfg(feature = "steps")]
pub(crate) fn mapped(expression: &Expr, scope: Scope<'_>) -> Result<Option<Bytes>, String> {
    let evaluator = Evaluator::without_answer(scope);
    Evaluator { missing: Missing::WholeLeftOut, ..evaluator }.found(expression)
}

/// The document that an expression makes of an answer; what has no value is `null`. One pass over the
/// answer collects what the paths lead to, then the document is written from it.
pub(crate) fn shape(
    expression: &'static Expr,
    answer: &[u8],
    scope: Scope<'_>,
) -> Result<Bytes, ShapeError> {
    let selection = select(expression, answer).map_err(ShapeError::NoJson)?;
    let mut out = JsonWriter::with_capacity(answer.len().min(64 << 10));
    match shaped(expression, &selection, scope, &mut out) {
        None => Ok(out.finish()),
        Some(flaw) => Err(ShapeError::Type(flaw)),
    }
}

/// Error of an answer that no document can be made of.
#[derive(Debug)]
pub(crate) enum ShapeError {
    NoJson(JsonError),
    /// A value is not of the declared type, as the sentence says.
    Type(String),
}

/// The text that `pieces` make together; what has no value leaves nothing.
pub(crate) fn text(pieces: &[Expr], scope: Scope<'_>) -> String {
    let mut out = String::new();
    Evaluator::without_answer(scope).push(pieces, &mut out);
    out
}

/// As [`text`], of values that nobody has looked into; `None` where half of a surrogate pair is in it, which is no text.
pub(crate) fn filled(pieces: &[Expr], scope: Scope<'_>) -> Option<String> {
    let mut out = String::new();
    let mut evaluator = Evaluator::without_answer(scope);
    evaluator.push(pieces, &mut out);
    evaluator.flaw.into_inner().is_none().then_some(out)
}

/// Writes what an answer gives; what is wrong with it, if anything is.
fn shaped(
    expression: &Expr,
    selection: &Selection<'_>,
    scope: Scope<'_>,
    out: &mut JsonWriter,
) -> Option<String> {
    let found = selection.iter();
    let mut evaluator = Evaluator {
        scope,
        items: Vec::new(),
        missing: Missing::Null,
        found,
        flaw: Cell::new(None),
    };
    evaluator.write(expression, out);
    evaluator.flaw.into_inner()
}

/// The treatment of a member or item without a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    LeftOut,
    /// An object of which everything is left out is left out as well.
    #[cfg(feature = "steps")]
    WholeLeftOut,
    Null,
}

struct Evaluator<'e, 'd> {
    scope: Scope<'e>,
    /// The values of the sections that are open, the innermost last: JSON.
    items: Vec<String>,
    missing: Missing,
    /// The values that the paths lead to, in their order.
    found: Iter<'e, Found<'d>>,
    /// What is wrong with the first value that is none.
    flaw: Cell<Option<String>>,
}

impl<'e> Evaluator<'e, '_> {
    fn without_answer(scope: Scope<'e>) -> Self {
        Self {
            scope,
            items: Vec::new(),
            missing: Missing::LeftOut,
            found: [].iter(),
            flaw: Cell::new(None),
        }
    }

    fn found(mut self, expression: &Expr) -> Result<Option<Bytes>, String> {
        let mut out = JsonWriter::new();
        let is_found = !self.is_left_out(expression);
        if is_found {
            self.write(expression, &mut out);
        }
        match self.flaw.into_inner() {
            Some(flaw) => Err(flaw),
            None => Ok(is_found.then(|| out.finish())),
        }
    }

    /// Takes note of what is wrong with a value, if it is the first one.
    fn flawed(&self, flaw: Option<String>) {
        let first = self.flaw.take();
        self.flaw.set(first.or(flaw));
    }

    fn write(&mut self, expression: &Expr, out: &mut JsonWriter) {
        match expression {
            Expr::Absent => out.raw("null"),
            Expr::Json(json) => out.raw(json),
            Expr::Literal(text) => out.string(text),
            Expr::Variable(index) => out.string(self.scope.variable(*index)),
            Expr::Parameter(index) => self.parameter(*index, out),
            Expr::Step(step, path) => self.step(*step, path, out),
            Expr::Member { .. } | Expr::Selected { .. } | Expr::Item { .. } => {
                out.raw(self.inner(expression).as_deref().unwrap_or("null"));
            }
            Expr::Section { .. } | Expr::Text(_) => {
                let mut text = String::new();
                self.push(std::slice::from_ref(expression), &mut text);
                out.string(&text);
            }
            Expr::Answer(_) => answer(self.found.next(), out),
            Expr::Typed { name, expected, .. } => {
                let found = self.found.next();
                self.flawed(mistyped(found, name, *expected));
                answer(found, out);
            }
            Expr::First(all) => self.first(all, out),
            Expr::Cut { value, length } => {
                let whole = self.part(value);
                out.raw(&cut(&whole, *length));
            }
            Expr::Values { item, .. } => {
                let found = self.found.next();
                if values(found, item, self.scope, out).is_none() {
                    out.raw("null");
                }
            }
            Expr::Each { item, .. } => {
                let flaw = each(self.found.next(), item, self.scope, out);
                self.flawed(flaw);
            }
            Expr::Query { query, then, .. } => {
                let flaw = queried(self.found.next(), query, then, self.scope, out);
                self.flawed(flaw);
            }
            Expr::Object(members) => {
                out.open_object();
                for (key, member) in *members {
                    self.write_part(member, out, |out| {
                        out.key(key);
                    });
                }
                out.close_object();
            }
            Expr::Array(items) => {
                out.open_array();
                for item in *items {
                    self.write_part(item, out, |_| {});
                }
                out.close_array();
            }
        }
    }

    /// Writes the first value that is not null.
    fn first(&mut self, all: &[Expr], out: &mut JsonWriter) {
        let mut chosen = None;
        for one in all {
            // Every one is read, so that the paths after it get what was found for them.
            let value = self.part(one);
            if chosen.is_none() && value != "null" {
                chosen = Some(value);
            }
        }
        out.raw(chosen.as_deref().unwrap_or("null"));
    }

    /// The JSON of a part by itself.
    pub(super) fn part(&mut self, expression: &Expr) -> String {
        let mut out = JsonWriter::new();
        self.write(expression, &mut out);
        String::from_utf8_lossy(&out.finish()).into_owned()
    }

    /// Writes a member or an item behind what begins it, unless it is left out.
    fn write_part(
        &mut self,
        part: &Expr,
        out: &mut JsonWriter,
        begin: impl FnOnce(&mut JsonWriter),
    ) {
        let is_looked_up =
            matches!(part, Expr::Member { .. } | Expr::Selected { .. } | Expr::Item { .. });
        if self.missing != Missing::Null && is_looked_up {
            // What is looked for in a document is looked for once.
            if let Some(json) = self.inner(part) {
                begin(out);
                out.raw(&json);
            }
        } else if !self.is_left_out(part) {
            begin(out);
            self.write(part, out);
        }
    }

    fn is_left_out(&self, expression: &Expr) -> bool {
        self.missing != Missing::Null
            && match expression {
                Expr::Absent => true,
                Expr::Parameter(index) => self.scope.given(*index).is_none(),
                Expr::Step(step, path) => self.scope.step(*step, path).is_none(),
                Expr::Member { .. } | Expr::Selected { .. } | Expr::Item { .. } => {
                    self.inner(expression).is_none()
                }
                #[cfg(feature = "steps")]
                Expr::Object(members) if self.missing == Missing::WholeLeftOut => {
                    members.iter().all(|(_, member)| self.is_left_out(member))
                }
                _ => false,
            }
    }

    fn step(&self, step: usize, path: &'static [Segment], out: &mut JsonWriter) {
        match self.scope.step(step, path) {
            Some(RawValue::Json(json)) => out.raw(json),
            Some(RawValue::Made(json)) => out.raw(json.as_str()),
            _ => out.raw("null"),
        }
    }

    /// Writes a parameter as JSON of its kind: a query's `5` becomes a number for an integer.
    fn parameter(&self, index: usize, out: &mut JsonWriter) {
        let (Some(inputs), Some(slot)) = (self.scope.inputs, self.scope.given(index)) else {
            return out.raw("null");
        };
        let kind = inputs.parameters.get(index).map_or(Kind::Any, |parameter| parameter.kind);
        out.raw(as_json(kind, slot, inputs.source).as_str());
    }
}
