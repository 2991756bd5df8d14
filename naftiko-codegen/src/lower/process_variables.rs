//! Parameters of operations that are variables of the process: `in: environment` (semantics 9.4).

use std::cell::Cell;

use super::binds::BindSource;
use super::context::Context;
use super::operation_builder::OperationBuilder;
use super::variables::{ProcessVariable, Usage, Variables};
use crate::finding::{Code, Finding};
use crate::spec::{InputParameter, Text, ValueRules};
use crate::text::Span;

impl Variables {
    /// The index of the environment variable `name`, which a parameter is.
    pub(crate) fn of_process(&mut self, name: &str, required: bool, usage: Usage<'_>) -> usize {
        let index = self.used_at(BindSource::Environment(name.to_owned()), name, usage);
        self.used[index].required |= required;
        index
    }

    /// Returns `true` if nobody has to set a variable, as far as is known.
    pub(crate) fn may_be_unset(&self, index: usize) -> bool {
        self.used.get(index).is_some_and(|variable| !variable.required)
    }
}

impl OperationBuilder {
    /// Notes which of its parameters are variables of the process, and which of these need not be set.
    pub(crate) fn of_process(&mut self, declared: Vec<ProcessVariable>, variables: &Variables) {
        let indices = declared.iter().map(|variable| variable.index);
        self.operation.unset = indices.filter(|one| variables.may_be_unset(*one)).collect();
        self.of_process = declared.into_iter().map(|variable| variable.name).collect();
    }
}

/// Returns `true` if the value of a parameter is a variable of the process.
pub(crate) fn is_of_process(parameter: &InputParameter<'_>) -> bool {
    parameter.place.as_ref().is_some_and(|place| place.value.eq_ignore_ascii_case("environment"))
}

/// The variables of an operation by the names of its parameters; of several levels, the last one says whether it is
/// required.
pub(crate) fn process_variables(
    levels: [&[InputParameter<'_>]; 3],
    operation: &str,
    context: &mut Context<'_>,
) -> Vec<ProcessVariable> {
    let mut declared: Vec<(&Text, bool, Option<Span>)> = Vec::new();
    let [entry, resource, own] = levels;
    let around = entry.iter().chain(resource).map(|one| (one, None));
    let all = around.chain(own.iter().map(|one| (one, Some(one.span))));
    for (parameter, own) in all.filter(|(one, _)| is_of_process(one)) {
        // The list of parameters reports one without a name.
        let Some(name) = parameter.name.as_ref().filter(|name| !name.value.is_empty()) else {
            continue;
        };
        if !check(parameter, name, levels, context) {
            continue;
        }
        declared.retain(|(known, ..)| known.value != name.value);
        declared.push((name, parameter.required == Some(true), own));
    }
    let mut variable = |(name, required, own): (&Text, bool, Option<Span>)| {
        let purpose = format!("parameter {} of {operation}", name.value);
        let usage = Usage { span: name.span, purpose: &purpose, secret: true };
        let index = context.variables.of_process(&name.value, required, usage);
        ProcessVariable { name: name.value.clone(), index, own, used: Cell::default() }
    };
    declared.into_iter().map(&mut variable).collect()
}

/// Variables that an operation declares and does not name: they have no effect.
pub(crate) fn variables_unused(operation: &str, context: &mut Context<'_>) {
    for variable in context.variables.process.clone() {
        let ProcessVariable { name, own: Some(span), used, .. } = variable else { continue };
        if used.get() {
            continue;
        }
        let message = format!("nothing in `{operation}` names the variable `{name}`");
        context
            .report(Finding::new(Code::ArgumentUnsent, span, message).help(format!(
                "write `{{{{{name}}}}}` where it is meant, or remove the parameter"
            )));
    }
}

fn check(
    parameter: &InputParameter<'_>,
    name: &Text,
    levels: [&[InputParameter<'_>]; 3],
    context: &mut Context<'_>,
) -> bool {
    let name = &name.value;
    let same = |other: &&InputParameter<'_>| {
        !is_of_process(other) && other.name.as_ref().is_some_and(|other| other.value == *name)
    };
    let refused = if name.contains(['=', '\0']) || name.chars().any(char::is_whitespace) {
        Some((
            parameter.span,
            format!("no variable of a process is called `{name}`"),
            "write a name like `TENANT`".to_owned(),
        ))
    } else if let Some(value) = parameter.value {
        let message =
            format!("`{name}` has a value here, so that nothing is read from the environment");
        let help =
            "write the value where it is used, and remove the parameter, or remove its `value`";
        Some((value.span, message, help.to_owned()))
    } else {
        levels.into_iter().flatten().find(same).map(|other| {
            let message = format!("`{name}` is also `in: environment`; one name has one value");
            let help = format!("give this one `value: \"{{{{{name}}}}}\"` under another name, or remove one of them");
            (other.span, message, help)
        })
    };
    if let Some((span, message, help)) = refused {
        context.report(Finding::new(Code::ParamInInvalid, span, message).help(help));
        return false;
    }
    let ValueRules::Keywords(rules) = &parameter.values else { return true };
    if let Some((keyword, node)) = rules.first() {
        let message = format!("`{keyword}` of `{name}` is not applied to the variable");
        let help =
            "who sets the variable decides; write `required: true` if nothing works without it";
        context.report(Finding::new(Code::InputUnchecked, node.span, message).help(help));
    }
    true
}
