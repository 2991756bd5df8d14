//! What an MCP adapter has beside tools: resources and prompts (semantics 13.1).

use super::content::{Block, read_block};
use super::fields::{Fields, Text};
use super::unit::{Unit, unit_of};
use crate::finding::Findings;
use crate::source::Node;
use crate::text::Span;

/// A resource: a unit with an address, or files of a folder.
pub(crate) struct McpResource<'n> {
    pub(crate) uri: Option<Text>,
    pub(crate) media: Option<Text>,
    pub(crate) location: Option<Text>,
    /// `x-embed`: whether the files at `location` are compiled in (docs/extensions.md).
    pub(crate) embed: Option<Switch>,
    pub(crate) unit: Unit<'n>,
}

/// A truth value and where its key stands.
#[derive(Clone, Copy)]
pub(crate) struct Switch {
    pub(crate) on: bool,
    pub(crate) span: Span,
}

/// A prompt.
pub(crate) struct PromptSection {
    pub(crate) name: Option<Text>,
    pub(crate) label: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) arguments: Vec<PromptArgumentSection>,
    pub(crate) messages: Vec<PromptMessageSection>,
    pub(crate) location: Option<Text>,
    pub(crate) span: Span,
}

/// What a prompt is told.
pub(crate) struct PromptArgumentSection {
    pub(crate) name: Option<Text>,
    pub(crate) label: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) required: Option<bool>,
    pub(crate) span: Span,
}

/// An entry of `template`.
pub(crate) struct PromptMessageSection {
    pub(crate) role: Option<Text>,
    pub(crate) content: Option<Block>,
    pub(crate) span: Span,
}

const RESOURCE_KEYS: &[&str] = &[
    "name",
    "label",
    "uri",
    "description",
    "mimeType",
    "location",
    "x-embed",
    "call",
    "with",
    "outputParameters",
    "inputParameters",
    "steps",
    "mappings",
];
const PROMPT_KEYS: &[&str] = &["name", "label", "description", "arguments", "template", "location"];

pub(super) fn read_mcp_resource<'n>(
    node: &'n Node,
    findings: &mut Findings,
) -> Option<McpResource<'n>> {
    let what = "a resource";
    let mut fields = Fields::of(node, what, findings)?;
    let uri = fields.text("uri", findings);
    let media = fields.text("mimeType", findings);
    let location = fields.text("location", findings);
    let span = fields.key_span("x-embed");
    let embed = fields.boolean("x-embed", findings).zip(span);
    let embed = embed.map(|(on, span)| Switch { on, span });
    let unit = unit_of(&mut fields, what, findings);
    fields.finish(what, RESOURCE_KEYS, findings);
    Some(McpResource { uri, media, location, embed, unit })
}

pub(super) fn read_prompt(node: &Node, findings: &mut Findings) -> Option<PromptSection> {
    let mut fields = Fields::of(node, "a prompt", findings)?;
    let arguments = fields.list("arguments", findings).unwrap_or_default();
    let template = fields.list("template", findings).unwrap_or_default();
    let prompt = PromptSection {
        name: fields.text("name", findings),
        label: fields.text("label", findings),
        description: fields.text("description", findings),
        arguments: arguments.iter().filter_map(|node| read_argument(node, findings)).collect(),
        messages: template.iter().filter_map(|node| read_message(node, findings)).collect(),
        location: fields.text("location", findings),
        span: fields.span,
    };
    fields.finish("a prompt", PROMPT_KEYS, findings);
    Some(prompt)
}

fn read_argument(node: &Node, findings: &mut Findings) -> Option<PromptArgumentSection> {
    let mut fields = Fields::of(node, "an argument of a prompt", findings)?;
    let argument = PromptArgumentSection {
        name: fields.text("name", findings),
        label: fields.text("label", findings),
        description: fields.text("description", findings),
        required: fields.boolean("required", findings),
        span: fields.span,
    };
    let known = ["name", "label", "description", "required"];
    fields.finish("an argument of a prompt", &known, findings);
    Some(argument)
}

fn read_message(node: &Node, findings: &mut Findings) -> Option<PromptMessageSection> {
    let mut fields = Fields::of(node, "a message of a prompt", findings)?;
    let content = fields.node("content", findings);
    let message = PromptMessageSection {
        role: fields.text("role", findings),
        content: content.and_then(|node| read_block(node, findings)),
        span: fields.span,
    };
    fields.finish("a message of a prompt", &["role", "content"], findings);
    Some(message)
}
