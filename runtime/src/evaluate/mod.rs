//! The value of an expression: a document in JSON, or a text.

#[cfg(test)]
mod tests;

use std::slice::Iter;

use bytes::Bytes;

use crate::argument::{Argument, RawArguments, RawValue};
use crate::expression::Expr;
use crate::json::{Json, JsonError, JsonObject, JsonWriter, Number, Value, text_of};
use crate::parameter::Kind;
use crate::projection::{Found, Selection, select};

/// What the holes of an expression are filled with.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// What the caller gave, where there is one.
    inputs: Option<&'a RawArguments<'a>>,
    /// The variables of the capability.
    variables: &'a [String],
}

impl<'a> Scope<'a> {
    pub(crate) fn new(inputs: &'a RawArguments<'a>, variables: &'a [String]) -> Self {
        Self { inputs: Some(inputs), variables }
    }

    /// Of what is the same for all callers.
    pub(crate) fn fixed(variables: &'a [String]) -> Self {
        Self { inputs: None, variables }
    }

    /// What the caller gave for the parameter at `index`, if it is a value.
    fn given(self, index: usize) -> Option<&'a RawValue<'a>> {
        let slot = self.inputs?.slots.get(index)?;
        (!matches!(slot, RawValue::Absent | RawValue::Bad)).then_some(slot)
    }

    fn variable(self, index: usize) -> &'a str {
        self.variables.get(index).map_or("", String::as_str)
    }
}

/// The document that an expression describes; what has no value is left out of it.
pub(crate) fn document(expression: &Expr, scope: Scope<'_>) -> Bytes {
    let mut out = JsonWriter::new();
    Evaluator { scope, missing: Missing::LeftOut, found: [].iter() }.write(expression, &mut out);
    out.finish()
}

/// The document that an expression makes of an answer; what has no value is `null`. One pass over the
/// answer collects what the paths lead to, then the document is written from it.
pub(crate) fn shape(
    expression: &'static Expr,
    answer: &[u8],
    scope: Scope<'_>,
) -> Result<Bytes, JsonError> {
    let selection = select(expression, answer)?;
    let mut out = JsonWriter::with_capacity(answer.len().min(64 << 10));
    shaped(expression, &selection, scope, &mut out);
    Ok(out.finish())
}

/// The text that `pieces` make together; what has no value leaves nothing.
pub(crate) fn text(pieces: &[Expr], scope: Scope<'_>) -> String {
    let mut out = String::new();
    Evaluator { scope, missing: Missing::LeftOut, found: [].iter() }.push(pieces, &mut out);
    out
}

fn shaped(expression: &Expr, selection: &Selection<'_>, scope: Scope<'_>, out: &mut JsonWriter) {
    let found = selection.iter();
    Evaluator { scope, missing: Missing::Null, found }.write(expression, out);
}

/// What a member or item without a value becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    LeftOut,
    Null,
}

struct Evaluator<'e, 'd> {
    scope: Scope<'e>,
    missing: Missing,
    /// What the paths lead to, in the order in which they come.
    found: Iter<'e, Found<'d>>,
}

impl Evaluator<'_, '_> {
    fn write(&mut self, expression: &Expr, out: &mut JsonWriter) {
        match expression {
            Expr::Absent => out.raw("null"),
            Expr::Json(json) => out.raw(json),
            Expr::Literal(text) => out.string(text),
            Expr::Variable(index) => out.string(self.scope.variable(*index)),
            Expr::Parameter(index) => self.parameter(*index, out),
            Expr::Text(pieces) => {
                let mut text = String::new();
                self.push(pieces, &mut text);
                out.string(&text);
            }
            Expr::Answer(_) => answer(self.found.next(), out),
            Expr::Each { item, .. } => each(self.found.next(), item, self.scope, out),
            Expr::Object(members) => {
                out.open_object();
                for (key, member) in *members {
                    if !self.is_left_out(member) {
                        out.key(key);
                        self.write(member, out);
                    }
                }
                out.close_object();
            }
            Expr::Array(items) => {
                out.open_array();
                for item in *items {
                    if !self.is_left_out(item) {
                        self.write(item, out);
                    }
                }
                out.close_array();
            }
        }
    }

    fn is_left_out(&self, expression: &Expr) -> bool {
        self.missing == Missing::LeftOut
            && match expression {
                Expr::Absent => true,
                Expr::Parameter(index) => self.scope.given(*index).is_none(),
                _ => false,
            }
    }

    /// Writes a parameter as JSON of its kind: a query's `5` becomes a number for an integer.
    fn parameter(&self, index: usize, out: &mut JsonWriter) {
        let (Some(inputs), Some(slot)) = (self.scope.inputs, self.scope.given(index)) else {
            return out.raw("null");
        };
        match inputs.parameters.get(index).map_or(Kind::Any, |parameter| parameter.kind) {
            Kind::String => typed::<String>(slot, inputs, out),
            Kind::Integer => typed::<i64>(slot, inputs, out),
            Kind::Number => typed::<Number>(slot, inputs, out),
            Kind::Boolean => typed::<bool>(slot, inputs, out),
            Kind::Array => typed::<Vec<Json>>(slot, inputs, out),
            Kind::Object => typed::<JsonObject>(slot, inputs, out),
            Kind::Any => typed::<Json>(slot, inputs, out),
        }
    }

    /// Adds the characters of `pieces`.
    fn push(&mut self, pieces: &[Expr], out: &mut String) {
        for piece in pieces {
            match piece {
                Expr::Absent => {}
                Expr::Literal(text) => out.push_str(text),
                Expr::Variable(index) => out.push_str(self.scope.variable(*index)),
                Expr::Parameter(index) => self.push_parameter(*index, out),
                Expr::Text(inner) => self.push(inner, out),
                made => {
                    let mut json = JsonWriter::new();
                    self.write(made, &mut json);
                    let json = json.finish();
                    push_json(std::str::from_utf8(&json).unwrap_or_default(), out);
                }
            }
        }
    }

    fn push_parameter(&self, index: usize, out: &mut String) {
        match (self.scope.inputs, self.scope.given(index)) {
            (_, Some(RawValue::Text(text))) => out.push_str(text),
            (Some(inputs), Some(slot)) => {
                // It is text, and can be read: the inputs have been checked for that.
                let json = Json::read(slot, inputs.source).unwrap_or_default();
                out.push_str(&json.view().text().ok().flatten().unwrap_or_default());
            }
            _ => {}
        }
    }
}

fn typed<T: Argument + Value>(
    slot: &RawValue<'_>,
    inputs: &RawArguments<'_>,
    out: &mut JsonWriter,
) {
    let value = T::read(slot, inputs.source).unwrap_or_else(|_| T::filler());
    out.item(&value);
}

/// Adds what a value in JSON is as text; null says nothing.
fn push_json(json: &str, out: &mut String) {
    if json != "null" {
        out.push_str(&text_of(json).unwrap_or_default());
    }
}

fn answer(found: Option<&Found<'_>>, out: &mut JsonWriter) {
    match found {
        Some(Found::One(raw)) => out.raw(raw),
        Some(Found::Many(list)) => {
            out.open_array();
            list.iter().for_each(|raw| out.raw(raw));
            out.close_array();
        }
        Some(Found::Missing | Found::Items(_)) | None => out.raw("null"),
    }
}

fn each(found: Option<&Found<'_>>, item: &Expr, scope: Scope<'_>, out: &mut JsonWriter) {
    let Some(Found::Items(items)) = found else { return out.raw("null") };
    out.open_array();
    for selection in items {
        shaped(item, selection, scope, out);
    }
    out.close_array();
}
