//! Functions with steps: calls of upstreams, and searches in what they answered.
//!
//! A step starts as soon as the steps have ended that the compiler says it has to wait for, so that calls that only
//! read run side by side. Whatever ends the run ends it at once: calls under way are dropped, and no further one is sent.

mod failure;
mod lookup;
mod output;
mod running;
mod spans;

use std::sync::OnceLock;

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

pub(crate) use self::failure::{Cause, StepFailure};
use self::running::CallsUnderWay;
use crate::argument::RawArguments;
use crate::content::Content;
use crate::error::{CallError, CallErrorKind};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::tables::{Action, OperationInfo, Step, StepOutput, Steps};
use crate::upstream::{Context, State, prepare};

/// The end of a run.
pub(crate) enum Ended {
    /// The document that the mappings made.
    Mapped(Bytes),
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
    let slots = || table.steps.iter().map(|_| OnceLock::new()).collect();
    let mut run =
        Run { state, table, inputs, context: &context, outputs: slots(), ended: Vec::new() };
    let answers: Vec<OnceLock<Content>> = table.steps.iter().map(|_| OnceLock::new()).collect();
    let deadline = Instant::now() + state.limits().call_timeout;
    match timeout_at(deadline, run.all(&answers)).await {
        Ok(done) => done?,
        Err(_) => return Err(run.late()),
    }
    if let Some(document) = table.mapped.and_then(|expression| run.mapped(expression)) {
        return Ok(Ended::Mapped(document));
    }
    let last = table.last.and_then(|last| answers.into_iter().nth(last.step));
    Ok(Ended::Last(last.and_then(OnceLock::into_inner)))
}

/// A run of the steps of a function.
struct Run<'r> {
    state: &'r State,
    table: &'static Steps,
    inputs: &'r RawArguments<'r>,
    context: &'r Context,
    /// The outputs of steps that have one.
    outputs: Vec<OnceLock<Bytes>>,
    /// The steps that have ended, in the order in which they did.
    ended: Vec<usize>,
}

impl Run<'_> {
    async fn all(&mut self, answers: &[OnceLock<Content>]) -> Result<(), StepFailure> {
        let Self { state, table, inputs, context, outputs, ended } = self;
        let calls = Calls { state, inputs, context, outputs: &*outputs };
        let mut running = CallsUnderWay::default();
        let mut waiting: Vec<usize> = (0..table.steps.len()).collect();
        loop {
            // A search ends as soon as it begins, and what waits for it can start as well.
            while let Some(at) = waiting.iter().position(|index| is_free(table, *index, ended)) {
                let index = waiting.remove(at);
                let step = &table.steps[index];
                match &step.action {
                    Action::Lookup(lookup) => {
                        let values = state.values();
                        let span = spans::begin(calls.context);
                        if let Some(found) = lookup::find(lookup, calls.scope(values.variables())) {
                            let _ = outputs[index].set(found);
                        }
                        spans::end(calls.context, span, index, step, true);
                        ended.push(index);
                    }
                    Action::Call { operation, bindings, .. } => {
                        running.start(index, calls.step(index, step, operation, bindings));
                    }
                }
            }
            let Some((index, answer)) = running.next().await else { return Ok(()) };
            let step = &table.steps[index];
            let answer =
                answer.map_err(|cause| StepFailure::new(step, cause, changed(table, ended)))?;
            if let Action::Call { output, .. } = &step.action
                && let Some(document) = calls.output(output, &answer)
            {
                let _ = outputs[index].set(document);
            }
            let _ = answers[index].set(answer);
            ended.push(index);
        }
    }

    /// The object that the mappings make; `None` when nothing is found for any of them.
    fn mapped(&self, expression: &'static Expr) -> Option<Bytes> {
        let values = self.state.values();
        let scope = Scope::new(self.inputs, values.variables()).after(&self.outputs);
        evaluate::mapped(expression, scope)
    }

    /// The failure of a run that took too long: that of the first step that has not ended.
    fn late(&self) -> StepFailure {
        let steps = self.table.steps.iter().enumerate();
        let open = steps.filter(|(index, _)| !self.ended.contains(index)).map(|(_, step)| step);
        let error = CallError::new(CallErrorKind::Timeout, "the steps did not end in time");
        let step = open.into_iter().next().or_else(|| self.table.steps.last());
        let name = step.map_or("", |step| step.name);
        StepFailure {
            step: name,
            cause: Cause::Call(error),
            changed: changed(self.table, &self.ended),
        }
    }
}

/// Returns `true` if everything that a step waits for has ended.
fn is_free(table: &Steps, index: usize, ended: &[usize]) -> bool {
    table.steps[index].after.iter().all(|before| ended.contains(before))
}

/// The calls that have ended and may have changed something.
fn changed(table: &'static Steps, ended: &[usize]) -> Vec<&'static str> {
    let changes = |step: &&Step| matches!(step.action, Action::Call { changes: true, .. });
    ended
        .iter()
        .filter_map(|index| table.steps.get(*index))
        .filter(changes)
        .map(|s| s.name)
        .collect()
}

/// What all calls of a run have in common.
#[derive(Clone, Copy)]
struct Calls<'r> {
    state: &'r State,
    inputs: &'r RawArguments<'r>,
    context: &'r Context,
    outputs: &'r [OnceLock<Bytes>],
}

impl<'r> Calls<'r> {
    fn scope<'s>(&'s self, variables: &'s [String]) -> Scope<'s> {
        Scope::new(self.inputs, variables).after(self.outputs)
    }

    /// Makes the call of a step, in a span of its own.
    async fn step(
        self,
        index: usize,
        step: &'static Step,
        operation: &'static OperationInfo,
        bindings: &'static [Expr],
    ) -> Result<Content, Cause> {
        let span = spans::begin(self.context);
        let Some(start) = &span else { return self.call(operation, bindings, self.context).await };
        let context = Context { step: Some(start.id()), ..self.context.clone() };
        let answer = self.call(operation, bindings, &context).await;
        spans::end(&context, span, index, step, answer.is_ok());
        answer
    }

    /// Sends a request, and reads the answer whole.
    async fn call(
        self,
        operation: &'static OperationInfo,
        bindings: &'static [Expr],
        context: &Context,
    ) -> Result<Content, Cause> {
        let Self { state, inputs, outputs, .. } = self;
        let prepare = || prepare(state, operation, bindings, inputs, outputs);
        let prepared = prepare().map_err(Cause::Arguments)?;
        state.room().await?;
        let again = || prepare().ok();
        let answer = state.send(operation, prepared, context, &again).await?;
        Ok(answer.read(&state.memory().answers).await?)
    }

    /// The output of a call; `None` when its answer is no JSON document.
    fn output(&self, output: &'static StepOutput, answer: &Content) -> Option<Bytes> {
        let document = answer.document().ok()?;
        let values = self.state.values();
        output::of(output, &document, self.scope(values.variables()))
    }
}
