//! Arguments that only the exposed side knows: R61, R65.

use super::context::Context;
use super::draft::Draft;
use super::operations::{orphan_path_param, unroutable_operation};
use crate::finding::{Code, Finding};
use crate::model::{Field, Kind, Part, RequestBody, Template, Wire, WirePlace, WireValue};
use crate::names;
use crate::source::Span;

/// Adds the argument to the operation and sends it: in the query of a GET, HEAD or DELETE, else as a
/// field of the body.
pub(crate) fn undeclared_argument(
    name: &str,
    span: Span,
    draft: &mut Draft,
    context: &mut Context<'_>,
) -> usize {
    let operation = &draft.operation;
    let finding = Finding::new(
        Code::UndeclaredArgument,
        span,
        format!("`{}` declares no argument `{name}`; it is sent all the same", operation.name),
    );
    let known = operation.arguments.iter().map(|argument| argument.name.as_str());
    context.report(match names::nearest(name, known) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("declare it under the operation's `inputParameters`"),
    });
    if let Some(index) = operation.arguments.iter().position(|argument| argument.name == name) {
        return index;
    }
    let place = default_place(draft);
    add(name, place, draft)
}

/// R65: an argument that exists because an input is mapped to it.
pub(crate) fn mapped_argument(
    name: &str,
    place: WirePlace,
    span: Span,
    draft: &mut Draft,
    context: &mut Context<'_>,
) -> usize {
    if place != WirePlace::Path {
        return add(name, place, draft);
    }
    let index = draft.argument(name, place, Kind::String, true, "");
    if draft.operation.method == "POST" {
        unroutable_operation(&[name], Some(span), draft, context);
    } else {
        orphan_path_param(name, index, span, draft, context);
    }
    index
}

/// The query of a GET, HEAD or DELETE; else the body, where it has fields.
fn default_place(draft: &Draft) -> WirePlace {
    let operation = &draft.operation;
    let in_query = matches!(operation.method.as_str(), "GET" | "HEAD" | "DELETE" | "OPTIONS")
        || !takes_fields(&operation.body);
    if in_query { WirePlace::Query } else { WirePlace::Field }
}

fn add(name: &str, place: WirePlace, draft: &mut Draft) -> usize {
    let in_body = matches!(place, WirePlace::Field | WirePlace::Body);
    let in_body = in_body && takes_fields(&draft.operation.body);
    let kind = if in_body { Kind::Any } else { Kind::String };
    let place = match place {
        WirePlace::Field | WirePlace::Body if !in_body => WirePlace::Query,
        place => place,
    };
    let index = draft.argument(name, place, kind, false, "");
    if in_body {
        add_field(&mut draft.operation.body, name, index);
    } else {
        let value = WireValue::Argument(index);
        draft.operation.wires.push(Wire { place, name: name.to_owned(), value });
    }
    index
}

fn takes_fields(body: &RequestBody) -> bool {
    matches!(
        body,
        RequestBody::None
            | RequestBody::Json { template: Template::Object(_), .. }
            | RequestBody::Form(_)
            | RequestBody::Multipart(_)
    )
}

fn add_field(body: &mut RequestBody, name: &str, index: usize) {
    match body {
        RequestBody::Json { template: Template::Object(members), .. } => {
            members.push((name.to_owned(), Template::Parameter(index)));
        }
        RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
            fields.push(Field { name: name.to_owned(), parts: vec![Part::Parameter(index)] });
        }
        _ => {
            let members = vec![(name.to_owned(), Template::Parameter(index))];
            *body =
                RequestBody::Json { template: Template::Object(members), only_with: Vec::new() };
        }
    }
}
