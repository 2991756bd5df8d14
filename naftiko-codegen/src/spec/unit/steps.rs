//! `steps` and `mappings` (semantics 10).

use std::rc::Rc;

use super::rules::{StepRules, read_rules};
use super::{Unit, read_with};
use crate::finding::{Code, Finding};
use crate::spec::fields::{Fields, Text};
use crate::spec::key::Key;
use crate::spec::parameters::InputParameter;
use crate::text::Span;

/// One step of a unit.
#[derive(Clone)]
pub(crate) struct StepSection<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) action: StepAction<'n>,
    pub(crate) rules: StepRules<'n>,
    pub(crate) span: Span,
}

/// The work of a step.
#[derive(Clone)]
pub(crate) enum StepAction<'n> {
    /// A call, as a unit with the inputs of the unit around it.
    Call(Box<Unit<'n>>),
    Lookup(LookupSection),
    /// A step that cannot be compiled, and has been reported.
    Unsupported,
}

/// What a step searches for, and in which output.
#[derive(Clone)]
pub(crate) struct LookupSection {
    pub(crate) index: Option<Text>,
    pub(crate) member: Option<Text>,
    pub(crate) wanted: Option<Text>,
    pub(crate) fields: Vec<Text>,
}

/// An output that is made of those of steps.
#[derive(Clone)]
pub(crate) struct MappingSection {
    pub(crate) target: Option<Text>,
    pub(crate) value: Option<Text>,
    pub(crate) span: Span,
}

/// The steps of a unit with these inputs.
pub(in crate::spec) fn read_steps<'n>(
    fields: &mut Fields<'n, '_>,
    inputs: Option<&Rc<Vec<InputParameter<'n>>>>,
) -> Vec<StepSection<'n>> {
    fields.named(Key::Steps, "a step", |step| Some(read_step(step, inputs)))
}

fn read_step<'n>(
    mut fields: Fields<'n, '_>,
    inputs: Option<&Rc<Vec<InputParameter<'n>>>>,
) -> StepSection<'n> {
    let name = fields.text(Key::Name);
    let kind = fields.text(Key::Type);
    let span = fields.span;
    // What a step does is clear without its type.
    let is_lookup = fields.has(Key::Index) || fields.has(Key::LookupValue);
    let step_type = match &kind {
        Some(kind) => kind.value.as_str(),
        None if is_lookup => "lookup",
        None => "call",
    };
    let action = match step_type {
        "call" => StepAction::Call(Box::new(Unit {
            call: fields.text(Key::Call),
            with: read_with(&mut fields),
            inputs: inputs.map(|_| Vec::new()),
            inherited: inputs.cloned().unwrap_or_default(),
            is_step: true,
            ..Unit::empty(span)
        })),
        "lookup" => StepAction::Lookup(read_lookup(&mut fields)),
        other => {
            let message = format!("a step of type `{other}` is not supported");
            let place = kind.as_ref().map(|kind| kind.span);
            fields.report(
                Finding::new(Code::StepsUnsupported, place, message)
                    .help("steps of the types `call` and `lookup` are"),
            );
            // Its keys are not ours to judge.
            let (action, rules) = (StepAction::Unsupported, StepRules::default());
            return StepSection { name, action, rules, span };
        }
    };
    fields.node(Key::Description);
    let rules = read_rules(&mut fields);
    fields.finish();
    StepSection { name, action, rules, span }
}

fn read_lookup(fields: &mut Fields<'_, '_>) -> LookupSection {
    let listed = fields.list(Key::OutputParameters).unwrap_or_default();
    let what = fields.written(Key::OutputParameters);
    LookupSection {
        index: fields.text(Key::Index),
        member: fields.text(Key::Match),
        wanted: fields.text(Key::LookupValue),
        fields: listed.iter().filter_map(|node| fields.text_of(node, what)).collect(),
    }
}

/// The mappings of a unit.
pub(in crate::spec) fn read_mappings(fields: &mut Fields<'_, '_>) -> Vec<MappingSection> {
    fields.items(Key::Mappings, "a mapping", |mut mapping| {
        let section = MappingSection {
            target: mapping.text(Key::Target),
            value: mapping.text(Key::Value),
            span: mapping.span,
        };
        mapping.finish();
        Some(section)
    })
}
