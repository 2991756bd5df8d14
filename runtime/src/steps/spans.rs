//! The spans of steps.

use crate::tables::{Action, Step};
use crate::trace::{StepStart, Stepped};
use crate::upstream::Context;

pub(super) fn begin(context: &Context) -> Option<StepStart> {
    context.trace.as_ref()?.begin_step()
}

/// Ends the span of the step at `index`, if it has one.
pub(super) fn end(
    context: &Context,
    span: Option<StepStart>,
    index: usize,
    step: &'static Step,
    is_ok: bool,
) {
    let (Some(trace), Some(span)) = (&context.trace, span) else { return };
    let (name, detail) = match &step.action {
        Action::Call { operation, .. } => ("step.call", ("naftiko.step.call", operation.name)),
        Action::Lookup(lookup) => ("step.lookup", ("naftiko.step.match", lookup.member)),
    };
    trace.end_step(span, Stepped { name, index, step: step.name, detail }, is_ok);
}
