//! Exposed units: operations of a REST surface, tools, resources and prompts of an MCP surface.

mod rules;
mod steps;

use std::rc::Rc;

pub(crate) use self::rules::{EachSection, FallbackSection};
pub(crate) use self::steps::{LookupSection, MappingSection, StepAction, StepSection};
use self::steps::{read_mappings, read_steps};
use super::content::Block;
use super::fields::{Fields, Text};
use super::key::Key;
use super::outputs::{OutputParameter, read_outputs};
use super::parameters::{InputParameter, read_parameters};
use super::schema::InputSchema;
use super::tags::read_tags;
use crate::finding::{Code, Finding};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

/// The number of a unit in its document, under which lowering keeps what it finds out about it. A place will not do:
/// two units of one anchor stand in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct UnitId(pub(super) usize);

/// One exposed thing: an operation of a REST surface or a tool of an MCP surface; or a function that several of
/// them share.
#[derive(Clone)]
pub(crate) struct Unit<'n> {
    pub(crate) id: UnitId,
    pub(crate) name: Option<Text>,
    pub(crate) method: Option<Text>,
    pub(crate) path: Option<Text>,
    pub(crate) label: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) tags: Vec<String>,
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
    /// The function of an aggregate that it refers to.
    pub(crate) reference: Option<Text>,
    /// The parts that it has of such a function.
    pub(crate) referred: Option<Referred<'n>>,
    pub(crate) steps: Vec<StepSection<'n>>,
    pub(crate) mappings: Vec<MappingSection>,
    /// The texts of a prompt, where steps fill them.
    pub(crate) texts: Vec<Text>,
    /// Set for the call of a step: what it does not declare is not sent.
    pub(crate) is_step: bool,
    /// Something was found that cannot be compiled; the missing `call` is then no second finding.
    pub(crate) unsupported: bool,
    pub(crate) span: Span,
}

/// What a unit adds to the function that it refers to.
#[derive(Clone)]
pub(crate) struct Referred<'n> {
    /// The name of the function, as in `fleet.get-ship`.
    pub(crate) name: String,
    /// The namespace of the aggregate, by which the function names its inputs.
    pub(crate) namespace: String,
    /// The values of the unit for inputs of the function.
    pub(crate) with: Vec<WithEntry<'n>>,
    /// The inputs that the unit declares, where `with` gives the function others.
    pub(crate) inputs: Option<Vec<InputParameter<'n>>>,
}

impl<'n> Unit<'n> {
    /// A unit that says nothing.
    pub(super) fn empty(span: Span) -> Self {
        Self {
            id: UnitId::default(),
            name: None,
            method: None,
            path: None,
            label: None,
            description: None,
            tags: Vec::new(),
            call: None,
            with: Vec::new(),
            inputs: None,
            inherited: Rc::default(),
            outputs: Vec::new(),
            hints: HintsSection::default(),
            schema: None,
            content: Vec::new(),
            reference: None,
            referred: None,
            steps: Vec::new(),
            mappings: Vec::new(),
            texts: Vec::new(),
            is_step: false,
            unsupported: false,
            span,
        }
    }

    /// Where a call gives a value to `argument`, else the call itself.
    pub(crate) fn place_of(&self, argument: &str) -> Span {
        let entry = self.with.iter().find(|entry| entry.name.value == argument);
        entry.map_or(self.span, |entry| entry.value.span)
    }

    /// The namespace by which it names its inputs, on a surface of its own namespace.
    pub(crate) fn scope<'s>(&'s self, namespace: &'s str) -> &'s str {
        self.referred.as_ref().map_or(namespace, |referred| &referred.namespace)
    }

    /// Returns `true` if it says what it does, be it that it answers by itself.
    pub(crate) fn does_something(&self) -> bool {
        let Self { call, reference, steps, mappings, with, outputs, .. } = self;
        call.is_some()
            || reference.is_some()
            || !(steps.is_empty() && mappings.is_empty() && with.is_empty() && outputs.is_empty())
    }

    /// The calls of its steps, each as a unit of its own.
    pub(crate) fn step_calls(&self) -> impl Iterator<Item = (usize, &Self)> {
        self.steps.iter().enumerate().filter_map(|(index, step)| match &step.action {
            StepAction::Call(unit) => Some((index, &**unit)),
            _ => None,
        })
    }

    /// Returns `true` if inputs and entries of `with` go where the operation declares them, and nowhere else: those of a
    /// step or of a shared function are names that many parts of it can use.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_step || self.referred.is_some()
    }

    /// Itself and the calls of its steps.
    pub(super) fn each_mut(&mut self, give: &mut impl FnMut(&mut Self)) {
        give(self);
        for step in &mut self.steps {
            if let StepAction::Call(unit) = &mut step.action {
                give(unit);
            }
        }
    }

    /// Gives the calls of its steps the inputs of a unit.
    pub(super) fn inherit(&mut self, inputs: &Rc<Vec<InputParameter<'n>>>) {
        for step in &mut self.steps {
            if let StepAction::Call(unit) = &mut step.action {
                unit.inputs = Some(Vec::new());
                unit.inherited = Rc::clone(inputs);
            }
        }
    }

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
#[derive(Clone)]
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
    /// The `safe` of a function that `read_only` comes from.
    pub(crate) safe: Option<Span>,
    pub(crate) span: Option<Span>,
}

/// Reads the keys that all exposed units have. `inherited` are the inputs of the resource around it.
pub(super) fn unit_of<'n>(
    fields: &mut Fields<'n, '_>,
    inherited: &Rc<Vec<InputParameter<'n>>>,
) -> Unit<'n> {
    let inputs = read_parameters(fields, false);
    unit_with(fields, inputs, inherited)
}

/// The same for a unit whose inputs have been read.
pub(super) fn unit_with<'n>(
    fields: &mut Fields<'n, '_>,
    inputs: Option<Vec<InputParameter<'n>>>,
    inherited: &Rc<Vec<InputParameter<'n>>>,
) -> Unit<'n> {
    let unit = Unit { inputs, inherited: Rc::clone(inherited), ..Unit::empty(fields.span) };
    let all: Vec<InputParameter<'n>> = unit.all_inputs().cloned().collect();
    let declared = (unit.inputs.is_some() || !all.is_empty()).then(|| Rc::new(all));
    let steps = read_steps(fields, declared.as_ref());
    let unsupported = steps.iter().any(|step| matches!(step.action, StepAction::Unsupported));
    Unit {
        name: fields.text(Key::Name),
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        tags: read_tags(fields),
        reference: fields.text(Key::Ref),
        call: fields.text(Key::Call),
        with: read_with(fields),
        outputs: read_outputs(fields),
        steps,
        mappings: read_mappings(fields),
        unsupported,
        ..unit
    }
}

pub(super) fn read_with<'n>(fields: &mut Fields<'n, '_>) -> Vec<WithEntry<'n>> {
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
