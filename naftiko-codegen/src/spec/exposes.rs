//! `exposes`: the surfaces people and agents see.

use std::rc::Rc;

use super::authentication::{Authentication, read_authentication};
use super::consumes::read_all;
use super::content::{Block, read_block};
use super::control::{Control, read_control};
use super::fields::{Fields, Text};
use super::forward::{Forward, read_forward};
use super::mcp::{McpResource, Prompt, read_mcp_resource, read_prompt};
use super::outputs::{OutputParameter, read_outputs};
use super::parameters::{InputParameter, read_parameters};
use super::schema::{InputSchema, read_schema};
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Span, Value};

/// One entry of `exposes`.
pub(crate) struct Adapter<'n> {
    pub(crate) kind: Option<Text>,
    pub(crate) namespace: Option<Text>,
    pub(crate) address: Option<Text>,
    pub(crate) port: Option<Text>,
    pub(crate) transport: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) authentication: Option<Authentication<'n>>,
    pub(crate) resources: Vec<ExposedResource<'n>>,
    pub(crate) tools: Vec<Unit<'n>>,
    pub(crate) mcp_resources: Vec<McpResource<'n>>,
    pub(crate) prompts: Vec<Prompt>,
    /// Of a control adapter.
    pub(crate) control: Option<Control>,
    /// OpenAPI-style `paths`, which is another language (R50).
    pub(crate) paths: Option<Span>,
    pub(crate) span: Span,
}

/// A resource of a REST surface.
pub(crate) struct ExposedResource<'n> {
    pub(crate) path: Option<Text>,
    pub(crate) operations: Vec<Unit<'n>>,
    pub(crate) forward: Option<Forward>,
    /// Inputs of every operation of the resource.
    pub(crate) inputs: Rc<Vec<InputParameter<'n>>>,
    pub(crate) span: Span,
}

/// One exposed thing: an operation of a REST surface or a tool of an MCP surface.
pub(crate) struct Unit<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) method: Option<Text>,
    pub(crate) path: Option<Text>,
    pub(crate) label: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) call: Option<Text>,
    pub(crate) with: Vec<WithEntry<'n>>,
    pub(crate) inputs: Option<Vec<InputParameter<'n>>>,
    /// Inputs of the resource around it (semantics 12.1).
    pub(crate) inherited: Rc<Vec<InputParameter<'n>>>,
    pub(crate) outputs: Vec<OutputParameter<'n>>,
    pub(crate) hints: Hints,
    /// The schema of a tool in its author's words; `inputs` are then its properties.
    pub(crate) schema: Option<InputSchema<'n>>,
    /// What a tool that calls nothing says.
    pub(crate) content: Vec<Block>,
    /// A feature of R79 was found; the missing `call` is then no second finding.
    pub(crate) unsupported: bool,
    pub(crate) span: Span,
}

impl<'n> Unit<'n> {
    /// Every declared input; what the unit says itself stands in the place of what it inherits.
    pub(crate) fn all_inputs(&self) -> impl Iterator<Item = &InputParameter<'n>> {
        let own = |name: &Text| {
            let mut own = self.inputs.iter().flatten().filter_map(|input| input.name.as_ref());
            own.any(|other| other.value == name.value)
        };
        let inherited = self.inherited.iter();
        inherited
            .filter(move |input| !input.name.as_ref().is_some_and(own))
            .chain(self.inputs.iter().flatten())
    }
}

/// One entry of `with`.
pub(crate) struct WithEntry<'n> {
    pub(crate) name: Text,
    pub(crate) value: &'n Node,
}

/// `hints` of a tool, as far as they are given.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hints {
    pub(crate) read_only: Option<bool>,
    pub(crate) destructive: Option<bool>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) open_world: Option<bool>,
    pub(crate) span: Option<Span>,
}

const ADAPTER_KEYS: &[&str] = &[
    "type",
    "namespace",
    "address",
    "port",
    "transport",
    "description",
    "resources",
    "tools",
    "prompts",
    "authentication",
];
const RESOURCE_KEYS: &[&str] =
    &["path", "name", "label", "description", "inputParameters", "operations", "forward"];
const UNIT_KEYS: &[&str] = &[
    "name",
    "method",
    "label",
    "description",
    "call",
    "with",
    "inputParameters",
    "outputParameters",
    "hints",
    "steps",
    "mappings",
    "ref",
    "inputSchema",
    "content",
];
const UNIT_FEATURES: &[&str] = &["steps", "mappings", "ref"];

/// Reads one adapter of any kind; a skill is read only as far as its kind (R51).
pub(crate) fn read_adapter<'n>(node: &'n Node, findings: &mut Findings) -> Option<Adapter<'n>> {
    let mut fields = Fields::of(node, "an entry of `exposes`", findings)?;
    let kind = fields.text("type", findings);
    let named = kind.as_ref().map(|kind| kind.value.to_ascii_lowercase());
    let mut adapter = Adapter {
        namespace: fields.text("namespace", findings),
        address: fields.text("address", findings),
        port: port_text(&mut fields),
        transport: fields.text("transport", findings),
        description: fields.text("description", findings),
        authentication: None,
        paths: fields.key_span("paths"),
        resources: Vec::new(),
        tools: Vec::new(),
        mcp_resources: Vec::new(),
        prompts: Vec::new(),
        control: None,
        span: fields.span,
        kind,
    };
    match named.as_deref() {
        Some("rest") => {
            adapter.resources = read_all(&mut fields, "resources", read_resource, findings);
        }
        Some("mcp") => {
            adapter.tools = read_all(&mut fields, "tools", read_tool, findings);
            adapter.mcp_resources = read_all(&mut fields, "resources", read_mcp_resource, findings);
            adapter.prompts = read_all(&mut fields, "prompts", read_prompt, findings);
        }
        Some("control") => {
            let (control, authentication) = read_control(fields, findings);
            adapter.control = Some(control);
            adapter.authentication = authentication;
            return Some(adapter);
        }
        // The kind decides; its keys are not ours to judge.
        _ => return Some(adapter),
    }
    adapter.authentication = read_authentication(&mut fields, findings);
    if named.as_deref() == Some("rest") && adapter.description.is_some() {
        let span = fields.key_span("description");
        ignored(span, "`description` of a REST adapter is documentation only", findings);
    }
    fields.ignore(&["label"], Code::IgnoredKey, "an adapter", findings);
    if adapter.paths.is_none() {
        fields.finish("an adapter", ADAPTER_KEYS, findings);
    }
    Some(adapter)
}

/// The source text of `port`, without the note that a number is text.
fn port_text(fields: &mut Fields<'_>) -> Option<Text> {
    fields.text("port", &mut Findings::default())
}

fn ignored(span: Option<Span>, message: &str, findings: &mut Findings) {
    findings.push(Finding::new(Code::IgnoredKey, span, message));
}

fn read_resource<'n>(node: &'n Node, findings: &mut Findings) -> Option<ExposedResource<'n>> {
    let mut fields = Fields::of(node, "an exposed resource", findings)?;
    let forward = fields.node("forward", findings);
    let inputs = read_parameters(&mut fields, false, findings).unwrap_or_default();
    let mut resource = ExposedResource {
        forward: forward.and_then(|node| read_forward(node, findings)),
        path: fields.text("path", findings),
        operations: read_all(&mut fields, "operations", read_rest_operation, findings),
        inputs: Rc::default(),
        span: fields.span,
    };
    let inputs = Rc::new(inputs);
    resource.inputs = Rc::clone(&inputs);
    for unit in &mut resource.operations {
        unit.inherited = Rc::clone(&inputs);
    }
    // Names and descriptions of exposed resources are documentation; units carry the contract.
    for key in ["name", "label", "description"] {
        fields.node(key, findings);
    }
    fields.finish("an exposed resource", RESOURCE_KEYS, findings);
    Some(resource)
}

fn read_rest_operation<'n>(node: &'n Node, findings: &mut Findings) -> Option<Unit<'n>> {
    let what = "an exposed operation";
    let mut fields = Fields::of(node, what, findings)?;
    let (method, path) = (fields.text("method", findings), fields.text("path", findings));
    let unit = Unit { method, path, ..unit_of(&mut fields, what, findings) };
    fields.ignore(&["hints", "id"], Code::IgnoredKey, what, findings);
    fields.finish(what, UNIT_KEYS, findings);
    Some(unit)
}

fn read_tool<'n>(node: &'n Node, findings: &mut Findings) -> Option<Unit<'n>> {
    let what = "a tool";
    let mut fields = Fields::of(node, what, findings)?;
    let schema = read_schema(&mut fields, findings);
    let content = match fields.list("content", findings) {
        Some(blocks) => blocks.iter().filter_map(|node| read_block(node, findings)).collect(),
        None => Vec::new(),
    };
    let hints = read_hints(&mut fields, findings);
    let mut unit = Unit { hints, content, ..unit_of(&mut fields, what, findings) };
    if let Some((schema, inputs)) = schema {
        unit.schema = Some(schema);
        unit.inputs = Some(inputs);
    }
    fields.ignore(&["id"], Code::IgnoredKey, what, findings);
    fields.finish(what, UNIT_KEYS, findings);
    Some(unit)
}

/// What all exposed units have.
pub(super) fn unit_of<'n>(
    fields: &mut Fields<'n>,
    what: &str,
    findings: &mut Findings,
) -> Unit<'n> {
    let unsupported = UNIT_FEATURES.iter().any(|key| fields.has(key));
    fields.unsupported(UNIT_FEATURES, what, findings);
    Unit {
        name: fields.text("name", findings),
        method: None,
        path: None,
        label: fields.text("label", findings),
        description: fields.text("description", findings),
        call: fields.text("call", findings),
        with: read_with(fields, findings),
        inputs: read_parameters(fields, false, findings),
        inherited: Rc::default(),
        outputs: read_outputs(fields, findings),
        hints: Hints::default(),
        schema: None,
        content: Vec::new(),
        unsupported,
        span: fields.span,
    }
}

fn read_with<'n>(fields: &mut Fields<'n>, findings: &mut Findings) -> Vec<WithEntry<'n>> {
    let Some(node) = fields.node("with", findings) else { return Vec::new() };
    let Value::Mapping(entries) = &node.value else {
        with_type(node.span, findings);
        return Vec::new();
    };
    let (absent, said): (Vec<_>, Vec<_>) =
        entries.iter().partition(|entry| super::is_null(&entry.value));
    for entry in absent {
        let message = format!("`{}` is null and counts as absent", entry.key.text);
        findings.push(Finding::new(Code::WithNull, entry.key.span, message).help(
            "callers give this argument, unless the unit declares its inputs; remove the entry, or write a value",
        ));
    }
    said.into_iter()
        .map(|entry| WithEntry {
            name: Text { value: entry.key.text.clone(), span: entry.key.span },
            value: &entry.value,
        })
        .collect()
}

/// R59, error.
fn with_type(span: Span, findings: &mut Findings) {
    findings.push(
        Finding::new(Code::WithType, span, "`with` must be a mapping from arguments to values")
            .help("write `with: {job_id: rest.job_id}`"),
    );
}

/// R78: only booleans are published; other keys are noted.
fn read_hints(fields: &mut Fields<'_>, findings: &mut Findings) -> Hints {
    let Some(mut inner) =
        fields.node("hints", findings).and_then(|n| Fields::of(n, "hints", findings))
    else {
        return Hints::default();
    };
    let hints = Hints {
        read_only: inner.boolean("readOnly", findings),
        destructive: inner.boolean("destructive", findings),
        idempotent: inner.boolean("idempotent", findings),
        open_world: inner.boolean("openWorld", findings),
        span: Some(inner.span),
    };
    let extra: Vec<&str> = inner.entries().iter().map(|entry| entry.key.text.as_str()).collect();
    let known = ["readOnly", "destructive", "idempotent", "openWorld"];
    let extra: Vec<&str> = extra.into_iter().filter(|key| !known.contains(key)).collect();
    inner.ignore(&extra, Code::HintsExtra, "hints", findings);
    hints
}
