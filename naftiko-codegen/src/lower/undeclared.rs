//! Arguments that only the exposed side knows: R61, R65.

use super::context::Context;
use super::operation_builder::OperationBuilder;
use crate::finding::{Code, Finding};
use crate::model::{Expr, Field, Kind, RequestBody, Wire, WirePlace, WireValue};
use crate::spec::Text;
use crate::text::Span;

/// Adds the argument to the operation and sends it: in the query of a GET, HEAD or DELETE, else as a
/// field of the body. `None` when the document says itself what stands in the field.
pub(crate) fn undeclared_argument(
    name: &str,
    span: Span,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Option<usize> {
    let operation = &builder.operation;
    let finding = Finding::new(
        Code::UndeclaredArgument,
        span,
        if has_field(&operation.body, name) {
            format!(
                "the body of `{}` says itself what `{name}` is; nobody can give it",
                operation.name
            )
        } else {
            format!("`{}` declares no argument `{name}`; it is sent all the same", operation.name)
        },
    );
    let known = operation.arguments.iter().map(|argument| argument.name.as_str());
    let help = match context.nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it under the operation's `inputParameters`".to_owned(),
    };
    context.report(finding.help(help));
    if let Some(index) = operation.arguments.iter().position(|argument| argument.name == name) {
        return Some(index);
    }
    if has_field(&operation.body, name) {
        return filled_field(&operation.body, name);
    }
    let place = default_place(builder);
    Some(add(name, place, builder))
}

/// An entry of `with` for which the operation has no use.
pub(crate) fn unsent_argument(name: &Text, builder: &OperationBuilder, context: &mut Context<'_>) {
    let operation = &builder.operation;
    let message =
        format!("`{}` declares no argument `{}`; it is not sent", operation.name, name.value);
    let known = operation.arguments.iter().map(|argument| argument.name.as_str());
    let help = match context.nearest(&name.value, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it under the operation's `inputParameters`, or remove it".to_owned(),
    };
    context.report(Finding::new(Code::UndeclaredArgument, name.span, message).help(help));
}

/// A unit that passes what is a variable of the process.
pub(crate) fn variable_given(name: &Text, builder: &OperationBuilder, context: &mut Context<'_>) {
    let (name, span) = (&name.value, name.span);
    let operation = &builder.operation.name;
    let message = format!(
        "`{name}` of `{operation}` is a variable of the process, and no caller can give it"
    );
    context.report(Finding::new(Code::ParamInInvalid, span, message).help(format!(
        "remove it here, or declare `{name}` of the operation where it is sent, as in `in: query`"
    )));
}

/// Returns `true` if the document says what stands in the body field `name`.
fn has_field(body: &RequestBody, name: &str) -> bool {
    match body {
        RequestBody::Json { template, .. } => template.has_member(name) == Some(true),
        RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
            fields.iter().any(|field| field.name == name)
        }
        _ => false,
    }
}

/// The argument that alone fills the body field `name`: naming the field means the argument.
fn filled_field(body: &RequestBody, name: &str) -> Option<usize> {
    match body {
        RequestBody::Json { template: Expr::Object(members), .. } => {
            members.iter().find_map(|(key, value)| match value {
                Expr::Parameter(index) if key.literal() == Some(name) => Some(*index),
                _ => None,
            })
        }
        RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
            fields.iter().find_map(|field| match field.parts[..] {
                [Expr::Parameter(index)] if field.name == name => Some(index),
                _ => None,
            })
        }
        _ => None,
    }
}

/// R65: an argument that exists because an input is mapped to it.
pub(crate) fn mapped_argument(
    name: &str,
    place: WirePlace,
    span: Span,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> usize {
    if place != WirePlace::Path {
        return add(name, place, builder);
    }
    let index = builder.untyped(name, place, Kind::String, true, "");
    if builder.operation.method == "POST" {
        unroutable_operation(&[name], Some(span), builder, context);
    } else {
        orphan_path_param(name, index, span, builder, context);
    }
    index
}

/// The query of a GET, HEAD or DELETE; else the body, where it has fields.
fn default_place(builder: &OperationBuilder) -> WirePlace {
    let operation = &builder.operation;
    let in_query = matches!(operation.method.as_str(), "GET" | "HEAD" | "DELETE" | "OPTIONS")
        || !takes_fields(&operation.body);
    if in_query { WirePlace::Query } else { WirePlace::Field }
}

fn add(name: &str, place: WirePlace, builder: &mut OperationBuilder) -> usize {
    let in_body = matches!(place, WirePlace::Field | WirePlace::Body);
    let in_body = in_body && takes_fields(&builder.operation.body);
    let kind = if in_body { Kind::Any } else { Kind::String };
    let place = match place {
        WirePlace::Field | WirePlace::Body if !in_body => WirePlace::Query,
        place => place,
    };
    let index = builder.untyped(name, place, kind, false, "");
    if in_body {
        add_field(&mut builder.operation.body, name, index);
    } else {
        let value = WireValue::Argument(index);
        builder.operation.wires.push(Wire { place, name: name.to_owned(), value });
    }
    index
}

fn takes_fields(body: &RequestBody) -> bool {
    matches!(
        body,
        RequestBody::None
            | RequestBody::Json { template: Expr::Object(_), .. }
            | RequestBody::Form(_)
            | RequestBody::Multipart(_)
    )
}

/// A body that only exists because of such fields is sent only with one of them; a field that the
/// document fixes stays as it is.
fn add_field(body: &mut RequestBody, name: &str, index: usize) {
    if has_field(body, name) {
        return;
    }
    match body {
        RequestBody::Json { template: template @ Expr::Object(_), only_with } => {
            template.add_member(name, Expr::Parameter(index));
            if !only_with.is_empty() {
                only_with.push(index);
            }
        }
        RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
            fields.push(Field {
                name: name.to_owned(),
                parts: vec![Expr::Parameter(index)],
                file: None,
            });
        }
        _ => {
            let template = Expr::object([(name.to_owned(), Expr::Parameter(index))]);
            *body = RequestBody::Json { template, only_with: vec![index] };
        }
    }
}

/// R33: the path parameter is appended as a further segment.
pub(super) fn orphan_path_param(
    name: &str,
    index: usize,
    span: Span,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) {
    let message = format!(
        "`{name}` is a path parameter, but the path of `{}` has no place for it; it is appended as a segment",
        builder.operation.name
    );
    builder.append_segment(name, index);
    let template = &builder.operation.template;
    context.report(
        Finding::new(Code::OrphanPathParam, span, message)
            .help(format!("if that is what is meant, write the path `{template}`")),
    );
}

/// R33: nobody can say where a POST takes it.
pub(super) fn unroutable_operation(
    names: &[&str],
    span: Option<Span>,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let operation = &mut builder.operation;
    let sentence = format!(
        "operation `{}` cannot be called: its path `{}` has no place for the path parameter {}",
        operation.name,
        operation.template,
        names.join(", ")
    );
    context.report(
        Finding::new(Code::UnroutableOperation, span, sentence.clone())
            .help("write the path with its placeholder; until then this operation answers 501"),
    );
    operation.unroutable = Some(sentence);
}
