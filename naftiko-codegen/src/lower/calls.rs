//! Units that call something, in document order.

use std::collections::HashMap;

use super::limits::MAX_ALL_INPUTS;
use super::visible;
use crate::spec::{Adapter, StepAction, StepSection, Text, Unit};

/// A unit that calls an operation.
pub(super) struct CallingUnit<'d> {
    pub(super) unit: &'d Unit<'d>,
    pub(super) call: &'d Text,
    /// The namespace of its adapter.
    pub(super) namespace: Option<&'d str>,
    /// Names in braces of its path or URI.
    pub(super) placeholders: Vec<String>,
    /// Names of the steps that it can use, by their indices.
    pub(super) steps: Vec<String>,
    /// What each of them calls, if its output is that of one call.
    pub(super) outputs: Vec<Option<&'d Text>>,
}

impl CallingUnit<'_> {
    /// Names of what its callers can give.
    pub(super) fn visible(&self) -> impl Iterator<Item = String> {
        visible::inputs(self.unit.all_inputs()).chain(self.placeholders.iter().cloned())
    }
}

/// The names of the steps of `unit` before the one at `index`; empty for those without a name.
pub(super) fn names_before(unit: &Unit<'_>, index: usize) -> Vec<String> {
    let before = unit.steps.iter().take(index);
    before.map(|step| Text::said(step.name.as_ref()).unwrap_or_default()).collect()
}

/// The names that the step at `index` can use: those of the steps before it, and of the element that it runs for, by the
/// index of the step itself.
pub(super) fn names_seen_by(unit: &Unit<'_>, index: usize) -> Vec<String> {
    let mut names = names_before(unit, index);
    let each = unit.steps.get(index).and_then(|step| step.rules.each.as_ref());
    names.extend(each.map(|each| each.name.value.clone()));
    names
}

/// The call whose output is that of the step.
fn single_call<'d>(step: &'d StepSection<'d>) -> Option<&'d Text> {
    match &step.action {
        StepAction::Call(unit) if step.rules.each.is_none() => unit.call.as_ref(),
        _ => None,
    }
}

/// The units of all adapters that call something.
pub(super) fn calling_units<'d>(
    adapters: impl IntoIterator<Item = &'d Adapter<'d>>,
) -> Vec<CallingUnit<'d>> {
    let mut units = Vec::new();
    for adapter in adapters {
        let namespace = adapter.namespace.as_ref().map(|text| text.value.as_str());
        for (unit, path) in adapter.units() {
            let namespace = namespace.map(|namespace| unit.scope(namespace));
            let placeholders: Vec<String> = visible::placeholders(&path).collect();
            if let Some(call) = &unit.call {
                let (placeholders, steps, outputs) = (placeholders.clone(), Vec::new(), Vec::new());
                units.push(CallingUnit { unit, call, namespace, placeholders, steps, outputs });
            }
            for (index, step) in unit.step_calls() {
                let Some(call) = &step.call else { continue };
                let (placeholders, steps) = (placeholders.clone(), names_seen_by(unit, index));
                let outputs = unit.steps.iter().take(index).map(single_call).collect();
                let unit = step;
                units.push(CallingUnit { unit, call, namespace, placeholders, steps, outputs });
            }
        }
    }
    units
}

/// Returns the names that every operation can be called with, by the text of the `call`.
pub(super) fn called_with<'d>(
    adapters: impl IntoIterator<Item = &'d Adapter<'d>>,
) -> HashMap<String, Vec<String>> {
    let mut calls: HashMap<String, Vec<String>> = HashMap::new();
    let mut inherited = 0;
    for calling in calling_units(adapters) {
        // A document with more is refused, unit by unit.
        inherited += calling.unit.inherited.len();
        if inherited > MAX_ALL_INPUTS {
            break;
        }
        let names = calls.entry(calling.call.value.trim().to_owned()).or_default();
        names.extend(calling.visible());
    }
    calls
}
