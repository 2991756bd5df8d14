//! Form, multipart and raw text bodies: R42, R46.

use super::arguments::Declared;
use super::body_template::{READING, hole};
use super::context::Context;
use super::json::scalar_json;
use super::operation_builder::OperationBuilder;
use super::secrets::{is_constant, named_secret};
use super::tag::{has_tag, hole_in_name};
use super::unsent::{in_text, value_unsent};
use super::variables::Usage;
use super::xml::lower_xml;
use crate::encoding;
use crate::finding::{Code, Finding};
use crate::model::{Expr, Field, FilePart, Media, RequestBody, WirePlace};
use crate::source::{Node, Value};
use crate::text::Span;

/// The body parameters as form fields.
pub(crate) fn fields_of(
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    for parameter in parameters {
        let parts = match parameter.given {
            Some(given) => parts_of(given.node, builder, context),
            None => {
                let Declared { name, kind, required, description, .. } = parameter;
                vec![Expr::Parameter(builder.argument(
                    name,
                    WirePlace::Field,
                    *kind,
                    *required,
                    description,
                ))]
            }
        };
        fields.push(Field { name: parameter.name.clone(), parts, file: None });
    }
    fields
}

/// A form: a mapping, or text `a={{x}}&b=c`.
pub(crate) fn form(
    data: &Node,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Field> {
    match &data.value {
        Value::Mapping(_) => mapping_fields(data, builder, context),
        Value::Scalar(scalar) => {
            let pairs = scalar.text.split('&').filter(|pair| !pair.trim().is_empty());
            let mut fields = Vec::new();
            for pair in pairs {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let Some(name) = decoded(name.trim(), data.span, context) else { continue };
                let Some(name) = field_name(&name, data.span, context) else { continue };
                let mut parts = text_parts(value.trim(), data.span, builder, context);
                // Text that is written as a form is encoded already, and will be encoded again.
                for part in &mut parts {
                    if let Expr::Literal(text) = part {
                        *text = decoded(text, data.span, context).unwrap_or_default();
                    }
                }
                fields.push(Field { name, parts, file: None });
            }
            fields
        }
        Value::Sequence(_) => {
            wrong_data(data.span, "a form body needs a mapping of fields", context);
            Vec::new()
        }
    }
}

/// The fields of a block, and body parameters beside it that it does not mention.
pub(super) fn beside(
    mut fields: Vec<Field>,
    parameters: &[Declared<'_>],
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Field> {
    for parameter in parameters {
        let Declared { name, kind, required, description, span, .. } = parameter;
        let is_there = fields.iter().any(|field| field.name == *name);
        if let Some(given) = parameter.given {
            if is_there {
                value_unsent(parameter, context);
            } else {
                let parts = parts_of(given.node, builder, context);
                fields.push(Field { name: name.clone(), parts, file: None });
            }
            continue;
        }
        let index = builder.argument(name, WirePlace::Field, *kind, *required, description);
        builder.operation.arguments[index].span = *span;
        let mentioned = fields.iter().any(|field| in_text(&field.parts, index));
        if !is_there && !mentioned {
            fields.push(Field {
                name: name.clone(),
                parts: vec![Expr::Parameter(index)],
                file: None,
            });
        }
    }
    fields
}

/// The text that a piece of a form stands for.
fn decoded(text: &str, span: Span, context: &mut Context<'_>) -> Option<String> {
    let decoded = encoding::decode_form(text);
    if decoded.is_none() {
        let message = format!("the percent escapes of `{text}` are no UTF-8");
        wrong_data(span, &message, context);
    }
    decoded
}

/// Multipart: a mapping, or the official list of `{name, value}`.
pub(crate) fn multipart(
    data: &Node,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Field> {
    let Value::Sequence(items) = &data.value else {
        if !matches!(data.value, Value::Mapping(_)) {
            wrong_data(data.span, "a multipart body needs a mapping or a list of parts", context);
        }
        return mapping_fields(data, builder, context);
    };
    let mut fields = Vec::new();
    for item in items {
        let Value::Mapping(entries) = &item.value else {
            wrong_data(item.span, "a part of a multipart body is a mapping", context);
            continue;
        };
        let mut name = None;
        let mut parts = Vec::new();
        let mut file: Option<FilePart> = None;
        for entry in entries {
            match (entry.key.text.as_str(), &entry.value.value) {
                ("name", Value::Scalar(scalar)) => name = Some(scalar.text.clone()),
                ("value", _) => parts = parts_of(&entry.value, builder, context),
                ("filename", Value::Scalar(scalar)) => {
                    let name = constant_of_part(&scalar.text, entry.value.span, context);
                    file.get_or_insert_default().name = name;
                }
                ("contentType", Value::Scalar(scalar)) => {
                    let media = constant_of_part(&scalar.text, entry.value.span, context);
                    file.get_or_insert_default().media = media;
                }
                (other, _) => context.report(Finding::new(
                    Code::UnsupportedFeature,
                    entry.key.span,
                    format!("`{other}` of a multipart part is not supported"),
                )),
            }
        }
        match name {
            Some(name) => fields.extend(field_name(&name, item.span, context).map(|name| Field {
                name,
                parts,
                file,
            })),
            None => wrong_data(item.span, "a part of a multipart body needs a `name`", context),
        }
    }
    fields
}

/// The name or media type of a part, which cannot have holes; the media type is one word around a slash.
fn constant_of_part(text: &str, span: Span, context: &mut Context<'_>) -> Option<String> {
    let is_plain = text.chars().all(|c| !c.is_control()) && !text.is_empty();
    if !has_tag(text) && is_plain {
        return Some(text.to_owned());
    }
    context.report(hole_in_name(text, "the name or media type of a part", span));
    None
}

/// Text of another content type; a mapping gives the value of its only field.
pub(crate) fn raw(
    data: &Node,
    media: Media,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> RequestBody {
    let node = match &data.value {
        Value::Scalar(_) => data,
        Value::Mapping(entries) if entries.len() == 1 => &entries[0].value,
        _ => {
            context.report(
                Finding::new(Code::BodyTypeInvalid, data.span, "this body type takes one value")
                    .help("write `data` as text, or use `type: json`"),
            );
            return RequestBody::None;
        }
    };
    let parts = parts_of(node, builder, context);
    if let Some(argument) = sole_parameter(&parts, media) {
        builder.operation.arguments[argument].place = WirePlace::Body;
        return RequestBody::Whole { argument, media };
    }
    match media {
        Media::Xml => RequestBody::Xml(lower_xml(parts, node.span, context)),
        Media::Yaml | Media::Cbor if !is_constant(&parts) && !parts.is_empty() => {
            let message = format!("holes cannot be escaped in a body of {}", media.as_str());
            context.report(Finding::new(Code::TemplateUnsupported, node.span, message).help(
                "take the whole body from the caller, `data: '{{body}}'`, or use `type: json`",
            ));
            RequestBody::None
        }
        _ => RequestBody::Text { parts, media },
    }
}

/// The only hole of a body without anything else: for XML, white space around it is nothing.
fn sole_parameter(parts: &[Expr], media: Media) -> Option<usize> {
    let blank = |part: &Expr| matches!(part, Expr::Literal(text) if text.trim().is_empty());
    let mut others = parts.iter().filter(|part| media != Media::Xml || !blank(part));
    match (others.next(), others.next()) {
        (Some(Expr::Parameter(index)), None) => Some(*index),
        _ => None,
    }
}

/// The name of a form field or part, which is fixed.
fn field_name(name: &str, span: Span, context: &mut Context<'_>) -> Option<String> {
    if has_tag(name) {
        context.report(hole_in_name(name, "the name of a form field", span));
        return None;
    }
    Some(name.to_owned())
}

fn mapping_fields(
    data: &Node,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Field> {
    let Value::Mapping(entries) = &data.value else { return Vec::new() };
    let mut fields = Vec::new();
    let secrets = builder.secrets.clone();
    for entry in entries.iter().filter(|entry| !secrets.contains(&entry.key.text)) {
        named_secret(&entry.key.text, &entry.value, context);
        let Some(name) = field_name(&entry.key.text, entry.key.span, context) else { continue };
        let parts = parts_of(&entry.value, builder, context);
        fields.push(Field { name, parts, file: None });
    }
    fields
}

fn parts_of(node: &Node, builder: &mut OperationBuilder, context: &mut Context<'_>) -> Vec<Expr> {
    match &node.value {
        Value::Scalar(scalar) => match scalar_json(scalar, node.span, context.findings) {
            Some(json) if json != "null" => vec![Expr::Literal(json)],
            Some(_) => Vec::new(),
            None => text_parts(&scalar.text, node.span, builder, context),
        },
        Value::Sequence(_) | Value::Mapping(_) => {
            wrong_data(node.span, "a form field is one value", context);
            Vec::new()
        }
    }
}

fn text_parts(
    text: &str,
    span: Span,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Expr> {
    let usage = Usage { span, purpose: READING.purpose, secret: true };
    let Context { findings, variables, .. } = context;
    variables
        .template_parts(text, usage, findings, &mut |name, _| Expr::Parameter(hole(name, builder)))
}

fn wrong_data(span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::Shape, span, message));
}
