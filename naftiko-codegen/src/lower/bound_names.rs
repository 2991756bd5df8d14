//! Names of environment variables that stand in for files of binds, and collide with nothing.

use std::collections::HashMap;

use crate::model::Variable;
use crate::names::Scope;

/// The variables with names of which no two are the same. Those of the environment keep theirs.
pub(super) fn distinct(mut variables: Vec<Variable>) -> Vec<Variable> {
    let environment = variables.iter().filter(|variable| variable.bound.is_none());
    let mut taken: Vec<String> = environment.map(|variable| variable.name.clone()).collect();
    // Each can also be in a file that is named by a variable.
    taken.extend(taken.clone().iter().map(|name| format!("{name}_FILE")));
    let mut scope = Scope::without(&taken.iter().map(String::as_str).collect::<Vec<_>>());
    for variable in variables.iter_mut().filter(|variable| variable.bound.is_some()) {
        (variable.name, _) = scope.claim(&variable.name);
    }
    let names: Vec<String> = variables.iter().map(|variable| variable.name.clone()).collect();
    let files = names.iter().map(|name| format!("{name}_FILE"));
    let taken: Vec<String> = files.chain(names.iter().cloned()).collect();
    let mut scope = Scope::without(&taken.iter().map(String::as_str).collect::<Vec<_>>());
    let mut claimed: HashMap<String, String> = HashMap::new();
    for bound in variables.iter_mut().filter_map(|variable| variable.bound.as_mut()) {
        let file = &mut bound.file;
        let claim = || scope.claim(&file.variable).0;
        let variable = claimed.entry(file.path.clone()).or_insert_with(claim);
        file.variable.clone_from(variable);
    }
    variables
}
