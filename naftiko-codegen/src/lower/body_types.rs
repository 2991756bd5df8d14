//! Types of request bodies: R46.

use super::context::Context;
use crate::finding::{Code, Finding};
use crate::model::Media;
use crate::source::Value;
use crate::spec::BodyBlock;
use crate::text::Span;

/// Encoding of a `body` block's data, by its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyType {
    Json,
    Form,
    Multipart,
    Text(Media),
    /// A type whose data is one value, sent raw.
    Opaque(Media),
}

/// R46.
pub(super) fn body_type(block: &BodyBlock<'_>, context: &mut Context<'_>) -> Option<BodyType> {
    let Some(kind) = &block.kind else { return Some(BodyType::Json) };
    let (body, alias) = match kind.value.to_ascii_lowercase().as_str() {
        "json" => (BodyType::Json, false),
        "application/json" => (BodyType::Json, true),
        "formurlencoded" => (BodyType::Form, false),
        "form" | "urlencoded" | "application/x-www-form-urlencoded" => (BodyType::Form, true),
        "multipartform" => (BodyType::Multipart, false),
        "multipart" | "formdata" | "form-data" | "multipart/form-data" => {
            (BodyType::Multipart, true)
        }
        "text" => (BodyType::Text(Media::Text), false),
        "text/plain" => (BodyType::Text(Media::Text), true),
        "xml" => (BodyType::Text(Media::Xml), false),
        "application/xml" | "text/xml" => (BodyType::Text(Media::Xml), true),
        "sparql" => (BodyType::Text(Media::Sparql), false),
        "binary" | "octet-stream" | "application/octet-stream" => {
            (BodyType::Opaque(Media::Binary), false)
        }
        "yaml" | "application/yaml" => (BodyType::Opaque(Media::Yaml), false),
        "cbor" | "application/cbor" => (BodyType::Opaque(Media::Cbor), false),
        other => {
            context.report(
                Finding::new(
                    Code::BodyTypeInvalid,
                    kind.span,
                    format!("`{other}` is no body type"),
                )
                .help("one of json, formUrlEncoded, multipartForm, text, xml, sparql"),
            );
            return None;
        }
    };
    if alias {
        let message = format!("`{}` is read as an official body type", kind.value);
        context.report(Finding::new(Code::BodyTypeAlias, kind.span, message));
    }
    let is_map = block.data.is_some_and(|data| matches!(data.value, Value::Mapping(_)));
    if matches!(body, BodyType::Opaque(_)) || (is_map && matches!(body, BodyType::Text(_))) {
        body_type_opaque(&kind.value, kind.span, context);
    }
    Some(body)
}

/// R46, warning.
fn body_type_opaque(kind: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::BodyTypeOpaque,
            span,
            format!("a body of type `{kind}` is the value of its only field, sent as it is"),
        )
        .help("check that callers can give this value as text"),
    );
}
