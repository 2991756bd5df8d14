//! Types of what steps give, as far as the operations that they call declare them.

use super::calls::CallingUnit;
use super::targets::find_call;
use super::upstreams::LoweredUpstream;
use crate::model::{Kind, Operation, OperationOutput, Segment};

/// The outputs of the steps before a text, by the indices of the steps.
#[derive(Default)]
pub(super) struct StepKinds(Vec<StepOutputs>);

/// The outputs of one step that are declared.
#[derive(Default)]
struct StepOutputs {
    declared: Vec<(String, Kind)>,
    /// Set if it may give others: something else stands in the place of a failure.
    open: bool,
}

impl StepKinds {
    /// Of operations that steps call; `None` for a step that gives something else.
    pub(super) fn of<'o>(called: impl Iterator<Item = Option<&'o Operation>>) -> Self {
        let outputs = called.map(|one| one.map(outputs).unwrap_or_default());
        Self(outputs.map(|declared| StepOutputs { declared, open: false }).collect())
    }

    /// The same, where the steps of these indices may give something else.
    pub(super) fn open(mut self, steps: impl Iterator<Item = usize>) -> Self {
        for step in steps {
            self.0[step].open = true;
        }
        self
    }

    /// Of the steps before a call.
    pub(super) fn before<O>(
        calling: &CallingUnit<'_>,
        upstreams: &[LoweredUpstream<O>],
        operation: impl Fn(&O) -> &Operation,
    ) -> Self {
        Self::of(calling.outputs.iter().map(|call| {
            let (upstream, index) = find_call(&(*call)?.value, upstreams).one()?;
            Some(operation(&upstreams[upstream].operations[index]))
        }))
    }

    /// The names of all members of what a step gives; `None` where it may give others.
    pub(super) fn members(&self, step: usize) -> Option<Vec<&str>> {
        let outputs = self.0.get(step).filter(|one| !one.open && !one.declared.is_empty())?;
        let names: Vec<&str> = outputs.declared.iter().map(|(name, _)| name.as_str()).collect();
        // One without a name is the whole output.
        (!names.contains(&"")).then_some(names)
    }

    /// The type of the value at a path into the output of a step; any, where nobody has declared it.
    pub(super) fn at(&self, step: usize, path: &[Segment]) -> Kind {
        let [Segment::Key(name)] = path else { return Kind::Any };
        let fields =
            self.0.get(step).map(|outputs| outputs.declared.as_slice()).unwrap_or_default();
        fields.iter().find(|(field, _)| field == name).map_or(Kind::Any, |(_, kind)| *kind)
    }
}

fn outputs(operation: &Operation) -> Vec<(String, Kind)> {
    match &operation.output {
        OperationOutput::Document => Vec::new(),
        OperationOutput::Fields(fields) => {
            fields.iter().map(|field| (field.name.clone(), field.kind)).collect()
        }
    }
}
