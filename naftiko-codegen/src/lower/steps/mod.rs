//! Functions of several steps (semantics 10).

mod lookups;
mod mappings;
mod members;
mod rules;
mod schedule;
mod values;

use std::collections::HashSet;

use self::lookups::lower_lookup;
use self::mappings::lower_mappings;
use self::members::check_members;
use self::rules::{Conditions, check_concurrency, lower_conditions, lower_fallback};
use self::schedule::order;

use super::assumed::{check_kinds, check_outputs};
use super::binder::Binder;
use super::caller::Exposure;
use super::callers::Callers;
use super::calls::{names_before, names_seen_by};
use super::context::Context;
use super::limits::check_inputs;
use super::lowered::LoweredFunction;
use super::outputs::lower_outputs;
use super::prompt_text::filled_texts;
use super::step_kinds::StepKinds;
use super::targets::resolve_call;
use super::upstreams::LoweredUpstream;
use crate::finding::{Code, Finding};
use crate::model::{Action, Expr, Function, FunctionBody, Step, Steps};
use crate::spec::{OutputParameter, StepAction, StepSection, Text, Unit};
use crate::text::Span;

/// What the steps of a unit are lowered with.
pub(super) struct StepScope<'l> {
    pub(super) unit: &'l Unit<'l>,
    /// The namespace by which the unit names its inputs.
    pub(super) namespace: &'l str,
    pub(super) exposure: Exposure<'l>,
    pub(super) upstreams: &'l [LoweredUpstream],
}

/// The function of a unit with steps; `None`, with findings, when one of them cannot be compiled.
pub(super) fn lower_steps(
    scope: &StepScope<'_>,
    context: &mut Context<'_>,
) -> Option<LoweredFunction> {
    let StepScope { unit, exposure, upstreams, .. } = *scope;
    check_names(unit, context);
    let mut callers = Callers::declared(unit, exposure, context);
    let mut steps = Vec::new();
    for (index, section) in unit.steps.iter().enumerate() {
        let outputs = outputs_of(&steps, upstreams);
        steps.push(lower_step(index, section, scope, &outputs, &mut callers, context));
    }
    context.variables.steps = names_before(unit, unit.steps.len());
    let outputs = outputs_of(&steps, upstreams);
    let mapped = match unit.texts.as_slice() {
        [] => lower_mappings(&unit.mappings, &outputs, context),
        texts => {
            let filled = filled_texts(texts, &callers.names(), context);
            for (value, text) in filled.children().into_iter().zip(texts) {
                check_members(value, &outputs, text.span, context);
            }
            Some(filled)
        }
    };
    context.variables.steps.clear();
    let mut steps = steps.into_iter().collect::<Option<Vec<Step>>>()?;
    order(&mut steps);
    let shape = last_shape(&unit.outputs, &callers, context);
    let steps = Steps { steps, mapped };
    steps_unused(&steps, context);
    let target = steps.last().and_then(|last| steps.target(last));
    if target.is_none() && steps.mapped.is_none() {
        let message = "no step calls anything and nothing is mapped, so that there is no answer";
        invalid(unit.span, message, "add a step with `call`, or `mappings`", context);
    }
    fields_of_body(&mut callers, exposure);
    let parameters = callers.finish(exposure, None, unit.span, context);
    let called = target.map(|(u, o)| &upstreams[u].operations[o]);
    let shape = if called.is_none() { Expr::Answer(Vec::new()) } else { shape };
    let body = FunctionBody::Steps(steps);
    Some(LoweredFunction {
        function: Function { parameters, body, shape, output: None, reference: None },
        target: None,
    })
}

/// What the steps so far give.
fn outputs_of(steps: &[Option<Step>], upstreams: &[LoweredUpstream]) -> StepKinds {
    let kinds = StepKinds::of(steps.iter().map(|step| match step.as_ref()? {
        Step { action: Action::Call { upstream, operation, .. }, each: None, .. } => {
            Some(&upstreams[*upstream].operations[*operation].operation)
        }
        _ => None,
    }));
    let has_fallback =
        |step: &Option<Step>| step.as_ref().is_some_and(|one| one.fallback.is_some());
    let open = steps.iter().enumerate().filter(|(_, step)| has_fallback(step));
    kinds.open(open.map(|(index, _)| index))
}

fn lower_step<'l>(
    index: usize,
    section: &'l StepSection<'l>,
    scope: &StepScope<'l>,
    outputs: &StepKinds,
    callers: &mut Callers<'l>,
    context: &mut Context<'_>,
) -> Option<Step> {
    context.variables.steps = names_before(scope.unit, index);
    let conditions = lower_conditions(section, outputs, callers, context);
    context.variables.steps = names_seen_by(scope.unit, index);
    let action = lower_action(section, scope, outputs, callers, context)?;
    if let (Action::Call { upstream, operation, bindings, .. }, StepAction::Call(unit)) =
        (&action, &section.action)
    {
        let called = &scope.upstreams[*upstream].operations[*operation].operation;
        check_outputs(bindings, outputs, unit, called, context);
        for (binding, argument) in bindings.iter().zip(&called.arguments) {
            check_members(binding, outputs, unit.place_of(&argument.name), context);
        }
        if section.rules.always_runs() {
            callers.need_all(bindings, called);
        }
    }
    let fallback = lower_fallback(section, &action, outputs, callers, context);
    let Conditions { condition, mut each } = conditions?;
    check_concurrency(section, &action, each.as_mut(), context);
    let name = Text::said(section.name.as_ref()).unwrap_or_default();
    Some(Step { name, after: Vec::new(), action, condition, each, fallback, span: section.span })
}

fn lower_action<'l>(
    section: &'l StepSection<'l>,
    scope: &StepScope<'l>,
    outputs: &StepKinds,
    callers: &mut Callers<'l>,
    context: &mut Context<'_>,
) -> Option<Action> {
    match &section.action {
        StepAction::Call(unit) => lower_call(unit, scope, callers, context),
        StepAction::Lookup(lookup) => {
            lower_lookup(lookup, section.span, scope.namespace, outputs, callers, context)
        }
        StepAction::Unsupported => None,
    }
}

fn lower_call<'l>(
    unit: &'l Unit<'l>,
    scope: &StepScope<'l>,
    callers: &mut Callers<'l>,
    context: &mut Context<'_>,
) -> Option<Action> {
    let StepScope { namespace, exposure, upstreams, .. } = *scope;
    let Some(call) = &unit.call else {
        let message = "a step of type `call` does not say what it calls";
        invalid(unit.span, message, "add `call: namespace.operation`", context);
        return None;
    };
    let (upstream, operation) = resolve_call(call, upstreams, context)?;
    let called = &upstreams[upstream].operations[operation];
    if !check_inputs(called.operation.arguments.len(), call.span, context) {
        return None;
    }
    let names = context.names.remove(&unit.id)?;
    let bindings = vec![None; called.operation.arguments.len()];
    let own = std::mem::take(callers);
    let mut binder = Binder { unit, namespace, exposure, called, context, callers: own, bindings };
    binder.with_entries(&names);
    binder.declared_inputs(&names.inputs);
    binder.unbound_arguments();
    let Binder { callers: own, bindings, context, .. } = binder;
    *callers = own;
    let bindings: Vec<Expr> =
        bindings.into_iter().map(|binding| binding.unwrap_or(Expr::Absent)).collect();
    check_kinds(&bindings, callers, &called.operation, context);
    let changes = !called.operation.reads;
    Some(Action::Call { upstream, operation, bindings, changes })
}

/// Each step needs a name of its own, by which later ones refer to it.
fn check_names(unit: &Unit<'_>, context: &mut Context<'_>) {
    let mut seen = HashSet::new();
    for step in &unit.steps {
        let name = step.name.as_ref().filter(|name| !name.value.is_empty());
        let Some(name) = name else {
            invalid(step.span, "a step needs a `name`", "write `name: …`", context);
            continue;
        };
        if !seen.insert(name.value.as_str()) {
            let message = format!("there is a step `{}` already", name.value);
            invalid(name.span, &message, "give each step a name of its own", context);
        }
    }
}

/// The shape of the last answer. Outputs that only describe what is mapped find nothing in it, and an object of them
/// has its members all the same (semantics 7).
fn last_shape(
    outputs: &[OutputParameter<'_>],
    callers: &Callers<'_>,
    context: &mut Context<'_>,
) -> Expr {
    if outputs.iter().any(selects) {
        return lower_outputs(outputs, callers, context);
    }
    let object = outputs.iter().find(|output| !output.properties.is_empty());
    object.map_or_else(|| Expr::Answer(Vec::new()), empty)
}

fn empty(output: &OutputParameter<'_>) -> Expr {
    let members = output.properties.iter().map(|property| {
        let inner = &property.output;
        let value =
            if inner.properties.is_empty() { Expr::Json("null".to_owned()) } else { empty(inner) };
        (property.name.value.clone(), value)
    });
    Expr::object(members)
}

fn selects(output: &OutputParameter<'_>) -> bool {
    output.mapping.is_some()
        || output.value.is_some()
        || output.items.as_deref().is_some_and(selects)
        || output.properties.iter().any(|property| selects(&property.output))
}

/// An input that does not say where it comes from is a field of the body, where there is one.
fn fields_of_body(callers: &mut Callers<'_>, exposure: Exposure<'_>) {
    let Exposure::Rest { method: "POST" | "PUT" | "PATCH", .. } = exposure else { return };
    for caller in &mut callers.list {
        caller.body_field |= caller.declared.is_some_and(|input| input.place.is_none());
    }
}

/// A search or a reading call whose output nobody uses.
fn steps_unused(steps: &Steps, context: &mut Context<'_>) {
    let mut used: Vec<usize> =
        steps.steps.iter().enumerate().flat_map(|(index, step)| step.reads(index)).collect();
    if let Some(mapped) = &steps.mapped {
        mapped.steps(&mut used);
    } else {
        used.extend(steps.last());
    }
    for (index, step) in steps.steps.iter().enumerate() {
        let changes = matches!(step.action, Action::Call { changes: true, .. });
        if !changes && !used.contains(&index) {
            let message = format!("nothing uses what the step `{}` gives", step.name);
            context.report(
                Finding::new(Code::StepUnused, step.span, message)
                    .help("use it in a later step or in `mappings`, or remove the step"),
            );
        }
    }
}

fn invalid(span: Span, message: &str, help: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::StepInvalid, span, message).help(help));
}

/// A name that no earlier step has.
fn unknown_step(name: &str, span: Span, steps: &[String], context: &mut Context<'_>) {
    let message = format!("there is no step `{name}` before this");
    let help = match context.nearest(name, steps.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if steps.is_empty() => "it is the first step".to_owned(),
        None => format!("the steps before it are {}", listed(steps.iter().map(String::as_str))),
    };
    invalid(span, &message, &help, context);
}

/// The first of some names, for a message.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.take(8).map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
