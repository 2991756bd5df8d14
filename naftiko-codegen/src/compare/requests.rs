//! The requests that operations send, as far as the document alone makes them.

use super::wording::ExprNames;
use crate::model::{Expr, Field, Operation, RequestBody, Wire, WirePlace, WireValue, XmlPart};

/// Parts of a request that no caller gives, in a text that is equal for equal ones. It may have a secret in it.
pub(super) fn fixed_parts(operation: &Operation, names: &ExprNames<'_>) -> String {
    let mut query = operation.fixed_query.clone();
    query.sort();
    format!(
        "{query:?} {:?} {}",
        fixed_wires(&operation.wires, names),
        content_type(&operation.body)
    )
}

/// Query, header and cookie parameters with a value of the document, in any order.
pub(super) fn fixed_wires(wires: &[Wire], names: &ExprNames<'_>) -> Vec<String> {
    let fixed = wires.iter().filter_map(|wire| match &wire.value {
        WireValue::Argument(_) => None,
        WireValue::Text(parts) => {
            let place = match wire.place {
                WirePlace::Query => "query",
                WirePlace::Header => "header",
                WirePlace::Cookie => "cookie",
                WirePlace::Path | WirePlace::Body | WirePlace::Field => "",
            };
            Some(format!("{place} {}={}", wire.name, names.joined(parts)))
        }
    });
    let mut fixed: Vec<String> = fixed.collect();
    fixed.sort();
    fixed
}

/// Parameters that arguments become, in any order.
pub(super) fn argument_wires(wires: &[Wire], names: &ExprNames<'_>) -> Vec<String> {
    let sent = wires.iter().filter_map(|wire| match &wire.value {
        WireValue::Argument(index) => {
            let argument = names.text(&Expr::Parameter(*index));
            Some(format!("{:?} {}={argument}", wire.place, wire.name))
        }
        WireValue::Text(_) => None,
    });
    let mut sent: Vec<String> = sent.collect();
    sent.sort();
    sent
}

fn content_type(body: &RequestBody) -> &'static str {
    match body {
        RequestBody::None => "",
        RequestBody::Whole { media, .. } | RequestBody::Text { media, .. } => media.as_str(),
        RequestBody::Json { .. } => "application/json",
        RequestBody::Form(_) => "application/x-www-form-urlencoded",
        RequestBody::Multipart(_) => "multipart/form-data",
        RequestBody::Xml(_) => "application/xml",
    }
}

/// A body in a text that is equal for equal ones. It may have a secret in it.
pub(super) fn body_text(body: &RequestBody, names: &ExprNames<'_>) -> String {
    let field = |field: &Field| format!("{}={}", field.name, names.joined(&field.parts));
    let fields = |all: &[Field]| all.iter().map(field).collect::<Vec<_>>().join("&");
    match body {
        RequestBody::None => String::new(),
        RequestBody::Whole { argument, .. } => names.text(&Expr::Parameter(*argument)),
        RequestBody::Json { template, .. } => names.text(template),
        RequestBody::Form(all) | RequestBody::Multipart(all) => fields(all),
        RequestBody::Xml(parts) => parts.iter().map(|part| xml_text(part, names)).collect(),
        RequestBody::Text { parts, .. } => names.joined(parts),
    }
}

fn xml_text(part: &XmlPart, names: &ExprNames<'_>) -> String {
    match part {
        XmlPart::Markup(markup) => markup.clone(),
        XmlPart::Text(expr) | XmlPart::Attribute(expr) => names.text(expr),
    }
}
