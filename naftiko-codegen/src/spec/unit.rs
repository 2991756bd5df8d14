//! Exposed units: operations of a REST surface, tools and resources of an MCP surface.

use std::rc::Rc;

use super::content::Block;
use super::fields::{Fields, Text};
use super::key::Key;
use super::outputs::{OutputParameter, read_outputs};
use super::parameters::{InputParameter, read_parameters};
use super::schema::InputSchema;
use crate::finding::{Code, Finding};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

const UNIT_FEATURES: &[Key] = &[Key::Steps, Key::Mappings, Key::Ref];

/// The number of a unit in its document, under which lowering keeps what it finds out about it. A place will not do:
/// two units of one anchor stand in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct UnitId(pub(super) usize);

/// One exposed thing: an operation of a REST surface or a tool of an MCP surface.
pub(crate) struct Unit<'n> {
    pub(crate) id: UnitId,
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
    pub(crate) hints: HintsSection,
    /// The schema of a tool in its author's words; `inputs` are then its properties.
    pub(crate) schema: Option<InputSchema<'n>>,
    /// Content of a tool that calls nothing.
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
pub(crate) struct HintsSection {
    pub(crate) read_only: Option<bool>,
    pub(crate) destructive: Option<bool>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) open_world: Option<bool>,
    pub(crate) span: Option<Span>,
}

/// Reads the keys that all exposed units have.
pub(super) fn unit_of<'n>(fields: &mut Fields<'n, '_>) -> Unit<'n> {
    let unsupported = UNIT_FEATURES.iter().any(|key| fields.has(*key));
    fields.unsupported(UNIT_FEATURES);
    fields.node(Key::Tags);
    Unit {
        id: UnitId::default(),
        name: fields.text(Key::Name),
        method: None,
        path: None,
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        call: fields.text(Key::Call),
        with: read_with(fields),
        inputs: read_parameters(fields, false),
        inherited: Rc::default(),
        outputs: read_outputs(fields),
        hints: HintsSection::default(),
        schema: None,
        content: Vec::new(),
        unsupported,
        span: fields.span,
    }
}

fn read_with<'n>(fields: &mut Fields<'n, '_>) -> Vec<WithEntry<'n>> {
    let Some(node) = fields.node(Key::With) else { return Vec::new() };
    let Value::Mapping(entries) = &node.value else {
        with_type(node.span, fields);
        return Vec::new();
    };
    let (absent, said): (Vec<_>, Vec<_>) =
        entries.iter().partition(|entry| super::is_null(&entry.value));
    for entry in absent {
        let message = format!("`{}` is null and counts as absent", entry.key.text);
        fields.report(Finding::new(Code::WithNull, entry.key.span, message).help(
            "callers give this argument, unless the unit declares its inputs; remove the entry, or write a value",
        ));
    }
    let entry = |entry: &'n Entry| WithEntry { name: Text::key(entry), value: &entry.value };
    said.into_iter().map(entry).collect()
}

/// R59, error.
fn with_type(span: Span, fields: &mut Fields<'_, '_>) {
    fields.report(
        Finding::new(Code::WithType, span, "`with` must be a mapping from arguments to values")
            .help("write `with: {job_id: rest.job_id}`"),
    );
}
