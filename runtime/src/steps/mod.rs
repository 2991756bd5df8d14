//! Functions with steps: calls of upstreams, and searches in what they answered.
//!
//! A step starts as soon as the steps have ended that the compiler says it has to wait for, so that calls that only
//! read run side by side. Whatever ends the run ends it at once: calls under way are dropped, and no further one is sent.

mod each;
mod failure;
mod lookup;
mod output;
mod running;
mod spans;
mod step;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use self::failure::Changed;
pub(crate) use self::failure::{Cause, StepFailure};
use self::running::WorkUnderWay;
use self::step::StepScope;
use crate::argument::RawArguments;
use crate::content::Content;
use crate::error::{CallError, CallErrorKind};
use crate::evaluate::{self, Scope, StepOutputs};
use crate::expression::Expr;
use crate::tables::{Step, Steps};
use crate::upstream::{Context, State};

/// The end of a run.
pub(crate) enum Ended {
    /// The document that the mappings made, or what is wrong with a value in it.
    Mapped(Result<Bytes, String>),
    /// The answer of the last call; `None` when there was none.
    Last(Option<Content>),
}

/// Runs the steps of a function.
pub(crate) async fn run(
    state: &State,
    table: &'static Steps,
    inputs: &RawArguments<'_>,
    context: &Context,
) -> Result<Ended, StepFailure> {
    // What the caller has a copy of is the result, and no answer on the way to it.
    let conditional_headers = Vec::new();
    let context = Context { relayed: false, conditional_headers, ..context.clone() };
    let outputs = table.steps.iter().map(|_| OnceLock::new()).collect();
    let mut run = Run { table, outputs, ended: Vec::new(), changed: Vec::new(), last: None };
    let carried_out = AtomicUsize::new(0);
    let deadline = Instant::now() + state.limits().call_timeout;
    let all = run.all(state, inputs, &context, &carried_out);
    match timeout_at(deadline, all).await {
        Ok(done) => done?,
        Err(_) => return Err(run.late(&carried_out)),
    }
    let mapped = table.mapped.and_then(|mapped| run.mapped(mapped, state, inputs).transpose());
    Ok(mapped.map_or(Ended::Last(run.last), Ended::Mapped))
}

/// A run of the steps of a function.
struct Run {
    table: &'static Steps,
    /// The outputs of steps that have one.
    outputs: Vec<OnceLock<Bytes>>,
    /// The steps that have ended.
    ended: Vec<usize>,
    /// What has been changed, in the order in which it was.
    changed: Vec<Changed>,
    /// The answer of the last call.
    last: Option<Content>,
}

impl Run {
    async fn all(
        &mut self,
        state: &State,
        inputs: &RawArguments<'_>,
        context: &Context,
        carried_out: &AtomicUsize,
    ) -> Result<(), StepFailure> {
        let Self { table, outputs, ended, changed, last } = self;
        let outputs = &*outputs;
        let scope =
            StepScope { state, inputs, context, outputs: StepOutputs::of(outputs), carried_out };
        let mut running = WorkUnderWay::new();
        let mut waiting: Vec<usize> = (0..table.steps.len()).collect();
        loop {
            while let Some(at) = waiting.iter().position(|index| is_free(table, *index, ended)) {
                let index = waiting.remove(at);
                running.start(index, scope.step(index, &table.steps[index]));
            }
            let Some((index, result)) = running.next().await else { return Ok(()) };
            let step = &table.steps[index];
            changed.extend(Changed::of(step, carried_out.swap(0, Ordering::Relaxed)));
            let done = result
                .map_err(|error| StepFailure::new(step.name, error, std::mem::take(changed)))?;
            if let Some(document) = done.output {
                let _ = outputs[index].set(document);
            }
            if table.last.is_some_and(|last| last.step == index) {
                *last = done.answer;
            }
            ended.push(index);
        }
    }

    /// The object that the mappings make; `None` when nothing is found for any of them.
    fn mapped(
        &self,
        expression: &'static Expr,
        state: &State,
        inputs: &RawArguments<'_>,
    ) -> Result<Option<Bytes>, String> {
        let values = state.values();
        let outputs = StepOutputs::of(&self.outputs);
        evaluate::mapped(expression, Scope::new(inputs, values.variables()).after(outputs))
    }

    /// The failure of a run that took too long: that of the first step that has not ended.
    fn late(mut self, carried_out: &AtomicUsize) -> StepFailure {
        let Self { table, ended, changed, .. } = &mut self;
        let is_open = |(index, _): &(usize, _)| !ended.contains(index);
        let open: Vec<&'static Step> =
            table.steps.iter().enumerate().filter(is_open).map(|(_, step)| step).collect();
        // Of the steps that change something, only the first can have begun.
        let begun = open.iter().find(|step| step.changes());
        let carried_out = carried_out.load(Ordering::Relaxed);
        changed.extend(begun.and_then(|step| Changed::of(step, carried_out)));
        let name = open.first().map_or("", |step| step.name);
        let error = CallError::new(CallErrorKind::Timeout, "the steps did not end in time");
        StepFailure::new(name, error.into(), self.changed)
    }
}

/// Returns `true` if everything that a step waits for has ended.
fn is_free(table: &Steps, index: usize, ended: &[usize]) -> bool {
    table.steps[index].after.iter().all(|before| ended.contains(before))
}
