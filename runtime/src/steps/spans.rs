//! The spans of steps, and how long they took.

use std::time::Duration;

use crate::tables::{Action, Step};
use crate::trace::{StepDetail, StepStart, Stepped};
use crate::upstream::{Context, State};

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
    let detail = match &step.action {
        Action::Call { operation, .. } => StepDetail::Call(operation),
        Action::Lookup(lookup) => StepDetail::Lookup(lookup.member),
    };
    trace.end_step(span, Stepped { index, step: step.name, detail }, is_ok);
}

/// Counts a step that has ended.
pub(super) fn count(state: &State, action: &Action, time: Duration) {
    let index = match action {
        Action::Call { operation, .. } => operation.upstream,
        Action::Lookup(_) => state.endpoints().len(),
    };
    if let Some(counters) = state.steps().get(index) {
        counters.lasted(time);
    }
}
