//! `exposes`: the surfaces people and agents see.

use std::rc::Rc;

use super::authentication::{Authentication, no_guard, read_authentication};
use super::content::read_block;
use super::control::{ControlSection, read_control};
use super::fields::{Fields, Text};
use super::forward::{ForwardSection, read_forward};
use super::key::Key;
use super::mcp::{McpResource, PromptSection, read_mcp_resource, read_prompt};
use super::parameters::{InputParameter, read_parameters};
use super::schema::read_schema;
use super::tags::read_tags;
use super::unit::{HintsSection, Unit, unit_of};
use crate::finding::{Code, Finding};
use crate::text::Span;

/// Kind of an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AdapterKind {
    Rest,
    Mcp,
    Skill,
    Control,
}

impl AdapterKind {
    pub(crate) const ALL: [Self; 4] = [Self::Rest, Self::Mcp, Self::Skill, Self::Control];

    /// Its `type`, and the name of an adapter without a namespace.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Mcp => "mcp",
            Self::Skill => "skill",
            Self::Control => "control",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text))
    }
}

/// One entry of `exposes`.
pub(crate) struct Adapter<'n> {
    /// `None` where there is no `type`, or one that nobody knows.
    pub(crate) kind: Option<AdapterKind>,
    /// The `type` as it is written.
    pub(crate) written_kind: Option<Text>,
    pub(crate) namespace: Option<Text>,
    pub(crate) address: Option<Text>,
    pub(crate) port: Option<Text>,
    pub(crate) transport: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) authentication: Option<Authentication>,
    pub(crate) resources: Vec<ExposedResource<'n>>,
    pub(crate) tools: Vec<Unit<'n>>,
    pub(crate) mcp_resources: Vec<McpResource<'n>>,
    pub(crate) prompts: Vec<PromptSection<'n>>,
    pub(crate) ttl: Option<Text>,
    pub(crate) cache_scope: Option<Text>,
    /// Of a control adapter.
    pub(crate) control: Option<ControlSection>,
    /// OpenAPI-style `paths`, which is another language (R50).
    pub(crate) paths: Option<Span>,
    pub(crate) span: Span,
}

impl<'n> Adapter<'n> {
    /// An adapter that says nothing.
    pub(super) fn empty(span: Span) -> Self {
        Self {
            kind: None,
            written_kind: None,
            namespace: None,
            address: None,
            port: None,
            transport: None,
            description: None,
            authentication: None,
            resources: Vec::new(),
            tools: Vec::new(),
            mcp_resources: Vec::new(),
            prompts: Vec::new(),
            ttl: None,
            cache_scope: None,
            control: None,
            paths: None,
            span,
        }
    }

    /// An adapter of functions, as if each were a tool.
    pub(crate) fn of_functions(tools: Vec<Unit<'n>>) -> Self {
        let span = tools.first().map_or(Span::START, |unit| unit.span);
        Self { tools, namespace: Some(Text { value: String::new(), span }), ..Self::empty(span) }
    }

    /// Its units in the order of the document, each with the path or URI by which callers reach it.
    pub(crate) fn units(&self) -> Vec<(&Unit<'n>, String)> {
        let text = |text: &Option<Text>| Text::said(text.as_ref()).unwrap_or_default();
        let operations = self.resources.iter().flat_map(|resource| {
            let units = resource.operations.iter();
            units.map(move |unit| (unit, text(&resource.path) + &text(&unit.path)))
        });
        let tools = self.tools.iter().map(|unit| (unit, String::new()));
        let resources = self.mcp_resources.iter();
        let resources = resources.map(|resource| (&resource.unit, text(&resource.uri)));
        let prompts = self.prompts.iter().map(|prompt| (&prompt.unit, String::new()));
        operations.chain(tools).chain(resources).chain(prompts).collect()
    }

    /// The same units.
    pub(super) fn units_mut(&mut self) -> impl Iterator<Item = &mut Unit<'n>> {
        let operations = self.resources.iter_mut().flat_map(|resource| &mut resource.operations);
        let resources = self.mcp_resources.iter_mut().map(|resource| &mut resource.unit);
        let prompts = self.prompts.iter_mut().map(|prompt| &mut prompt.unit);
        operations.chain(&mut self.tools).chain(resources).chain(prompts)
    }
}

/// A resource of a REST surface.
pub(crate) struct ExposedResource<'n> {
    pub(crate) path: Option<Text>,
    /// Tags of every operation of the resource.
    pub(crate) tags: Vec<String>,
    pub(crate) operations: Vec<Unit<'n>>,
    pub(crate) forward: Option<ForwardSection>,
    /// Inputs of every operation of the resource.
    pub(crate) inputs: Rc<Vec<InputParameter<'n>>>,
    pub(crate) span: Span,
}

/// Reads one adapter of any kind; a skill is read only as far as its kind (R51).
pub(super) fn read_adapter<'n>(mut fields: Fields<'n, '_>) -> Option<Adapter<'n>> {
    let written_kind = fields.text(Key::Type);
    let kind = written_kind.as_ref().and_then(|kind| read_kind(kind, &mut fields));
    let mut adapter = Adapter {
        namespace: fields.text(Key::Namespace),
        address: fields.text(Key::Address),
        port: fields.plain(Key::Port),
        transport: fields.text(Key::Transport),
        description: fields.text(Key::Description),
        paths: fields.key_span(Key::Paths),
        kind,
        written_kind,
        ..Adapter::empty(fields.span)
    };
    match kind {
        Some(AdapterKind::Rest) => {
            adapter.resources = fields.named(Key::Resources, "an exposed resource", read_resource);
        }
        Some(AdapterKind::Mcp) => {
            adapter.tools = fields.named(Key::Tools, "a tool", read_tool);
            adapter.mcp_resources = fields.named(Key::Resources, "a resource", read_mcp_resource);
            adapter.prompts = fields.named(Key::Prompts, "a prompt", read_prompt);
            adapter.ttl = fields.plain(Key::TtlMs);
            adapter.cache_scope = fields.text(Key::CacheScope);
        }
        Some(AdapterKind::Control) => {
            let (control, authentication) = read_control(fields);
            adapter.control = Some(control);
            adapter.authentication = authentication;
            return Some(adapter);
        }
        // The kind decides; its keys are not ours to judge.
        Some(AdapterKind::Skill) | None => return Some(adapter),
    }
    no_guard(&mut fields);
    adapter.authentication = read_authentication(&mut fields);
    if kind == Some(AdapterKind::Rest) && adapter.description.is_some() {
        let span = fields.key_span(Key::Description);
        let message = "`description` of a REST adapter is documentation only";
        fields.report(Finding::new(Code::IgnoredKey, span, message));
    }
    fields.ignore(&[Key::Label], Code::IgnoredKey);
    if adapter.paths.is_none() {
        fields.finish();
    }
    Some(adapter)
}

/// The kind that `api` was before version 0.5: plain, and in both quotes.
#[cfg(feature = "migrate")]
pub(crate) const REST: [&str; 3] = ["rest", "'rest'", "\"rest\""];

/// Versions before 0.5 wrote `api` for `rest`.
fn read_kind(written: &Text, fields: &mut Fields<'_, '_>) -> Option<AdapterKind> {
    if !written.value.eq_ignore_ascii_case("api") {
        return AdapterKind::parse(&written.value);
    }
    let message = "an adapter of type `api` is `rest` since version 0.5, and read as that";
    let finding = Finding::new(Code::ForeignSpelling, written.span, message);
    fields.report(finding.help("write `type: rest`"));
    Some(AdapterKind::Rest)
}

fn read_resource<'n>(mut fields: Fields<'n, '_>) -> Option<ExposedResource<'n>> {
    let inputs = Rc::new(read_parameters(&mut fields, false).unwrap_or_default());
    let resource = ExposedResource {
        forward: fields.section(Key::Forward).map(read_forward),
        path: fields.text(Key::Path),
        tags: read_tags(&mut fields),
        operations: fields.named(Key::Operations, "an exposed operation", |operation| {
            read_rest_operation(operation, &inputs)
        }),
        inputs: Rc::clone(&inputs),
        span: fields.span,
    };
    // Names and descriptions of exposed resources are documentation; units carry the contract.
    for key in [Key::Name, Key::Label, Key::Description] {
        fields.node(key);
    }
    fields.finish();
    Some(resource)
}

fn read_rest_operation<'n>(
    mut fields: Fields<'n, '_>,
    inherited: &Rc<Vec<InputParameter<'n>>>,
) -> Option<Unit<'n>> {
    let (method, path) = (fields.text(Key::Method), fields.text(Key::Path));
    let unit = Unit { method, path, ..unit_of(&mut fields, inherited) };
    fields.ignore(&[Key::Hints, Key::Id], Code::IgnoredKey);
    fields.finish();
    Some(unit)
}

fn read_tool<'n>(mut fields: Fields<'n, '_>) -> Option<Unit<'n>> {
    let schema = read_schema(&mut fields);
    let blocks = fields.list(Key::Content).unwrap_or_default();
    let content = blocks.iter().filter_map(|node| read_block(&mut fields, node)).collect();
    let hints = fields.section(Key::Hints).map(read_hints).unwrap_or_default();
    let mut unit = Unit { hints, content, ..unit_of(&mut fields, &Rc::default()) };
    if let Some((schema, inputs)) = schema {
        unit.schema = Some(schema);
        unit.inputs = Some(inputs);
    }
    fields.ignore(&[Key::Id], Code::IgnoredKey);
    fields.finish();
    Some(unit)
}

/// R78: only booleans are published; other keys are noted.
fn read_hints(mut fields: Fields<'_, '_>) -> HintsSection {
    let hints = HintsSection {
        read_only: fields.boolean(Key::ReadOnly),
        destructive: fields.boolean(Key::Destructive),
        idempotent: fields.boolean(Key::Idempotent),
        open_world: fields.boolean(Key::OpenWorld),
        safe: None,
        span: Some(fields.span),
    };
    let known = [Key::ReadOnly, Key::Destructive, Key::Idempotent, Key::OpenWorld];
    let known = known.map(|key| fields.written(key));
    let extra: Vec<Text> = fields.left().map(Text::key).collect();
    for Text { value, span } in extra {
        if let Some(meant) = meant_hint(&value, &known) {
            let message = format!("`{value}` is no hint, and clients are not told it");
            let finding = Finding::new(Code::HintMisspelt, span, message);
            fields.report(finding.help(format!("write `{meant}`")));
        }
    }
    fields.ignore_left(Code::HintsExtra);
    hints
}

/// The hint that a key was meant to be: `readonly`, or `readOnlyHint` as the protocol has it.
fn meant_hint<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = key.replace(['-', '_'], "").to_ascii_lowercase();
    let bare = lower.strip_suffix("hint").unwrap_or(&lower);
    let same = known.iter().copied().find(|hint| hint.eq_ignore_ascii_case(bare));
    same.or_else(|| crate::names::nearest(bare, known.iter().copied()))
}
