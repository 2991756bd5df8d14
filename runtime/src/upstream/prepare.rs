//! Requests made of what a caller gave.

use super::state::State;
use crate::argument::RawArguments;
use crate::bound::Arguments;
use crate::evaluate::{Scope, StepOutputs};
use crate::expression::Expr;
use crate::problem::Problem;
use crate::request::{Prepared, UpstreamRequest};
use crate::tables::OperationInfo;

/// Makes the request of `operation` from a caller's values and the outputs of steps; all problems are reported at once.
pub(crate) fn prepare(
    state: &State,
    operation: &'static OperationInfo,
    bindings: &'static [Expr],
    inputs: &RawArguments<'_>,
    outputs: StepOutputs<'_>,
) -> Result<Box<Prepared>, Vec<Problem>> {
    let values = state.values();
    let (base, variables) = (values.base(operation.upstream), values.variables());
    let scope = Scope::new(inputs, variables).after(outputs);
    let mut arguments = Arguments::new(operation.arguments, bindings, inputs, scope);
    let mut request = UpstreamRequest::new(&operation.method, operation.path, base, variables);
    (operation.prepare)(&mut arguments, &mut request);
    if !arguments.is_complete() {
        let mut problems = inputs.problems.clone();
        problems.extend(arguments.into_problems());
        return Err(problems);
    }
    request.finish()
}
