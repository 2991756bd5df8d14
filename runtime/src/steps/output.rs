//! The outputs of calls, as later steps see them (semantics 10.4).

use bytes::Bytes;

use crate::evaluate::{Scope, shape};
use crate::expression::Expr;
use crate::json::{JsonWriter, Members, elements, members, utf8};
use crate::tables::StepOutput;

/// The output that a call gives with its answer; `None` for an answer that is no JSON document.
pub(super) fn of(output: &'static StepOutput, answer: &Bytes, scope: Scope<'_>) -> Option<Bytes> {
    let text = utf8(answer).ok()?;
    match output {
        StepOutput::Document => {
            crate::json::document(answer).ok()?;
            Some(answer.clone())
        }
        StepOutput::Members(added) if is_array(text) => {
            let mut out = JsonWriter::new();
            out.open_array();
            for element in elements(text.trim()).ok()? {
                extended(element, added, scope, &mut out)?;
            }
            out.close_array();
            Some(out.finish())
        }
        StepOutput::Members(all) => {
            let mut out = JsonWriter::new();
            out.open_object();
            for (name, value) in *all {
                out.key(name).verbatim(&shape(value, answer, scope).ok()?);
            }
            out.close_object();
            Some(out.finish())
        }
        StepOutput::Value(_) if is_array(text) => {
            let mut out = JsonWriter::new();
            out.open_array();
            for element in elements(text.trim()).ok()? {
                extended(element, &[], scope, &mut out)?;
            }
            out.close_array();
            Some(out.finish())
        }
        StepOutput::Value(value) => shape(value, answer, scope).ok(),
    }
}

fn is_array(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

/// Writes an element with members that replace its own of the same names.
fn extended(
    element: &str,
    added: &'static [(&'static str, Expr)],
    scope: Scope<'_>,
    out: &mut JsonWriter,
) -> Option<()> {
    let own: Members<'_> = members(element.as_bytes()).ok()?.unwrap_or_default();
    out.open_object();
    for (name, value) in &own {
        if !added.iter().any(|(other, _)| other == name) {
            out.key(name).raw(value);
        }
    }
    for (name, value) in added {
        out.key(name).verbatim(&shape(value, element.as_bytes(), scope).ok()?);
    }
    out.close_object();
    Some(())
}
