//! Which parameters a text of the document can mean (register Δ4).

use std::collections::HashMap;

use super::process_variables::is_of_process;
use crate::spec::{ConsumedOperation, Consumes, InputParameter};

/// Names of inputs that callers give; one with a `value` has it from the document, but for a path.
pub(crate) fn inputs<'i>(
    inputs: impl IntoIterator<Item = &'i InputParameter<'i>>,
) -> impl Iterator<Item = String> {
    let given = inputs
        .into_iter()
        .filter(|input| !is_of_process(input) && (input.value.is_none() || input.path().is_some()));
    given.filter_map(|input| Some(input.name.as_ref()?.value.clone()))
}

/// Names in braces of a path or a URI.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = String> {
    let pieces = text.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0));
    pieces.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Every name that callers of a consumed API can give, wherever it is declared.
pub(crate) fn of_entry(
    namespace: &str,
    entry: &Consumes<'_>,
    called_with: &HashMap<String, Vec<String>>,
) -> Vec<String> {
    let mut names: Vec<String> = inputs(&entry.inputs).collect();
    for resource in &entry.resources {
        names.extend(inputs(&resource.inputs));
        names.extend(resource.operations.iter().flat_map(|one| inputs(&one.inputs)));
    }
    let of_namespace =
        |call: &str| call.strip_prefix(namespace).is_some_and(|rest| rest.starts_with('.'));
    let called = called_with.iter().filter(|(call, _)| of_namespace(call));
    names.extend(called.flat_map(|(_, names)| names.iter().cloned()));
    names
}

/// The parameters of an operation that nothing but its own levels and its path declare.
pub(crate) fn of_operation<'i>(
    levels: [&'i [InputParameter<'i>]; 2],
    operation: &'i ConsumedOperation<'i>,
    path: &str,
) -> Vec<String> {
    let mut names: Vec<String> = levels.into_iter().flat_map(inputs).collect();
    names.extend(inputs(&operation.inputs));
    // `{{X}}` may be a variable; `{x}` never is.
    names.extend(placeholders(&path.replace("{{", "")));
    names
}
