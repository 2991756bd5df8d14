//! When a step runs, how often, and what stands in the place of its failure (docs/extensions.md).

use super::invalid;
use super::members::check_members;
use super::values::path_or_template;
use crate::lower::callers::Callers;
use crate::lower::context::Context;
use crate::lower::json::{self, Reading};
use crate::lower::step_kinds::StepKinds;
use crate::lower::tag::is_plain_name;
use crate::model::{Action, Each, Expr, Kind};
use crate::spec::{EachSection, FallbackSection, StepSection, Text};
use crate::text::Span;

/// Elements that are worked on at the same time, unless the step says another number.
const AT_ONCE: usize = 4;

/// What a step takes from the steps before it, before it runs.
pub(super) struct Conditions {
    pub(super) condition: Option<Expr>,
    pub(super) each: Option<Each>,
}

/// The condition of a step and the list that it runs for; `None`, with findings, when one of them cannot be compiled.
pub(super) fn lower_conditions(
    section: &StepSection<'_>,
    outputs: &StepKinds,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Conditions> {
    let rules = &section.rules;
    let condition = rules.condition.as_ref().map(|text| {
        let value = path_or_template(text, "x-if", callers, context)?;
        check_members(&value, outputs, text.span, context);
        if value.is_constant() {
            let message = "this condition is always the same";
            invalid(text.span, message, "read an input or the output of a step", context);
            return None;
        }
        Some(value)
    });
    let each = rules.each.as_ref().map(|each| lower_each(each, outputs, callers, context));
    Some(Conditions { condition: transposed(condition)?, each: transposed(each)? })
}

/// The outer `None` says that there was something and that it could not be compiled.
fn transposed<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

fn lower_each(
    section: &EachSection,
    outputs: &StepKinds,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Each> {
    let EachSection { list, name, limit, concurrency } = section;
    check_element(name, context);
    let value = path_or_template(list, "x-for-each", callers, context)?;
    check_members(&value, outputs, list.span, context);
    let kind = match &value {
        Expr::Text(_) => Some(Kind::String),
        Expr::Parameter(index) => callers.kind_declared(*index),
        Expr::Step(step, path) => Some(outputs.at(*step, path)),
        _ => None,
    };
    if let Some(kind) = kind.filter(|kind| !matches!(kind, Kind::Array | Kind::Any)) {
        let message = format!("`{}` is of the type {kind}, and no list", list.value.trim());
        invalid(
            list.span,
            &message,
            "name an array: `$.step.list`, or an input of the type array",
            context,
        );
        return None;
    }
    let concurrency = concurrency.map_or(AT_ONCE, |(concurrency, _)| concurrency);
    Some(Each { list: value, limit: *limit, concurrency })
}

/// The name of the element would hide what has the same name.
fn check_element(name: &Text, context: &mut Context<'_>) {
    let is_word = !name.value.is_empty() && !name.value.contains(['.', '{', '}']);
    if !is_word || !is_plain_name(&name.value) {
        let message = format!("`{}` is no name of an element", name.value);
        invalid(name.span, &message, "use letters, digits, `-` and `_`", context);
        return;
    }
    let is_step = context.variables.steps.contains(&name.value);
    if !is_step && !context.variables.sees(&name.value) {
        return;
    }
    let what = if is_step { "a step" } else { "an input" };
    let message =
        format!("the element is called `{}`, and there is {what} of that name", name.value);
    invalid(name.span, &message, "give the element another name with `x-as`", context);
}

/// Calls that change something are made one after the other, whatever a step says.
pub(super) fn check_concurrency(
    section: &StepSection<'_>,
    action: &Action,
    each: Option<&mut Each>,
    context: &mut Context<'_>,
) {
    let (Action::Call { changes: true, .. }, Some(each)) = (action, each) else { return };
    each.concurrency = 1;
    let written = section.rules.each.as_ref().and_then(|each| each.concurrency);
    if let Some((2.., span)) = written {
        let message =
            "what is called may change something, and is called for one element after the other";
        let help = "remove `x-concurrency`, or write `x-readOnly: true` on the operation if it changes nothing";
        invalid(span, message, help, context);
    }
}

/// The output that stands in the place of a failure.
pub(super) fn lower_fallback(
    section: &StepSection<'_>,
    action: &Action,
    outputs: &StepKinds,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Expr> {
    let fallback = section.rules.fallback.as_ref()?;
    if matches!(action, Action::Lookup { .. }) && section.rules.each.is_none() {
        lookup_never_fails(section.span, context);
    }
    let FallbackSection::Value(node) = fallback else { return Some(Expr::Json("null".to_owned())) };
    let reading = Reading { purpose: "an output", bare_references: None, keys: false };
    let value = json::template(node, reading, context, &mut |name, _| callers.index(name));
    check_members(&value, outputs, node.span, context);
    Some(value)
}

fn lookup_never_fails(span: Span, context: &mut Context<'_>) {
    let message = "a lookup does not fail: what it does not find is null";
    invalid(span, message, "remove `x-on-error`", context);
}
