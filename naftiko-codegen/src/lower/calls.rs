//! Units that call something, in document order.

use std::collections::HashMap;

use super::limits::MAX_ALL_INPUTS;
use super::visible;
use crate::spec::{Adapter, Text, Unit};

/// A unit that calls an operation.
pub(super) struct CallingUnit<'d> {
    pub(super) unit: &'d Unit<'d>,
    pub(super) call: &'d Text,
    /// The namespace of its adapter.
    pub(super) namespace: Option<&'d str>,
    /// Names in braces of its path or URI.
    pub(super) placeholders: Vec<String>,
}

impl CallingUnit<'_> {
    /// Names of what its callers can give.
    pub(super) fn visible(&self) -> impl Iterator<Item = String> {
        visible::inputs(self.unit.all_inputs()).chain(self.placeholders.iter().cloned())
    }
}

/// The units of all adapters that call something.
pub(super) fn calling_units<'d>(adapters: &'d [Adapter<'d>]) -> Vec<CallingUnit<'d>> {
    let mut units = Vec::new();
    for adapter in adapters {
        let namespace = adapter.namespace.as_ref().map(|text| text.value.as_str());
        for (unit, path) in adapter.units() {
            let Some(call) = &unit.call else { continue };
            let placeholders = visible::placeholders(&path).collect();
            units.push(CallingUnit { unit, call, namespace, placeholders });
        }
    }
    units
}

/// Returns the names that every operation can be called with, by the text of the `call`.
pub(super) fn called_with(adapters: &[Adapter<'_>]) -> HashMap<String, Vec<String>> {
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
