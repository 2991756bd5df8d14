//! Arguments that are declared and that nothing sends.

use super::arguments::Declared;
use super::context::Context;
use super::operation_builder::OperationBuilder;
use crate::finding::{Code, Finding, Level};
use crate::model::{Expr, Field, Operation, PathPart, RequestBody, WireValue, XmlPart};

/// A value of a caller would be taken and go nowhere. `found` is how many findings there were before
/// the body was read.
pub(super) fn check_unsent(
    declared: &[Declared<'_>],
    builder: &OperationBuilder,
    found: usize,
    context: &mut Context<'_>,
) {
    let operation = &builder.operation;
    // An operation that cannot be called, and a wrong body, have been reported.
    let mut of_body = context.findings.iter().skip(found);
    if operation.unroutable.is_some() || of_body.any(|one| one.level() == Level::Error) {
        return;
    }
    for (index, argument) in operation.arguments.iter().enumerate() {
        if is_sent(operation, index) {
            continue;
        }
        let own = declared.iter().find(|parameter| parameter.name == argument.name);
        let span = own.map_or(builder.span, |parameter| parameter.span);
        let message =
            format!("`{}` is no part of the body that `{}` sends", argument.name, operation.name);
        context.report(Finding::new(Code::ArgumentUnsent, span, message).help(format!(
            "write `{{{{{}}}}}` in the `data`, or remove the parameter",
            argument.name
        )));
    }
}

/// A constant for which the `body` block has no place, or which it says itself.
pub(super) fn value_unsent(parameter: &Declared<'_>, context: &mut Context<'_>) {
    let message = format!("the `value` of `{}` has no place in the `body` block", parameter.name);
    context.report(
        Finding::new(Code::ArgumentUnsent, parameter.span, message)
            .help("write the value in the `data`, and remove the parameter"),
    );
}

fn is_sent(operation: &Operation, index: usize) -> bool {
    let in_path =
        |piece: &PathPart| matches!(piece, PathPart::Argument { index: at, .. } if *at == index);
    let in_wire = |value: &WireValue| match value {
        WireValue::Argument(at) => *at == index,
        WireValue::Text(parts) => in_text(parts, index),
    };
    operation.path.iter().any(in_path)
        || operation.wires.iter().any(|wire| in_wire(&wire.value))
        || in_body(&operation.body, index)
}

fn in_body(body: &RequestBody, index: usize) -> bool {
    let in_field = |field: &Field| in_text(&field.parts, index);
    match body {
        RequestBody::None => false,
        RequestBody::Whole { argument, .. } => *argument == index,
        RequestBody::Json { template, .. } => mentions(template, index),
        RequestBody::Form(fields) | RequestBody::Multipart(fields) => fields.iter().any(in_field),
        RequestBody::Xml(pieces) => pieces.iter().any(|piece| match piece {
            XmlPart::Text(hole) | XmlPart::Attribute(hole) => mentions(hole, index),
            XmlPart::Markup(_) => false,
        }),
        RequestBody::Text { parts, .. } => in_text(parts, index),
    }
}

/// Returns `true` if argument `index` is used in a text.
pub(super) fn in_text(parts: &[Expr], index: usize) -> bool {
    parts.iter().any(|part| mentions(part, index))
}

/// Returns `true` if argument `index` is used anywhere in `value`.
pub(super) fn mentions(value: &Expr, index: usize) -> bool {
    *value == Expr::Parameter(index)
        || value.children().into_iter().any(|inner| mentions(inner, index))
}
