//! Documents and texts made from constants, variables and parameters.

use bytes::Bytes;

use crate::argument::{Argument, RawArguments, RawValue};
use crate::expression::{Part, Template};
use crate::json::{Json, JsonObject, JsonWriter, Number};
use crate::json::{Value, View};
use crate::parameter::Kind;

/// The document that `template` describes.
pub(crate) fn evaluate(
    template: &Template,
    inputs: &RawArguments<'_>,
    variables: &[String],
) -> Bytes {
    let mut writer = JsonWriter::new();
    write(template, inputs, variables, &mut writer);
    if writer.buffer().is_empty() {
        writer.raw("null");
    }
    writer.finish()
}

/// The text that `parts` describe; an absent parameter is empty.
pub(crate) fn text(parts: &[Part], inputs: &RawArguments<'_>, variables: &[String]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Parameter(index) => out.push_str(&parameter_text(*index, inputs)),
            other => push_constant(other, variables, &mut out),
        }
    }
    out
}

/// The text that `parts` describe, without parameters.
pub(crate) fn constant(parts: &[Part], variables: &[String]) -> String {
    let mut out = String::new();
    for part in parts {
        push_constant(part, variables, &mut out);
    }
    out
}

fn push_constant(part: &Part, variables: &[String], out: &mut String) {
    match part {
        Part::Literal(literal) => out.push_str(literal),
        Part::Variable(index) => out.push_str(variables.get(*index).map_or("", String::as_str)),
        Part::Parameter(_) => {}
    }
}

fn write(
    template: &Template,
    inputs: &RawArguments<'_>,
    variables: &[String],
    out: &mut JsonWriter,
) {
    match template {
        Template::Json(json) => out.raw(json),
        Template::Parameter(index) => {
            if is_given(*index, inputs) {
                write_parameter(*index, inputs, out);
            }
        }
        Template::Text(parts) => {
            let text = text(parts, inputs, variables);
            out.view(View::Text(&text));
        }
        Template::Object(members) => {
            out.open_object();
            for (key, member) in *members {
                if !vanishes(member, inputs) {
                    out.key(key);
                    write(member, inputs, variables, out);
                }
            }
            out.close_object();
        }
        Template::Array(items) => {
            out.open_array();
            for item in *items {
                write(item, inputs, variables, out);
            }
            out.close_array();
        }
    }
}

fn vanishes(template: &Template, inputs: &RawArguments<'_>) -> bool {
    matches!(template, Template::Parameter(index) if !is_given(*index, inputs))
}

fn is_given(index: usize, inputs: &RawArguments<'_>) -> bool {
    inputs.slots.get(index).is_some_and(|slot| !matches!(slot, RawValue::Absent | RawValue::Bad))
}

/// Writes a parameter as JSON of its kind: a query's `5` becomes a number for an integer.
fn write_parameter(index: usize, inputs: &RawArguments<'_>, out: &mut JsonWriter) {
    let (Some(parameter), Some(slot)) = (inputs.parameters.get(index), inputs.slots.get(index))
    else {
        return;
    };
    match parameter.kind {
        Kind::String => typed::<String>(slot, inputs, out),
        Kind::Integer => typed::<i64>(slot, inputs, out),
        Kind::Number => typed::<Number>(slot, inputs, out),
        Kind::Boolean => typed::<bool>(slot, inputs, out),
        Kind::Array => typed::<Vec<Json>>(slot, inputs, out),
        Kind::Object => typed::<JsonObject>(slot, inputs, out),
        Kind::Any => typed::<Json>(slot, inputs, out),
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

fn parameter_text(index: usize, inputs: &RawArguments<'_>) -> String {
    match inputs.slots.get(index) {
        Some(RawValue::Text(text)) => text.to_string(),
        Some(slot) if is_given(index, inputs) => {
            // It is text, and can be read: the inputs have been checked for that.
            let json = Json::read(slot, inputs.source).unwrap_or_default();
            json.view().text().ok().flatten().unwrap_or_default().into_owned()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{evaluate, text};
    use crate::argument::{RawArguments, RawValue};
    use crate::expression::{Part, Template};
    use crate::parameter::{Kind, Parameter, Place};
    use bytes::Bytes;
    use std::borrow::Cow;

    const fn parameter(name: &'static str, kind: Kind) -> Parameter {
        Parameter { name, kind, required: false, place: Place::Query, header: None }
    }

    static PARAMETERS: [Parameter; 3] = [
        parameter("n", Kind::Integer),
        parameter("gone", Kind::String),
        parameter("s", Kind::String),
    ];

    static TEMPLATE: Template = Template::Object(&[
        ("n", Template::Parameter(0)),
        ("gone", Template::Parameter(1)),
        ("list", Template::Array(&[Template::Parameter(1), Template::Parameter(2)])),
        ("note", Template::Text(&[Part::Literal("<"), Part::Parameter(2), Part::Variable(0)])),
        ("fixed", Template::Json("{\"a\":[1]}")),
    ]);

    #[test]
    fn absent_parameters_vanish_and_kinds_decide() {
        let source = Bytes::new();
        let mut inputs = RawArguments::new(&PARAMETERS, &source);
        inputs.slots[0] = RawValue::Text(Cow::Borrowed("5"));
        inputs.slots[2] = RawValue::Text(Cow::Borrowed("x\"y"));
        let variables = ["!".to_owned()];
        let made = evaluate(&TEMPLATE, &inputs, &variables);
        assert_eq!(
            String::from_utf8_lossy(&made),
            r#"{"n":5,"list":["x\"y"],"note":"<x\"y!","fixed":{"a":[1]}}"#
        );
        let parts = [Part::Literal("a-"), Part::Parameter(1), Part::Parameter(0)];
        assert_eq!(text(&parts, &inputs, &variables), "a-5");
    }
}
