//! `exposes`: the surfaces people and agents see.

use std::rc::Rc;

use super::authentication::{Authentication, no_guard, read_authentication};
use super::consumes::read_all;
use super::content::read_block;
use super::control::{ControlSection, read_control};
use super::fields::{Fields, Text};
use super::forward::{ForwardSection, read_forward};
use super::mcp::{McpResource, PromptSection, read_mcp_resource, read_prompt};
use super::parameters::{InputParameter, read_parameters};
use super::schema::read_schema;
use super::unit::{HintsSection, Unit, unit_of};
use crate::finding::{Code, Finding, Findings};
use crate::source::Node;
use crate::text::Span;

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
    pub(crate) prompts: Vec<PromptSection>,
    /// Of a control adapter.
    pub(crate) control: Option<ControlSection>,
    /// OpenAPI-style `paths`, which is another language (R50).
    pub(crate) paths: Option<Span>,
    pub(crate) span: Span,
}

/// A resource of a REST surface.
pub(crate) struct ExposedResource<'n> {
    pub(crate) path: Option<Text>,
    pub(crate) operations: Vec<Unit<'n>>,
    pub(crate) forward: Option<ForwardSection>,
    /// Inputs of every operation of the resource.
    pub(crate) inputs: Rc<Vec<InputParameter<'n>>>,
    pub(crate) span: Span,
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
    no_guard(&fields, findings);
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

/// R78: only booleans are published; other keys are noted.
fn read_hints(fields: &mut Fields<'_>, findings: &mut Findings) -> HintsSection {
    let Some(mut inner) =
        fields.node("hints", findings).and_then(|n| Fields::of(n, "hints", findings))
    else {
        return HintsSection::default();
    };
    let hints = HintsSection {
        read_only: inner.boolean("readOnly", findings),
        destructive: inner.boolean("destructive", findings),
        idempotent: inner.boolean("idempotent", findings),
        open_world: inner.boolean("openWorld", findings),
        span: Some(inner.span),
    };
    let extra: Vec<&str> = inner.entries().iter().map(|entry| entry.key.text.as_str()).collect();
    let known = ["readOnly", "destructive", "idempotent", "openWorld"];
    let extra: Vec<&str> = extra.into_iter().filter(|key| !known.contains(key)).collect();
    for key in &extra {
        if let Some(meant) = meant_hint(key, &known) {
            let message = format!("`{key}` is no hint, and clients are not told it");
            let finding = Finding::new(Code::HintMisspelt, inner.key_span(key), message);
            findings.push(finding.help(format!("write `{meant}`")));
        }
    }
    inner.ignore(&extra, Code::HintsExtra, "hints", findings);
    hints
}

/// The hint that a key was meant to be: `readonly`, or `readOnlyHint` as the protocol has it.
fn meant_hint<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = key.replace(['-', '_'], "").to_ascii_lowercase();
    let bare = lower.strip_suffix("hint").unwrap_or(&lower);
    let same = known.iter().copied().find(|hint| hint.eq_ignore_ascii_case(bare));
    same.or_else(|| crate::names::nearest(bare, known.iter().copied()))
}
