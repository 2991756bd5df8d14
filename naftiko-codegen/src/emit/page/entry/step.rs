//! Steps, as people read them.

use crate::model::{Action, Capability, Function, FunctionBody, Step};

/// A step of an entry.
pub(in crate::emit::page) struct PageStep {
    pub(in crate::emit::page) name: String,
    /// What it does, and when.
    pub(in crate::emit::page) does: String,
    /// The names of the steps that it waits for.
    pub(in crate::emit::page) after: Vec<String>,
}

pub(super) fn of_steps(function: &Function, capability: &Capability) -> Vec<PageStep> {
    let FunctionBody::Steps(steps) = &function.body else { return Vec::new() };
    let name = |index: &usize| steps.steps[*index].name.clone();
    let steps = steps.steps.iter().map(|step| PageStep {
        name: step.name.clone(),
        does: does(step, &name, capability),
        after: step.after.iter().map(name).collect(),
    });
    steps.collect()
}

fn does(step: &Step, name: &dyn Fn(&usize) -> String, capability: &Capability) -> String {
    let mut text = match &step.action {
        Action::Call { upstream, operation, changes, .. } => {
            let upstream = &capability.upstreams[*upstream];
            let called = &upstream.operations[*operation].name;
            let effect = if *changes { ", which may change something" } else { "" };
            format!("calls {}.{called}{effect}", upstream.namespace)
        }
        Action::Lookup { index, member, .. } => {
            format!("looks {member} up in what {} gave", name(index))
        }
    };
    if step.each.is_some() {
        text.push_str("; for each element of a list");
    }
    if step.condition.is_some() {
        text.push_str("; under a condition");
    }
    if step.fallback.is_some() {
        text.push_str("; goes on where it fails");
    }
    text
}
