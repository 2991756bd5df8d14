//! `consumes`: the APIs that are called.

use super::authentication::{Authentication, read_authentication};
use super::fields::{Fields, Text};
use super::key::Key;
use super::outputs::{OutputParameter, read_outputs};
use super::parameters::{InputParameter, read_parameters};
use crate::finding::{Code, Finding};
use crate::source::{Node, Value};
use crate::text::Span;

/// One entry of `consumes`.
pub(crate) struct Consumes<'n> {
    pub(crate) namespace: Option<Text>,
    pub(crate) base_uri: Option<Text>,
    /// Set if the version refuses a base URI that ends in a slash.
    pub(crate) no_slash: bool,
    pub(crate) description: Option<Text>,
    pub(crate) authentication: Option<Authentication>,
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
    /// `x-readOnly`: a call changes nothing, whatever its method (docs/extensions.md).
    pub(crate) reads_only: Option<bool>,
    pub(crate) span: Span,
}

/// The `body` block of an operation.
pub(crate) struct BodyBlock<'n> {
    pub(crate) kind: Option<Text>,
    pub(crate) data: Option<&'n Node>,
    /// Set for a text in the place of a block.
    pub(crate) plain: bool,
    pub(crate) span: Span,
}

/// Keys that take an entry from what is no document of this language (R14).
const FOREIGN: [Key; 2] = [Key::Ref, Key::OpenApi];

/// Reads one entry; `None`, with a finding, when it is described elsewhere (R14).
pub(super) fn read_consumes<'n>(mut fields: Fields<'n, '_>) -> Option<Consumes<'n>> {
    if let Some(key) = FOREIGN.into_iter().find(|key| fields.has(*key)) {
        let written = fields.written(key);
        let message =
            format!("a consumes entry with `{written}` is described elsewhere, which is not read");
        fields
            .report(Finding::new(Code::UnsupportedImport, fields.key_span(key), message).help(
                "write its operations here, or `{location, import}` of a file that has them",
            ));
        return None;
    }
    if let Some(kind) = fields.text(Key::Type)
        && !kind.value.eq_ignore_ascii_case("http")
    {
        let message = format!("a consumes entry of type `{}` is not supported", kind.value);
        fields.report(Finding::new(Code::UnsupportedFeature, kind.span, message).help("`http` is"));
    }
    let consumes = Consumes {
        namespace: fields.text(Key::Namespace),
        base_uri: fields.text(Key::BaseUri),
        no_slash: fields.dialect.refuses_slash(),
        description: fields.text(Key::Description),
        authentication: read_authentication(&mut fields),
        inputs: read_parameters(&mut fields, true).unwrap_or_default(),
        resources: fields.named(Key::Resources, "a consumed resource", read_resource),
        span: fields.span,
    };
    fields.ignore(&[Key::Label], Code::IgnoredKey);
    fields.finish();
    Some(consumes)
}

fn read_resource<'n>(mut fields: Fields<'n, '_>) -> Option<ConsumedResource<'n>> {
    let resource = ConsumedResource {
        name: fields.text(Key::Name),
        path: fields.text(Key::Path),
        inputs: read_parameters(&mut fields, true).unwrap_or_default(),
        operations: fields.named(Key::Operations, "a consumed operation", read_operation),
        span: fields.span,
    };
    // Documentation of a thing that has no counterpart in the program.
    for key in [Key::Description, Key::Label, Key::Tags] {
        fields.node(key);
    }
    fields.finish();
    Some(resource)
}

fn read_operation<'n>(mut fields: Fields<'n, '_>) -> Option<ConsumedOperation<'n>> {
    fields.unsupported(&[Key::OutputSchema]);
    fields.node(Key::Tags);
    let operation = ConsumedOperation {
        name: fields.text(Key::Name),
        id: fields.text(Key::Id),
        method: fields.text(Key::Method),
        path: fields.text(Key::Path),
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        inputs: read_parameters(&mut fields, true).unwrap_or_default(),
        body: read_body(&mut fields),
        raw_format: fields.text(Key::OutputRawFormat),
        outputs: read_outputs(&mut fields),
        reads_only: fields.boolean(Key::ReadsOnly),
        span: fields.span,
    };
    fields.finish();
    Some(operation)
}

/// `body: {type, data}`, or a plain string, which is raw JSON text.
fn read_body<'n>(operation: &mut Fields<'n, '_>) -> Option<BodyBlock<'n>> {
    let node = operation.node(Key::Body)?;
    let what = operation.written(Key::Body);
    if let Value::Scalar(_) = node.value {
        operation.text_of(node, what);
        return Some(BodyBlock { kind: None, data: Some(node), plain: true, span: node.span });
    }
    let mut fields = operation.inner(node, what)?;
    let block = BodyBlock {
        kind: fields.text(Key::Type),
        data: fields.node(Key::Data),
        plain: false,
        span: fields.span,
    };
    fields.finish();
    Some(block)
}
