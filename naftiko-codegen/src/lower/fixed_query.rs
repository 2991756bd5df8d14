//! Query text that stands in a path: R31.

use super::context::Context;
use super::operation_builder::OperationBuilder;
use super::paths::PathPiece;
use super::tag::hole_in_name;
use crate::encoding;
use crate::finding::{Code, Finding};
use crate::model::{Expr, Kind, Wire, WirePlace, WireValue};
use crate::text::Span;

/// Fixed pairs are kept as text; those with placeholders are sent like parameters.
pub(super) fn fixed_query(
    pairs: Vec<Vec<PathPiece>>,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) {
    for pair in pairs {
        match pair.as_slice() {
            [PathPiece::Literal(text)] => fixed_pair(text, builder, context),
            _ => filled_pair(pair, builder, context),
        }
    }
}

/// `name=…{placeholder}…`
fn filled_pair(
    mut pair: Vec<PathPiece>,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) {
    let Some((name, value)) = literal_name(&pair) else {
        let written: String = pair.iter().map(PathPiece::written).collect();
        context.report(hole_in_name(&written, "the name of a query parameter", builder.span));
        return;
    };
    let Some(name) = decoded(&name, builder.span, context) else { return };
    pair[0] = PathPiece::Literal(value);
    let mut parts = Vec::new();
    for piece in pair {
        let part = match piece {
            // Text that is written as a query is encoded already, and will be encoded again.
            PathPiece::Literal(text) => {
                Expr::Literal(decoded(&text, builder.span, context).unwrap_or_default())
            }
            PathPiece::Variable(index) => Expr::Variable(index),
            PathPiece::Placeholder { name, .. } => {
                Expr::Parameter(query_placeholder(&name, builder, context))
            }
        };
        if part != Expr::Literal(String::new()) {
            parts.push(part);
        }
    }
    let value = match parts[..] {
        [Expr::Parameter(index)] => WireValue::Argument(index),
        _ => WireValue::Text(parts),
    };
    builder.operation.wires.push(Wire { place: WirePlace::Query, name, value });
}

/// The name of a pair, and what stands between its `=` and the first placeholder.
fn literal_name(pair: &[PathPiece]) -> Option<(String, String)> {
    let Some(PathPiece::Literal(text)) = pair.first() else { return None };
    let (name, value) = text.split_once('=')?;
    Some((name.to_owned(), value.to_owned()))
}

fn query_placeholder(
    name: &str,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> usize {
    let known = builder.operation.arguments.iter().position(|a| a.name == name);
    known.unwrap_or_else(|| {
        let message = format!("`{{{name}}}` is declared nowhere and is taken for a string");
        context.report(Finding::new(Code::PathParamUndeclared, builder.span, message));
        builder.untyped(name, WirePlace::Query, Kind::String, true, "")
    })
}

/// A pair without placeholders, kept as text.
fn fixed_pair(pair: &str, builder: &mut OperationBuilder, context: &mut Context<'_>) {
    let (name, value) = match pair.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (pair, None),
    };
    let Some(name) = decoded(name, builder.span, context) else { return };
    let mut text = encoding::query(&name);
    if let Some(value) = value {
        text.push('=');
        text.push_str(&encoding::literal(value));
    }
    builder.operation.fixed_query.push(text);
}

/// The text that a piece of a query stands for.
fn decoded(text: &str, span: Span, context: &mut Context<'_>) -> Option<String> {
    let decoded = encoding::decode_form(text);
    if decoded.is_none() {
        let message = format!("the percent escapes of `{text}` are no UTF-8");
        context.report(Finding::new(Code::PathSyntax, span, message).help("write the text itself"));
    }
    decoded
}
