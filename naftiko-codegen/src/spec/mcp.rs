//! Resources and prompts of an MCP adapter (semantics 13.1).

use std::rc::Rc;

use super::content::{Block, read_block};
use super::fields::{Fields, Text};
use super::key::Key;
use super::parameters::{InputParameter, read_rules};
use super::unit::{Unit, unit_of, unit_with};
use crate::finding::{Code, Finding};
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

/// A prompt: a unit whose inputs are its arguments, or texts, or both.
pub(crate) struct PromptSection<'n> {
    pub(crate) unit: Unit<'n>,
    /// The names of its arguments for people, by their names.
    pub(crate) titles: Vec<(String, String)>,
    pub(crate) messages: Vec<PromptMessageSection>,
    pub(crate) location: Option<Text>,
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

pub(super) fn read_prompt<'n>(mut fields: Fields<'n, '_>) -> Option<PromptSection<'n>> {
    let is_closed = fields.has(Key::Arguments);
    if let Some(node) = fields.node(Key::InputParameters) {
        let message = "the inputs of a prompt are its `arguments`";
        let finding = Finding::new(Code::PromptInvalid, node.span, message);
        fields.report(finding.help("write `arguments`, each with a `description`"));
    }
    let arguments = fields.named(Key::Arguments, "an argument of a prompt", read_argument);
    let arguments = distinct(arguments, &mut fields);
    let title = |(input, label): &(InputParameter<'n>, Option<Text>)| {
        Some((Text::said(input.name.as_ref())?, Text::said(label.as_ref())?))
    };
    let titles = arguments.iter().filter_map(title).collect();
    let inputs = is_closed.then(|| arguments.into_iter().map(|(input, _)| input).collect());
    let messages = fields.items(Key::Template, "a message of a prompt", read_message);
    let location = fields.text(Key::Location);
    let unit = unit_with(&mut fields, inputs, &Rc::default());
    fields.finish();
    Some(PromptSection { unit, titles, messages, location })
}

/// An argument, and its name for people. Unlike inputs of tools, one that does not say so is required.
fn read_argument<'n>(mut fields: Fields<'n, '_>) -> Option<(InputParameter<'n>, Option<Text>)> {
    let name = fields.text(Key::Name);
    let label = fields.text(Key::Label);
    let input = InputParameter {
        place: None,
        kind: fields.text(Key::Type),
        open: false,
        description: fields.text(Key::Description),
        required: Some(fields.boolean(Key::Required).unwrap_or(true)),
        value: None,
        mapping: None,
        header: None,
        values: read_rules(&mut fields, name.as_ref()),
        span: fields.span,
        name,
    };
    fields.finish();
    Some((input, label))
}

/// The arguments that have a name of their own.
fn distinct<'n>(
    arguments: Vec<(InputParameter<'n>, Option<Text>)>,
    fields: &mut Fields<'n, '_>,
) -> Vec<(InputParameter<'n>, Option<Text>)> {
    let mut seen: Vec<String> = Vec::new();
    let mut own = |input: &InputParameter<'_>| {
        let Some(name) = input.name.as_ref().filter(|name| !name.value.is_empty()) else {
            let message = "an argument of a prompt needs a `name`";
            fields.report(Finding::new(Code::PromptInvalid, input.span, message));
            return false;
        };
        if seen.contains(&name.value) {
            let message = format!("there is an argument `{}` already", name.value);
            fields.report(Finding::new(Code::PromptInvalid, name.span, message));
            return false;
        }
        seen.push(name.value.clone());
        true
    };
    arguments.into_iter().filter(|(input, _)| own(input)).collect()
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
