//! Resources and prompts of an MCP adapter (semantics 13.1).

use std::rc::Rc;

use super::content::{Block, read_block};
use super::fields::{Fields, Text};
use super::key::Key;
use super::unit::{Unit, unit_of};
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

/// Argument of a prompt.
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

pub(super) fn read_mcp_resource<'n>(mut fields: Fields<'n, '_>) -> Option<McpResource<'n>> {
    let uri = fields.text(Key::Uri);
    let media = fields.text(Key::MimeType);
    let location = fields.text(Key::Location);
    let span = fields.key_span(Key::Embed);
    let embed = fields.boolean(Key::Embed).zip(span);
    let embed = embed.map(|(on, span)| Switch { on, span });
    let unit = unit_of(&mut fields, &Rc::default());
    fields.finish();
    Some(McpResource { uri, media, location, embed, unit })
}

pub(super) fn read_prompt(mut fields: Fields<'_, '_>) -> Option<PromptSection> {
    let prompt = PromptSection {
        name: fields.text(Key::Name),
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        arguments: fields.named(Key::Arguments, "an argument of a prompt", read_argument),
        messages: fields.items(Key::Template, "a message of a prompt", read_message),
        location: fields.text(Key::Location),
        span: fields.span,
    };
    fields.finish();
    Some(prompt)
}

fn read_argument(mut fields: Fields<'_, '_>) -> Option<PromptArgumentSection> {
    let argument = PromptArgumentSection {
        name: fields.text(Key::Name),
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        required: fields.boolean(Key::Required),
        span: fields.span,
    };
    fields.finish();
    Some(argument)
}

fn read_message(mut fields: Fields<'_, '_>) -> Option<PromptMessageSection> {
    let content = fields.node(Key::Content);
    let message = PromptMessageSection {
        role: fields.text(Key::Role),
        content: content.and_then(|node| read_block(&mut fields, node)),
        span: fields.span,
    };
    fields.finish();
    Some(message)
}
