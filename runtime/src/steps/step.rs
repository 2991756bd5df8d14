//! One step: its condition, its work, and what stands in the place of a failure.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::time::Instant;

use super::failure::{Cause, StepError};
use super::{lookup, output, spans};
use crate::argument::RawArguments;
use crate::content::Content;
use crate::error::CallError;
use crate::evaluate::{Scope, StepOutputs, value};
use crate::expression::Expr;
use crate::json::{elements, utf8};
use crate::tables::{Action, OperationInfo, Step, StepOutput};
use crate::upstream::{Context, State, prepare};

/// The output of a step that is skipped.
pub(super) const NULL: Bytes = Bytes::from_static(b"null");

/// What the steps of a run have in common.
#[derive(Clone, Copy)]
pub(super) struct StepScope<'r> {
    pub(super) state: &'r State,
    pub(super) inputs: &'r RawArguments<'r>,
    pub(super) context: &'r Context,
    pub(super) outputs: StepOutputs<'r>,
    /// The number of answered calls of the changing step that runs: there is no other one beside it.
    pub(super) carried_out: &'r AtomicUsize,
}

/// What a step has come to.
pub(super) struct Done {
    /// What later steps see; `None` when there is nothing to see.
    pub(super) output: Option<Bytes>,
    /// What the caller gets if the step is the last call.
    pub(super) answer: Option<Content>,
}

impl Done {
    /// A document that takes the place of an answer.
    pub(super) fn made(document: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let answer = Content { status: StatusCode::OK, headers, body: document.clone() };
        Self { output: Some(document), answer: Some(answer) }
    }
}

impl<'r> StepScope<'r> {
    /// Runs a step. What stands in the place of a failure makes it a success.
    pub(super) async fn step(self, index: usize, step: &'static Step) -> Result<Done, StepError> {
        let done = self.attempt(index, step).await;
        done.or_else(|error| self.instead(step, error))
    }

    /// Runs a step in a span of its own, if its condition is met.
    async fn attempt(self, index: usize, step: &'static Step) -> Result<Done, StepError> {
        if let Some(condition) = &step.condition
            && !self.holds(condition)?
        {
            return Ok(Done::made(NULL));
        }
        let began = Instant::now();
        let span = spans::begin(self.context);
        let done = match &span {
            None => self.work(index, step).await,
            Some(start) => {
                let context = Context { step: Some(start.id()), ..self.context.clone() };
                StepScope { context: &context, ..self }.work(index, step).await
            }
        };
        spans::end(self.context, span, index, step, done.is_ok());
        spans::count(self.state, &step.action, began.elapsed());
        done
    }

    async fn work(self, index: usize, step: &'static Step) -> Result<Done, StepError> {
        match &step.each {
            Some(each) => self.each(index, step, each).await,
            None => Ok(self.once(step).await?),
        }
    }

    /// Makes the call or the search of a step.
    pub(super) async fn once(self, step: &'static Step) -> Result<Done, Cause> {
        match &step.action {
            Action::Lookup(lookup) => {
                let values = self.state.values();
                let output =
                    lookup::find(lookup, self.scope(values.variables())).map_err(unreadable)?;
                Ok(Done { output, answer: None })
            }
            Action::Call { operation, bindings, changes, output } => {
                let answer = self.call(operation, bindings).await?;
                if *changes {
                    self.carried_out.fetch_add(1, Ordering::Relaxed);
                }
                Ok(Done { output: self.output(output, &answer), answer: Some(answer) })
            }
        }
    }

    /// What the step gives in the place of an error.
    pub(super) fn instead(self, step: &'static Step, error: StepError) -> Result<Done, StepError> {
        let Some(fallback) = &step.fallback else { return Err(error) };
        if let Cause::Call(error) = &error.cause {
            error.log(step.name, self.context.request_id.as_ref());
        }
        Ok(Done::made(self.value(fallback)?.unwrap_or(NULL)))
    }

    /// Returns `true` if a condition is met.
    fn holds(self, condition: &'static Expr) -> Result<bool, Cause> {
        let value = self.value(condition)?.unwrap_or(NULL);
        let json = utf8(&value).unwrap_or("null").trim();
        let is_empty = || elements(json).is_ok_and(|elements| elements.is_empty());
        Ok(!matches!(json, "null" | "false" | "\"\"") && !is_empty())
    }

    /// The value of an expression, in JSON.
    pub(super) fn value(self, expression: &'static Expr) -> Result<Option<Bytes>, Cause> {
        let values = self.state.values();
        value(expression, self.scope(values.variables())).map_err(unreadable)
    }

    fn scope<'s>(&'s self, variables: &'s [String]) -> Scope<'s> {
        Scope::new(self.inputs, variables).after(self.outputs)
    }

    /// Sends a request, and reads the answer whole.
    async fn call(
        self,
        operation: &'static OperationInfo,
        bindings: &'static [Expr],
    ) -> Result<Content, Cause> {
        let Self { state, inputs, outputs, .. } = self;
        let prepare = || prepare(state, operation, bindings, inputs, outputs);
        let prepared = prepare().map_err(Cause::Arguments)?;
        state.room().await?;
        let again = || prepare().ok();
        let answer = state.send(operation, prepared, self.context, &again).await?;
        Ok(answer.read(&state.memory().answers).await?)
    }

    /// The output of a call; `None` when its answer is no JSON document.
    fn output(self, output: &'static StepOutput, answer: &Content) -> Option<Bytes> {
        let document = answer.document().ok()?;
        let values = self.state.values();
        output::of(output, &document, self.scope(values.variables()))
    }
}

/// The cause of a failure that begins with a value in what was answered.
pub(super) fn unreadable(flaw: String) -> Cause {
    Cause::Call(CallError::unreadable(flaw, &[]))
}
