//! Types that nobody wrote (R34): what a unit declares decides (dialect section 3).

use super::callers::Callers;
use super::context::Context;
use super::step_kinds::StepKinds;
use crate::finding::{Code, Finding};
use crate::model::{Argument, Expr, Kind, Operation};
use crate::spec::{InputParameter, Unit};

/// Gives the arguments without a type of their own the one that units pass; any, where they differ. Returns
/// those that have changed.
pub(super) fn settle(arguments: &mut [Argument], passed: &[(usize, Kind)]) -> Vec<usize> {
    let mut settled = Vec::new();
    for (index, argument) in arguments.iter_mut().enumerate() {
        // In a body, what has no type is any JSON already.
        if argument.kind != Kind::String {
            continue;
        }
        let kinds: Vec<Kind> =
            passed.iter().filter(|(at, _)| *at == index).map(|(_, kind)| *kind).collect();
        let Some(first) = kinds.first().copied() else { continue };
        if !kinds.iter().copied().any(is_container) {
            continue;
        }
        let agreed = kinds.iter().all(|kind| *kind == first);
        argument.kind = if agreed { first } else { Kind::Any };
        settled.push(index);
    }
    settled
}

/// Types of what callers give for an input; a text where nobody says it.
pub(super) fn kinds_of(input: Option<&InputParameter<'_>>) -> Vec<Kind> {
    if input.is_some_and(|input| input.open) {
        return vec![Kind::Array, Kind::Object];
    }
    let written = input.and_then(|input| Kind::parse(&input.kind.as_ref()?.value));
    vec![written.unwrap_or_default()]
}

/// Inputs of a unit whose values the arguments that they are passed to do not take.
pub(super) fn check_kinds(
    bindings: &[Expr],
    callers: &Callers<'_>,
    operation: &Operation,
    context: &mut Context<'_>,
) {
    for (argument, binding) in operation.arguments.iter().zip(bindings) {
        let Expr::Parameter(caller) = binding else { continue };
        let declared = callers.list.get(*caller).and_then(|caller| caller.declared);
        let Some(text) = declared.and_then(|input| input.kind.as_ref()) else { continue };
        match Kind::parse(&text.value) {
            Some(kind) if !fits(kind, argument) => {
                type_differs(kind, argument, &operation.name, text.span, context);
            }
            _ => {}
        }
    }
}

/// Outputs of steps that the arguments of a later one do not take.
pub(super) fn check_outputs(
    bindings: &[Expr],
    outputs: &StepKinds,
    unit: &Unit<'_>,
    operation: &Operation,
    context: &mut Context<'_>,
) {
    for (argument, binding) in operation.arguments.iter().zip(bindings) {
        let Expr::Step(step, path) = binding else { continue };
        let kind = outputs.at(*step, path);
        if fits(kind, argument) {
            continue;
        }
        let Argument { name, kind: wanted, .. } = argument;
        let message = format!(
            "the step gives a value of type {kind}, but `{name}` of `{}` takes {wanted}",
            operation.name
        );
        context.report(Finding::new(Code::TypeDiffers, unit.place_of(name), message).help(
            format!("pass another value, or write `type: {kind}` on the consumed parameter"),
        ));
    }
}

fn is_container(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Object)
}

/// Returns `true` if some value of `kind` is one that the argument takes.
fn fits(kind: Kind, argument: &Argument) -> bool {
    !is_container(kind) || argument.kind == kind || argument.kind == Kind::Any
}

fn type_differs(
    kind: Kind,
    argument: &Argument,
    operation: &str,
    span: crate::text::Span,
    context: &mut Context<'_>,
) {
    let Argument { name, kind: wanted, .. } = argument;
    let message = format!(
        "callers are asked for a value of type {kind}, but `{name}` of `{operation}` takes {wanted}"
    );
    context.report(
        Finding::new(Code::TypeDiffers, span, message).help(format!(
            "write `type: {wanted}` here, or `type: {kind}` on the consumed parameter"
        )),
    );
}
