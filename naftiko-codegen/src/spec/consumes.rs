//! `consumes`: the APIs that are called.

use super::authentication::{Authentication, read_authentication};
use super::fields::{Fields, Text, text_of};
use super::outputs::{OutputParameter, read_outputs};
use super::parameters::{InputParameter, read_parameters};
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Value};
use crate::text::Span;

/// One entry of `consumes`.
pub(crate) struct Consumes<'n> {
    pub(crate) namespace: Option<Text>,
    pub(crate) base_uri: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) authentication: Option<Authentication<'n>>,
    pub(crate) inputs: Vec<InputParameter<'n>>,
    pub(crate) resources: Vec<ConsumedResource<'n>>,
    pub(crate) span: Span,
}

/// A resource of a consumed API.
pub(crate) struct ConsumedResource<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) path: Option<Text>,
    pub(crate) inputs: Vec<InputParameter<'n>>,
    pub(crate) operations: Vec<ConsumedOperation<'n>>,
    pub(crate) span: Span,
}

/// An operation of a consumed API.
pub(crate) struct ConsumedOperation<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) id: Option<Text>,
    pub(crate) method: Option<Text>,
    pub(crate) path: Option<Text>,
    pub(crate) label: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) inputs: Vec<InputParameter<'n>>,
    pub(crate) body: Option<BodyBlock<'n>>,
    pub(crate) raw_format: Option<Text>,
    pub(crate) outputs: Vec<OutputParameter<'n>>,
    pub(crate) span: Span,
}

/// The `body` block of an operation.
pub(crate) struct BodyBlock<'n> {
    pub(crate) kind: Option<Text>,
    pub(crate) data: Option<&'n Node>,
    pub(crate) span: Span,
}

const CONSUMES_KEYS: &[&str] = &[
    "type",
    "namespace",
    "baseUri",
    "description",
    "authentication",
    "inputParameters",
    "resources",
];
const RESOURCE_KEYS: &[&str] =
    &["name", "path", "operations", "label", "description", "inputParameters"];
const OPERATION_KEYS: &[&str] = &[
    "name",
    "method",
    "label",
    "description",
    "inputParameters",
    "outputRawFormat",
    "outputSchema",
    "outputParameters",
    "body",
    "path",
    "id",
];

/// Reads one entry; `None`, with a finding, when it is an import (R14).
pub(crate) fn read_consumes<'n>(node: &'n Node, findings: &mut Findings) -> Option<Consumes<'n>> {
    let mut fields = Fields::of(node, "an entry of `consumes`", findings)?;
    for key in ["import", "location", "ref", "openapi"] {
        if fields.has(key) {
            let message =
                format!("a consumes entry with `{key}` is an import, which is not supported");
            findings.push(
                Finding::new(Code::UnsupportedImport, fields.key_span(key), message)
                    .help("put the imported consumes entry into this file"),
            );
            return None;
        }
    }
    if let Some(kind) = fields.text("type", findings)
        && !kind.value.eq_ignore_ascii_case("http")
    {
        let message = format!("a consumes entry of type `{}` is not supported", kind.value);
        findings.push(Finding::new(Code::UnsupportedFeature, kind.span, message).help("`http` is"));
    }
    let consumes = Consumes {
        namespace: fields.text("namespace", findings),
        base_uri: fields.text("baseUri", findings),
        description: fields.text("description", findings),
        authentication: read_authentication(&mut fields, findings),
        inputs: read_parameters(&mut fields, true, findings).unwrap_or_default(),
        resources: read_all(&mut fields, "resources", read_resource, findings),
        span: fields.span,
    };
    fields.ignore(&["label"], Code::IgnoredKey, "a consumes entry", findings);
    fields.finish("a consumes entry", CONSUMES_KEYS, findings);
    Some(consumes)
}

/// Reads every item of the list at `key` with `read`.
pub(crate) fn read_all<'n, T>(
    fields: &mut Fields<'n>,
    key: &str,
    read: fn(&'n Node, &mut Findings) -> Option<T>,
    findings: &mut Findings,
) -> Vec<T> {
    let items = fields.list(key, findings).unwrap_or_default();
    items.iter().filter_map(|item| read(item, findings)).collect()
}

/// `authentication`, or its alias `auth` when that is missing (R21).
fn read_resource<'n>(node: &'n Node, findings: &mut Findings) -> Option<ConsumedResource<'n>> {
    let mut fields = Fields::of(node, "a consumed resource", findings)?;
    let resource = ConsumedResource {
        name: fields.text("name", findings),
        path: fields.text("path", findings),
        inputs: read_parameters(&mut fields, true, findings).unwrap_or_default(),
        operations: read_all(&mut fields, "operations", read_operation, findings),
        span: fields.span,
    };
    // Documentation of a thing that has no counterpart in the program.
    fields.node("description", findings);
    fields.node("label", findings);
    fields.finish("a consumed resource", RESOURCE_KEYS, findings);
    Some(resource)
}

fn read_operation<'n>(node: &'n Node, findings: &mut Findings) -> Option<ConsumedOperation<'n>> {
    let mut fields = Fields::of(node, "a consumed operation", findings)?;
    fields.unsupported(&["outputSchema"], "a consumed operation", findings);
    let operation = ConsumedOperation {
        name: fields.text("name", findings),
        id: fields.text("id", findings),
        method: fields.text("method", findings),
        path: fields.text("path", findings),
        label: fields.text("label", findings),
        description: fields.text("description", findings),
        inputs: read_parameters(&mut fields, true, findings).unwrap_or_default(),
        body: fields.node("body", findings).and_then(|node| read_body(node, findings)),
        raw_format: fields.text("outputRawFormat", findings),
        outputs: read_outputs(&mut fields, findings),
        span: fields.span,
    };
    fields.finish("a consumed operation", OPERATION_KEYS, findings);
    Some(operation)
}

/// `body: {type, data}`, or a plain string, which is raw JSON text.
fn read_body<'n>(node: &'n Node, findings: &mut Findings) -> Option<BodyBlock<'n>> {
    if let Value::Scalar(_) = node.value {
        text_of(node, "body", findings);
        return Some(BodyBlock { kind: None, data: Some(node), span: node.span });
    }
    let mut fields = Fields::of(node, "body", findings)?;
    let block = BodyBlock {
        kind: fields.text("type", findings),
        data: fields.node("data", findings),
        span: fields.span,
    };
    fields.finish("body", &["type", "data"], findings);
    Some(block)
}
