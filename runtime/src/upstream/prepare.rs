//! Requests made of what a caller gave.

use super::state::State;
use crate::argument::RawArguments;
use crate::bound::Arguments;
use crate::expression::Expr;
use crate::problem::Problem;
use crate::request::{Prepared, UpstreamRequest};
use crate::tables::OperationInfo;

/// Makes the request of `operation` from a caller's values; all problems are reported at once.
pub(crate) fn prepare(
    state: &State,
    operation: &'static OperationInfo,
    bindings: &'static [Expr],
    inputs: &RawArguments<'_>,
) -> Result<Box<Prepared>, Vec<Problem>> {
    let base = state.endpoint(operation).map_or("", |endpoint| endpoint.base.as_str());
    let mut arguments = Arguments::new(operation.arguments, bindings, inputs, state.variables());
    let mut request =
        UpstreamRequest::new(&operation.method, operation.path, base, state.variables());
    (operation.prepare)(&mut arguments, &mut request);
    if !arguments.is_complete() {
        let mut problems = inputs.problems.clone();
        problems.extend(arguments.into_problems());
        return Err(problems);
    }
    request.finish()
}
