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
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let parameters = &without_secrets(parameters, draft, context);
    let body = match block {
        None => without_block(parameters, draft, context),
        Some(block) => {
            let Some(kind) = body_type(block, context) else { return RequestBody::None };
            match block.data {
                None => without_data(kind, block.span, parameters, draft, context),
                Some(data) => with_data(kind, data, parameters, draft, context),
            }
        }
    };
    if matches!(draft.operation.method.as_str(), "GET" | "HEAD") && body != RequestBody::None {
        return body_on_get(body, draft, context);
    }
    body
}

/// R21: the field of the credential is not for callers to set.
fn without_secrets<'n>(
    parameters: &[Declared<'n>],
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Declared<'n>> {
    let mut kept = Vec::new();
    for parameter in parameters {
        if draft.secrets.contains(&parameter.name) {
            let message =
                format!("`{}` holds the credential; callers cannot set it", parameter.name);
            context.report(
                Finding::new(Code::AuthPlacement, parameter.span, message)
                    .help("remove the parameter: `authentication` fills the field"),
            );
            draft.dropped.push(parameter.name.clone());
        } else {
            kept.push(parameter.clone());
        }
    }
    kept
}

fn without_block(
    parameters: &[Declared<'_>],
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    if parameters.is_empty() {
        if matches!(draft.operation.method.as_str(), "POST" | "PUT" | "PATCH") {
            no_body_declared(draft, context);
        }
        return RequestBody::None;
    }
    whole_or_fields(BodyType::Json, parameters, draft, context)
}

/// R41.
fn whole_or_fields(
    kind: BodyType,
    parameters: &[Declared<'_>],
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    if let [only] = parameters
        && is_whole_body_name(&only.name)
    {
        let message = format!("`{}` is the whole request body", only.name);
        context.report(Finding::new(Code::BodyWhole, only.span, message));
        if let Some(given) = only.given {
            return whole_template(given.node, draft, context);
        }
        let argument = add(draft, only, WirePlace::Body);
        return RequestBody::Whole { argument, media: whole_media(kind) };
    }
    let span = parameters.first().map(|parameter| parameter.span);
    let message = "every body parameter is a field of one JSON object";
    context.report(Finding::new(Code::BodyFields, span, message));
    match kind {
        BodyType::Form => RequestBody::Form(forms::fields_of(parameters, draft, context)),
        BodyType::Multipart => RequestBody::Multipart(forms::fields_of(parameters, draft, context)),
        BodyType::Json | BodyType::Text(_) | BodyType::Opaque(_) => {
            let members = members_of(parameters, draft, context);
            RequestBody::Json { template: Expr::object(members), only_with: Vec::new() }
        }
    }
}

/// R40 on a whole body: its value is the template.
fn whole_template(
    node: &Node,
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let template = block_template(node, draft, context);
    RequestBody::Json { template, only_with: Vec::new() }
}

/// The body parameters as members of an object.
fn members_of(
    parameters: &[Declared<'_>],
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<(String, Expr)> {
    let mut members = Vec::new();
    for parameter in parameters {
        let template = match parameter.given {
            Some(given) => block_template(given.node, draft, context),
            None => Expr::Parameter(add(draft, parameter, WirePlace::Field)),
        };
        members.push((parameter.name.clone(), template));
    }
    members
}

fn add(draft: &mut OperationBuilder, parameter: &Declared<'_>, place: WirePlace) -> usize {
    let Declared { name, kind, required, description, .. } = parameter;
    draft.argument(name, place, *kind, *required, description)
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
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    if !parameters.is_empty() {
        return whole_or_fields(kind, parameters, draft, context);
    }
    let message = "a body without data is one optional argument, `body`";
    context.report(Finding::new(Code::BodyWithoutData, span, message));
    let argument_kind = if kind == BodyType::Json { Kind::Any } else { Kind::String };
    let argument = draft.argument("body", WirePlace::Body, argument_kind, false, "Request body.");
    RequestBody::Whole { argument, media: whole_media(kind) }
}

fn with_data(
    kind: BodyType,
    data: &Node,
    parameters: &[Declared<'_>],
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    for parameter in parameters.iter().filter(|parameter| parameter.given.is_none()) {
        add(draft, parameter, WirePlace::Field);
    }
    if let Some(first) = parameters.first() {
        let message = "the `body` block is the template; body parameters type its holes";
        context.report(Finding::new(Code::BodyMixed, first.span, message));
    }
    body_template(data, context);
    match kind {
        BodyType::Json => json_body(data, parameters, draft, context),
        BodyType::Form => {
            let fields = forms::form(data, draft, context);
            RequestBody::Form(forms::beside(fields, parameters, draft, context))
        }
        BodyType::Multipart => {
            let fields = forms::multipart(data, draft, context);
            RequestBody::Multipart(forms::beside(fields, parameters, draft, context))
        }
        BodyType::Text(media) | BodyType::Opaque(media) => {
            let given = parameters.iter().filter(|parameter| parameter.given.is_some());
            given.for_each(|parameter| value_unsent(parameter, context));
            forms::raw(data, media, draft, context)
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
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let mut template = match &data.value {
        Value::Scalar(scalar) if super::expression::sole_expression(&scalar.text).is_none() => {
            json_text::template(&scalar.text, data, draft, context)
        }
        // Member by member, so that a constant object stays open for further fields.
        Value::Mapping(entries) => {
            let secrets = draft.secrets.clone();
            let entries = entries.iter().filter(|entry| !secrets.contains(&entry.key.text));
            json::object(entries, READING, context, &mut |name, _| hole(name, draft))
        }
        _ => block_template(data, draft, context),
    };
    if let Expr::Parameter(argument) = template {
        draft.operation.arguments[argument].place = WirePlace::Body;
        return RequestBody::Whole { argument, media: Media::Json };
    }
    for parameter in parameters {
        if let Some(given) = parameter.given {
            if template.has_member(&parameter.name) != Some(false) {
                value_unsent(parameter, context);
                continue;
            }
            let value = block_template(given.node, draft, context);
            template.add_member(&parameter.name, value);
            continue;
        }
        let index = add(draft, parameter, WirePlace::Field);
        if !mentions(&template, index) {
            template.add_member(&parameter.name, Expr::Parameter(index));
        }
    }
    require_keys(&template, draft);
    RequestBody::Json { template, only_with: Vec::new() }
}

/// Without its key a member would be sent under an empty one, or not at all.
fn require_keys(value: &Expr, draft: &mut OperationBuilder) {
    if let Expr::Object(members) = value {
        for hole in members.iter().flat_map(|(key, _)| key.children()) {
            if let Expr::Parameter(index) = hole {
                draft.operation.arguments[*index].required = true;
            }
        }
    }
    value.children().into_iter().for_each(|inner| require_keys(inner, draft));
}

/// `data` as JSON; its parameters are arguments of the operation.
fn block_template(data: &Node, draft: &mut OperationBuilder, context: &mut Context<'_>) -> Expr {
    json::template(data, READING, context, &mut |name, _| hole(name, draft))
}

/// R45.
fn no_body_declared(draft: &OperationBuilder, context: &mut Context<'_>) {
    let operation = &draft.operation;
    let message = format!("`{}` is a {} without a body", operation.name, operation.method);
    context.report(Finding::new(Code::NoBodyDeclared, draft.span, message));
}

/// R47: a body that callers may leave out, and usually do.
fn body_on_get(
    mut body: RequestBody,
    draft: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    context.report(
        Finding::new(
            Code::BodyOnGet,
            draft.span,
            format!(
                "`{}` is a {} with a body; it is sent only when a caller gives one",
                draft.operation.name, draft.operation.method
            ),
        )
        .help("most servers ignore such a body; declare its fields as query parameters"),
    );
    let mut in_body = Vec::new();
    for (index, argument) in draft.operation.arguments.iter_mut().enumerate() {
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
