//! Constants in outputs, and answers that are made of them (semantics 8).

use super::context::Context;
use super::json::{self, Reading, Resolve};
use super::output_kind::output_kind;
use super::variables::IN_ANSWERS;
use crate::finding::{Code, Finding};
use crate::model::{Expr, Kind, json_string};
use crate::source::{Node, Scalar, ScalarKind, Value};
use crate::spec::OutputParameter;
use crate::text::Span;

/// Rules for reading holes in outputs.
pub(super) const READING: Reading<'static> =
    Reading { purpose: IN_ANSWERS, bare_references: None, keys: false };

/// Returns a `value` under its `type`; one that does not fit is sent as it is written, and reported.
pub(super) fn constant_value(
    template: Expr,
    output: &OutputParameter<'_>,
    node: &Node,
    context: &mut Context<'_>,
) -> Expr {
    let kind = output_kind(output, &mut Vec::new());
    let (template, fit) = match template {
        template if template.is_constant() => {
            let json = template.to_json();
            let fit = fits(&json, kind);
            (Expr::Json(json), fit)
        }
        Expr::Text(parts) => (Expr::Text(parts), matches!(kind, Kind::String | Kind::Any)),
        template => (template, true),
    };
    if !fit {
        let message = format!("this `value` is no {kind}; it is sent as it stands here");
        context.report(
            Finding::new(Code::OutputUnchecked, node.span, message)
                .help("write a value of the `type`, or change the `type`"),
        );
    }
    template
}

/// Returns `true` if JSON is of a type.
pub(super) fn fits(json: &str, kind: Kind) -> bool {
    let first = json.bytes().next().unwrap_or_default();
    // A value that cannot be written has been refused, and null stands in for it.
    if json == "null" {
        return true;
    }
    match kind {
        Kind::Any => true,
        Kind::String => first == b'"',
        Kind::Integer => json.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
        Kind::Number => first.is_ascii_digit() || first == b'-',
        Kind::Boolean => matches!(json, "true" | "false"),
        Kind::Array => first == b'[',
        Kind::Object => first == b'{',
    }
}

/// A constant that is written as a number or boolean but declared as text is its source text (R04).
pub(super) fn constant_text(value: &Value, output: &OutputParameter<'_>) -> Option<String> {
    match value {
        Value::Scalar(Scalar { kind: ScalarKind::Null | ScalarKind::Text, .. }) => None,
        Value::Scalar(scalar) => (output_kind(output, &mut Vec::new()) == Kind::String)
            .then(|| json_string(&scalar.text)),
        Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// Returns `true` if a unit without a call can answer by itself: some output has a constant (R56).
pub(crate) fn has_constant(outputs: &[OutputParameter<'_>]) -> bool {
    outputs.iter().any(|output| {
        output.value.is_some()
            || output.properties.iter().any(|p| has_constant(std::slice::from_ref(&p.output)))
            || output
                .items
                .as_deref()
                .is_some_and(|items| has_constant(std::slice::from_ref(items)))
    })
}

/// The answer of a unit that calls nothing: an object with the outputs, of which one without a name is `value`.
pub(crate) fn lower_constant(
    outputs: &[OutputParameter<'_>],
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Expr {
    let mut members = Vec::new();
    for (index, output) in outputs.iter().enumerate() {
        if output.name.is_none() && index > 0 {
            let message = "several outputs need names; this one has none";
            context.report(Finding::new(Code::OutputInvalid, output.span, message));
        }
        let name = output.name.as_ref().map_or("value", |name| &name.value);
        let value = constant_of(output, context, resolve);
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    Expr::object(members)
}

/// The value of an output; `None` for one without any, which is left out.
fn constant_of(
    output: &OutputParameter<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Option<Expr> {
    uncut(output, context);
    if let Some(node) = output.value {
        if let Some(json) = constant_text(&node.value, output) {
            return Some(Expr::Json(json));
        }
        let template = json::template(node, READING, context, resolve);
        return Some(constant_value(template, output, node, context));
    }
    if let Some(items) = &output.items {
        return Some(Expr::Array(constant_of(items, context, resolve).into_iter().collect()));
    }
    let mut members = Vec::new();
    for property in &output.properties {
        let value = constant_of(&property.output, context, resolve);
        members.extend(value.map(|value| (property.name.value.clone(), value)));
    }
    if !members.is_empty() {
        return Some(Expr::object(members));
    }
    if output.properties.is_empty() {
        let message = "nothing is called, so that this output without a `value` is left out";
        context.report(
            Finding::new(Code::OutputUnchecked, output.span, message)
                .help("write a `value`, or add `call`"),
        );
    }
    None
}

/// A `maxLength` that is ignored (semantics 7).
pub(super) fn uncut(output: &OutputParameter<'_>, context: &mut Context<'_>) {
    let Some(text) = &output.max_length else { return };
    let (message, help) = match text.value.trim().parse::<usize>() {
        Ok(_) => (
            "`maxLength` cuts texts that are found in an answer, and this output is none"
                .to_owned(),
            "remove `maxLength`",
        ),
        Err(_) => (
            format!("`{}` is no length, and nothing is cut", text.value),
            "write a whole number, as in `maxLength: 200`",
        ),
    };
    context.report(Finding::new(Code::OutputUnchecked, text.span, message).help(help));
}

/// A constant that nothing would read.
pub(super) fn constant_unread(name: &str, span: Span, context: &mut Context<'_>) {
    let message = format!("the `value` of the input `{name}` cannot be used here");
    context.report(
        Finding::new(Code::UnsupportedFeature, span, message)
            .help("write the constant where the input is used, and remove the input"),
    );
}
