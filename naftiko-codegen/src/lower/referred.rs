//! Units that give inputs to the function that they refer to (semantics 11).

use super::caller::Exposure;
use super::callers::Callers;
use super::context::Context;
use super::lowered::LoweredFunction;
use super::with::{WithValue, lower_with};
use crate::finding::{Code, Finding};
use crate::model::{Expr, Parameter};
use crate::names::{self, Found};
use crate::spec::{Referred, Unit, WithEntry};

/// The function with the values of the unit in the place of its inputs, and the inputs of the unit as parameters.
pub(super) fn pass_on(
    lowered: LoweredFunction,
    unit: &Unit<'_>,
    namespace: &str,
    exposure: Exposure<'_>,
    context: &mut Context<'_>,
) -> LoweredFunction {
    let Some(Referred { with, inputs, .. }) = unit.referred.as_ref().filter(|r| !r.with.is_empty())
    else {
        return lowered;
    };
    let LoweredFunction { mut function, target } = lowered;
    let outer = Unit { inputs: inputs.clone(), steps: Vec::new(), ..unit.clone() };
    let mut callers = match &outer.inputs {
        Some(_) => Callers::declared(&outer, exposure, context),
        None => Callers::default(),
    };
    let mut given: Vec<Option<Expr>> = vec![None; function.parameters.len()];
    for entry in with {
        let Some(index) = input(entry, &function.parameters, context) else { continue };
        let value = lower_with(entry, namespace, &|_| false, &mut callers, context);
        given[index] = Some(match value {
            WithValue::Reference(caller) => Expr::Parameter(caller),
            WithValue::Other(value) => value,
        });
    }
    let mut parameters = callers.finish(exposure, None, unit.span, context);
    let by: Vec<Expr> = given
        .into_iter()
        .zip(function.parameters)
        .map(|(given, inner)| match given {
            // What the unit passes on as it is keeps what the function says of it.
            Some(Expr::Parameter(outer)) => {
                inherit(&mut parameters[outer], &inner);
                Expr::Parameter(outer)
            }
            Some(value) => value,
            None => Expr::Parameter(own(inner, &mut parameters)),
        })
        .collect();
    function.parameters = parameters;
    function.substitute(&|index| by.get(index).cloned().unwrap_or(Expr::Absent));
    LoweredFunction { function, target }
}

/// The parameter of the function that an entry names.
fn input(
    entry: &WithEntry<'_>,
    parameters: &[Parameter],
    context: &mut Context<'_>,
) -> Option<usize> {
    let name = &entry.name;
    let known = parameters.iter().map(|parameter| parameter.name.as_str());
    let found = match names::find(&name.value, known.clone()) {
        Found::Exact(index) | Found::Folded(index) => Some(index),
        Found::Ambiguous | Found::Nothing => None,
    };
    if found.is_none() {
        let message = format!("the function has no input `{}`", name.value);
        let help = match context.nearest(&name.value, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `inputParameters` of the function".to_owned(),
        };
        context.report(Finding::new(Code::RefInvalid, name.span, message).help(help));
    }
    found
}

fn inherit(outer: &mut Parameter, inner: &Parameter) {
    if outer.description.is_empty() {
        outer.description.clone_from(&inner.description);
    }
}

/// The index of an input that the unit leaves to its callers.
fn own(inner: Parameter, parameters: &mut Vec<Parameter>) -> usize {
    let known = parameters.iter().position(|parameter| parameter.name == inner.name);
    known.unwrap_or_else(|| {
        parameters.push(inner);
        parameters.len() - 1
    })
}
