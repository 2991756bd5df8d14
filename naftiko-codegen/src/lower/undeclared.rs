//! Arguments that only the exposed side knows: R61.

use super::context::Context;
use super::draft::Draft;
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
    let in_query = matches!(operation.method.as_str(), "GET" | "HEAD" | "DELETE" | "OPTIONS")
        || !takes_fields(&operation.body);
    let place = if in_query { WirePlace::Query } else { WirePlace::Field };
    let kind = if in_query { Kind::String } else { Kind::Any };
    let index = draft.argument(name, place, kind, false, "");
    if in_query {
        let value = WireValue::Argument(index);
        draft.operation.wires.push(Wire { place, name: name.to_owned(), value });
    } else {
        add_field(&mut draft.operation.body, name, index);
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
