//! The outputs of calls, as later steps see them (semantics 10.4).

use bytes::Bytes;

use crate::evaluate::{Scope, shape};
use crate::expression::Expr;
use crate::json::{JsonWriter, Members, elements, members, utf8};
use crate::tables::StepOutput;

/// The output that a call gives with its answer; `None` for an answer that no document can be made of.
pub(super) fn of(output: &'static StepOutput, answer: &Bytes, scope: Scope<'_>) -> Option<Bytes> {
    match output {
        // Whoever looks into it reads it to its end, and finds nothing in what is no document.
        StepOutput::Document => Some(answer.clone()),
        StepOutput::Members(added) if is_array(answer) => extended_elements(answer, added, scope),
        StepOutput::Members(all) => {
            let mut out = JsonWriter::new();
            out.open_object();
            for (name, value) in *all {
                out.key(name).verbatim(&shape(value, answer, scope).ok()?);
            }
            out.close_object();
            Some(out.finish())
        }
        StepOutput::Value(_) if is_array(answer) => extended_elements(answer, &[], scope),
        StepOutput::Value(value) => shape(value, answer, scope).ok(),
    }
}

fn is_array(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"[")
}

fn extended_elements(
    array: &[u8],
    added: &'static [(&'static str, Expr)],
    scope: Scope<'_>,
) -> Option<Bytes> {
    let mut out = JsonWriter::new();
    out.open_array();
    for element in elements(utf8(array).ok()?).ok()? {
        extended(element, added, scope, &mut out)?;
    }
    out.close_array();
    Some(out.finish())
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
