//! Request bodies: R41 to R47.

use super::arguments::{Declared, is_whole_body_name};
use super::body_template::{READING, hole};
use super::body_types::{BodyType, body_type};
use super::context::Context;
use super::forms;
use super::json;
use super::json_text;
use super::operation_builder::OperationBuilder;
use super::unsent::{mentions, value_unsent};
use crate::finding::{Code, Finding};
use crate::model::{Expr, Kind, Media, RequestBody, WirePlace};
use crate::source::{Node, Value};
use crate::spec::BodyBlock;
use crate::text::Span;

/// Puts the body together from the block and the body parameters.
pub(crate) fn lower_body(
    block: Option<&BodyBlock<'_>>,
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let parameters = &without_secrets(parameters, builder, context);
    let body = match block {
        None => without_block(parameters, builder, context),
        Some(block) => {
            let Some(kind) = body_type(block, context) else { return RequestBody::None };
            match block.data {
                None => without_data(kind, block.span, parameters, builder, context),
                Some(data) => {
                    let kind = if block.plain { plain(kind, data, context) } else { kind };
                    with_data(kind, data, parameters, builder, context)
                }
            }
        }
    };
    if matches!(builder.operation.method.as_str(), "GET" | "HEAD") && body != RequestBody::None {
        return body_on_get(body, builder, context);
    }
    body
}

/// A text without a type is JSON where it can be read as that; any other one is sent as it is, under the same media
/// type (semantics 9.5).
fn plain(kind: BodyType, data: &Node, context: &mut Context<'_>) -> BodyType {
    match &data.value {
        Value::Scalar(scalar) if kind == BodyType::Json && !json_text::is_json(&scalar.text) => {
            let message = "this body is no JSON; it is sent as it stands, as application/json";
            context.report(
                Finding::new(Code::BodyRaw, data.span, message)
                    .help("write `{type: text, data: …}` for text/plain, or correct the JSON"),
            );
            BodyType::Text(Media::Json)
        }
        _ => kind,
    }
}

/// R21: the field of the credential is not for callers to set.
fn without_secrets<'n>(
    parameters: &[Declared<'n>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Declared<'n>> {
    let mut kept = Vec::new();
    for parameter in parameters {
        if builder.secrets.contains(&parameter.name) {
            let message =
                format!("`{}` holds the credential; callers cannot set it", parameter.name);
            context.report(
                Finding::new(Code::AuthPlacement, parameter.span, message)
                    .help("remove the parameter: `authentication` fills the field"),
            );
            builder.dropped.push(parameter.name.clone());
        } else {
            kept.push(parameter.clone());
        }
    }
    kept
}

fn without_block(
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    if parameters.is_empty() {
        if matches!(builder.operation.method.as_str(), "POST" | "PUT" | "PATCH") {
            no_body_declared(builder, context);
        }
        return RequestBody::None;
    }
    whole_or_fields(BodyType::Json, parameters, builder, context)
}

/// R41.
fn whole_or_fields(
    kind: BodyType,
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    if let [only] = parameters
        && is_whole_body_name(&only.name)
    {
        let message = format!("`{}` is the whole request body", only.name);
        context.report(Finding::new(Code::BodyWhole, only.span, message));
        if let Some(given) = only.given {
            return whole_template(given.node, builder, context);
        }
        let argument = add(builder, only, WirePlace::Body);
        return RequestBody::Whole { argument, media: whole_media(kind) };
    }
    let span = parameters.first().map(|parameter| parameter.span);
    let message = "every body parameter is a field of one JSON object";
    context.report(Finding::new(Code::BodyFields, span, message));
    match kind {
        BodyType::Form => RequestBody::Form(forms::fields_of(parameters, builder, context)),
        BodyType::Multipart => {
            RequestBody::Multipart(forms::fields_of(parameters, builder, context))
        }
        BodyType::Json | BodyType::Text(_) | BodyType::Opaque(_) => {
            let members = members_of(parameters, builder, context);
            RequestBody::Json { template: Expr::object(members), only_with: Vec::new() }
        }
    }
}

/// R40 on a whole body: its value is the template.
fn whole_template(
    node: &Node,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let template = block_template(node, builder, context);
    RequestBody::Json { template, only_with: Vec::new() }
}

/// The body parameters as members of an object.
fn members_of(
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<(String, Expr)> {
    let mut members = Vec::new();
    for parameter in parameters {
        let template = match parameter.given {
            Some(given) => block_template(given.node, builder, context),
            None => Expr::Parameter(add(builder, parameter, WirePlace::Field)),
        };
        members.push((parameter.name.clone(), template));
    }
    members
}

fn add(builder: &mut OperationBuilder, parameter: &Declared<'_>, place: WirePlace) -> usize {
    let Declared { name, kind, required, description, span, .. } = parameter;
    let index = builder.argument(name, place, *kind, *required, description);
    builder.operation.arguments[index].span = *span;
    index
}

fn whole_media(kind: BodyType) -> Media {
    match kind {
        BodyType::Json => Media::Json,
        BodyType::Form | BodyType::Multipart => Media::Form,
        BodyType::Text(media) | BodyType::Opaque(media) => media,
    }
}

/// R44.
fn without_data(
    kind: BodyType,
    span: Span,
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    if !parameters.is_empty() {
        return whole_or_fields(kind, parameters, builder, context);
    }
    let message = "a body without data is one optional argument, `body`";
    context.report(Finding::new(Code::BodyWithoutData, span, message));
    let argument_kind = if kind == BodyType::Json { Kind::Any } else { Kind::String };
    let argument = builder.argument("body", WirePlace::Body, argument_kind, false, "Request body.");
    RequestBody::Whole { argument, media: whole_media(kind) }
}

fn with_data(
    kind: BodyType,
    data: &Node,
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    for parameter in parameters.iter().filter(|parameter| parameter.given.is_none()) {
        add(builder, parameter, WirePlace::Field);
    }
    if let Some(first) = parameters.first() {
        let message = "the `body` block is the template; body parameters type its holes";
        context.report(Finding::new(Code::BodyMixed, first.span, message));
    }
    body_template(data, context);
    match kind {
        BodyType::Json => json_body(data, parameters, builder, context),
        BodyType::Form => {
            let fields = forms::form(data, builder, context);
            RequestBody::Form(forms::beside(fields, parameters, builder, context))
        }
        BodyType::Multipart => {
            let fields = forms::multipart(data, builder, context);
            RequestBody::Multipart(forms::beside(fields, parameters, builder, context))
        }
        BodyType::Text(media) | BodyType::Opaque(media) => {
            let given = parameters.iter().filter(|parameter| parameter.given.is_some());
            given.for_each(|parameter| value_unsent(parameter, context));
            forms::raw(data, media, builder, context)
        }
    }
}

/// R42.
fn body_template(data: &Node, context: &mut Context<'_>) {
    let message = "expressions in the body are arguments of this operation";
    context.report(Finding::new(Code::BodyTemplate, data.span, message));
}

fn json_body(
    data: &Node,
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let mut template = match &data.value {
        Value::Scalar(scalar) if super::expression::sole_expression(&scalar.text).is_none() => {
            json_text::template(&scalar.text, data, builder, context)
        }
        // Member by member, so that a constant object stays open for further fields.
        Value::Mapping(entries) => {
            let secrets = builder.secrets.clone();
            let entries = entries.iter().filter(|entry| !secrets.contains(&entry.key.text));
            json::object(entries, READING, context, &mut |name, _| hole(name, builder))
        }
        _ => block_template(data, builder, context),
    };
    if let Expr::Parameter(argument) = template {
        builder.operation.arguments[argument].place = WirePlace::Body;
        return RequestBody::Whole { argument, media: Media::Json };
    }
    for parameter in parameters {
        if let Some(given) = parameter.given {
            if template.has_member(&parameter.name) != Some(false) {
                value_unsent(parameter, context);
                continue;
            }
            let value = block_template(given.node, builder, context);
            template.add_member(&parameter.name, value);
            continue;
        }
        let index = add(builder, parameter, WirePlace::Field);
        if !mentions(&template, index) {
            template.add_member(&parameter.name, Expr::Parameter(index));
        }
    }
    require_keys(&template, builder);
    RequestBody::Json { template, only_with: Vec::new() }
}

/// Without its key a member would be sent under an empty one, or not at all.
fn require_keys(value: &Expr, builder: &mut OperationBuilder) {
    if let Expr::Object(members) = value {
        let mut holes = Vec::new();
        members.iter().for_each(|(key, _)| key.parameters(&mut holes));
        for index in holes {
            builder.operation.arguments[index].required = true;
        }
    }
    value.children().into_iter().for_each(|inner| require_keys(inner, builder));
}

/// `data` as JSON; its parameters are arguments of the operation.
fn block_template(data: &Node, builder: &mut OperationBuilder, context: &mut Context<'_>) -> Expr {
    json::template(data, READING, context, &mut |name, _| hole(name, builder))
}

/// R45.
fn no_body_declared(builder: &OperationBuilder, context: &mut Context<'_>) {
    let operation = &builder.operation;
    let message = format!("`{}` is a {} without a body", operation.name, operation.method);
    context.report(Finding::new(Code::NoBodyDeclared, builder.span, message));
}

/// R47: a body that callers may leave out, and usually do.
fn body_on_get(
    mut body: RequestBody,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    context.report(
        Finding::new(
            Code::BodyOnGet,
            builder.span,
            format!(
                "`{}` is a {} with a body; it is sent only when a caller gives one",
                builder.operation.name, builder.operation.method
            ),
        )
        .help("most servers ignore such a body; declare its fields as query parameters"),
    );
    let mut in_body = Vec::new();
    for (index, argument) in builder.operation.arguments.iter_mut().enumerate() {
        if matches!(argument.place, WirePlace::Body | WirePlace::Field) {
            argument.required = false;
            in_body.push(index);
        }
    }
    if let RequestBody::Json { only_with, .. } = &mut body {
        *only_with = in_body;
    }
    body
}
