//! Steps of the type `lookup` (semantics 10.6).

use super::members::check_members;
use super::values::{is_path, step_path, template_value};
use super::{invalid, unknown_step};
use crate::lower::callers::Callers;
use crate::lower::context::Context;
use crate::lower::step_kinds::StepKinds;
use crate::lower::variables::CALLER_PREFIXES;
use crate::model::{Action, Expr};
use crate::spec::{LookupSection, Text};
use crate::text::Span;

pub(super) fn lower_lookup(
    section: &LookupSection,
    span: Span,
    namespace: &str,
    outputs: &StepKinds,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Action> {
    let LookupSection { index, member, wanted, fields } = section;
    let (Some(index), Some(member), Some(wanted)) = (index, member, wanted) else {
        let message = "a lookup needs `index`, `match` and `lookupValue`";
        let help = "write the step that is searched, the member that is compared, and the value that it has to have";
        invalid(span, message, help, context);
        return None;
    };
    if fields.is_empty() {
        let message = "a lookup gives nothing without `outputParameters`";
        invalid(span, message, "list the members of what is found", context);
        return None;
    }
    let index = earlier(index, context)?;
    let place = wanted.span;
    let wanted = wanted_value(wanted, namespace, callers, context)?;
    check_members(&wanted, outputs, place, context);
    let fields = fields.iter().map(|field| field.value.clone()).collect();
    Some(Action::Lookup { index, member: member.value.clone(), wanted, fields })
}

/// The index of the earlier step that is called `name`.
fn earlier(name: &Text, context: &mut Context<'_>) -> Option<usize> {
    let steps = context.variables.steps.clone();
    let found = steps.iter().rposition(|step| *step == name.value);
    if found.is_none() {
        unknown_step(&name.value, name.span, &steps, context);
    }
    found
}

fn wanted_value(
    text: &Text,
    namespace: &str,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Expr> {
    let written = text.value.trim();
    if is_path(written) {
        let (step, path) = step_path(text, context)?;
        return Some(Expr::Step(step, path));
    }
    if let Some((prefix, name)) = written.split_once('.')
        && (prefix == namespace || CALLER_PREFIXES.contains(&prefix))
        && context.variables.sees(name)
    {
        return Some(Expr::Parameter(callers.index(name)));
    }
    Some(template_value(text, "a value that is looked up", callers, context))
}
