//! The way from a caller's values to an outcome: one for all surfaces.
//!
//! A surface collects the values of a function's parameters and shows the outcome.

use std::fmt;

use bytes::Bytes;
use hyper::StatusCode;

use crate::argument::RawArguments;
use crate::content::Content;
use crate::error::CallError;
use crate::evaluate::{self, Scope, ShapeError, StepOutputs};
use crate::expression::Expr;
use crate::problem::Problem;
use crate::rejection::Rejection;
#[cfg(feature = "steps")]
use crate::steps::{self, Cause, Ended, StepFailure};
#[cfg(feature = "steps")]
use crate::tables::Steps;
use crate::tables::{Function, FunctionBody, Output, Referred};
use crate::trace::Trace;
use crate::transport::UpstreamResponse;
use crate::upstream::{Context, State, prepare};

/// The compiler makes no such table.
const REFERRED_TWICE: &str = "a function of an aggregate refers to another one";
/// Steps none of which is a call can give nothing.
#[cfg(feature = "steps")]
const NO_ANSWER: &str = "no step gave anything that is mapped";

/// The outcome of a function; `A` is the form in which the answer of an upstream is wanted.
#[derive(Debug)]
pub(crate) enum Outcome<A> {
    /// The answer of an upstream as it came, success or not.
    Answered(A),
    /// A document in JSON that was made here, and the answer that it was made from.
    Made { document: Bytes, from: Option<Content> },
}

/// Error of a function that has no outcome.
#[derive(Debug)]
pub(crate) enum InvokeError {
    /// The function cannot be called, whatever its arguments.
    Unroutable(&'static str),
    /// The arguments do not fit. Nothing was called.
    Arguments(Vec<Problem>),
    /// A step has failed.
    #[cfg(feature = "steps")]
    Step(Box<StepFailure>),
    /// There is no answer.
    Call(CallError),
    /// The upstream has answered, and no document can be made from its answer.
    Shape {
        status: StatusCode,
        error: CallError,
        /// The text of the answer, where it has one and is not JSON.
        text: Option<Bytes>,
    },
}

/// Runs a function. The answer of an upstream has its body still to come.
pub(crate) async fn invoke(
    state: &State,
    function: &'static Function,
    inputs: &RawArguments<'_>,
    context: &Context,
) -> Result<Outcome<UpstreamResponse>, InvokeError> {
    if let Some((trace, _)) = recorded(function, context) {
        trace.begin_function();
    }
    // The one place that polls it, so that it becomes a part of this future.
    let outcome = invoke_body(state, function, inputs, context).await;
    if let Some((trace, reference)) = recorded(function, context) {
        trace.end_function(state.capability(), reference, outcome.is_ok());
    }
    outcome
}

/// The trace in which the function of an aggregate has a span of its own, and its name there.
fn recorded<'c>(
    function: &'static Function,
    context: &'c Context,
) -> Option<(&'c Trace, &'static str)> {
    let FunctionBody::Referred(Referred { reference, .. }) = &function.body else { return None };
    context.trace.as_deref().map(|trace| (trace, *reference))
}

async fn invoke_body(
    state: &State,
    function: &'static Function,
    inputs: &RawArguments<'_>,
    context: &Context,
) -> Result<Outcome<UpstreamResponse>, InvokeError> {
    match function.body() {
        FunctionBody::Unroutable(reason) => Err(InvokeError::Unroutable(reason)),
        FunctionBody::Referred(_) => Err(InvokeError::Unroutable(REFERRED_TWICE)),
        FunctionBody::Call { operation, bindings, output } => {
            let prepare = || prepare(state, operation, bindings, inputs, StepOutputs::default());
            let prepared = prepare().map_err(InvokeError::Arguments)?;
            let logged = |error: CallError| InvokeError::Call(error).logged(function, context);
            if !context.relayed {
                state.room().await.map_err(logged)?;
            }
            let again = || prepare().ok();
            let answer = state.send(operation, prepared, context, &again).await.map_err(logged)?;
            match output {
                Output::Shaped(shape) if answer.status.is_success() => {
                    let content = Box::pin(answer.read(&state.memory().answers)).await;
                    let shaped = content.map_err(InvokeError::Call);
                    let shaped =
                        shaped.and_then(|content| shaped_of(state, shape, inputs, content));
                    shaped.map_err(|error| error.logged(function, context))
                }
                Output::Shaped(_) | Output::Relay => Ok(Outcome::Answered(answer)),
            }
        }
        #[cfg(feature = "steps")]
        FunctionBody::Steps(_) if !inputs.problems.is_empty() => {
            Err(InvokeError::Arguments(inputs.problems.clone()))
        }
        #[cfg(feature = "steps")]
        FunctionBody::Steps(steps) => {
            // Boxed, so that functions without steps have no larger future.
            let outcome = Box::pin(stepped(state, steps, inputs, context)).await;
            outcome.map_err(|error| error.logged(function, context))
        }
        #[cfg(not(feature = "steps"))]
        FunctionBody::Steps(none) => match **none {},
        FunctionBody::Constant(_) | FunctionBody::Content(_) if !inputs.problems.is_empty() => {
            Err(InvokeError::Arguments(inputs.problems.clone()))
        }
        FunctionBody::Constant(constant) => {
            let values = state.values();
            let scope = Scope::new(inputs, values.variables());
            let document = evaluate::document(constant, scope);
            Ok(Outcome::Made { document, from: None })
        }
        FunctionBody::Content(blocks) => {
            Ok(Outcome::Made { document: Bytes::from_static(blocks.as_bytes()), from: None })
        }
    }
}

/// Runs the steps of a function. The answer of the last call is its outcome where mappings give none.
#[cfg(feature = "steps")]
async fn stepped(
    state: &State,
    table: &'static Steps,
    inputs: &RawArguments<'_>,
    context: &Context,
) -> Result<Outcome<UpstreamResponse>, InvokeError> {
    let run = steps::run(state, table, inputs, context).await;
    match run.map_err(|failure| InvokeError::Step(Box::new(failure)))? {
        Ended::Mapped(Ok(document)) => Ok(Outcome::Made { document, from: None }),
        Ended::Mapped(Err(flaw)) => Err(InvokeError::Call(CallError::unreadable(flaw, &[]))),
        Ended::Last(None) => Err(InvokeError::Unroutable(NO_ANSWER)),
        Ended::Last(Some(content)) => match table.last.map(|last| last.output) {
            Some(Output::Shaped(shape)) if content.status.is_success() => {
                shaped_of(state, shape, inputs, content)
            }
            _ => Ok(Outcome::Answered(UpstreamResponse::whole(content))),
        },
    }
}

fn shaped_of(
    state: &State,
    shape: &'static Expr,
    inputs: &RawArguments<'_>,
    content: Content,
) -> Result<Outcome<UpstreamResponse>, InvokeError> {
    let status = content.status;
    let unreadable = |error| InvokeError::Shape { status, error, text: None };
    let text = content.document().map_err(unreadable)?;
    let values = state.values();
    match evaluate::shape(shape, &text, Scope::new(inputs, values.variables())) {
        // Where nothing is found that is not null, the answer itself is the outcome (semantics 7).
        Ok(document) if &*document == b"null" && !content.body.is_empty() => {
            Ok(Outcome::Answered(UpstreamResponse::whole(content)))
        }
        Ok(document) => Ok(Outcome::Made { document, from: Some(content) }),
        Err(error) => {
            let is_json = matches!(error, ShapeError::Type(_));
            let error = Content::unshaped(error, &text);
            Err(InvokeError::Shape { status, error, text: (!is_json).then_some(text) })
        }
    }
}

impl InvokeError {
    /// The same, when operators have been told about it: it is no fault of the caller.
    pub(crate) fn logged(self, function: &Function, context: &Context) -> Self {
        if let Self::Call(error) | Self::Shape { error, .. } = &self {
            error.log(function.name, context.request_id.as_ref());
        }
        #[cfg(feature = "steps")]
        if let Self::Step(failure) = &self
            && let Cause::Call(error) = &failure.cause
        {
            error.log(function.name, context.request_id.as_ref());
        }
        if let Self::Shape { status, text, .. } = &self {
            let (status, bytes) = (status.as_u16(), text.as_ref().map(Bytes::len));
            tracing::debug!(status, bytes, "no document can be made of an answer");
        }
        self
    }
}

impl From<CallError> for InvokeError {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl From<InvokeError> for Rejection {
    fn from(error: InvokeError) -> Self {
        match error {
            InvokeError::Unroutable(reason) => Self::Plain(StatusCode::NOT_IMPLEMENTED, reason),
            InvokeError::Arguments(problems) => Self::BadArguments(problems),
            #[cfg(feature = "steps")]
            InvokeError::Step(failure) => {
                let note = failure.note();
                let cause = match failure.cause {
                    Cause::Arguments(problems) => Self::BadArguments(problems),
                    Cause::Call(error) => Self::from(error),
                };
                Self::Step { note, cause: Box::new(cause) }
            }
            InvokeError::Call(error) | InvokeError::Shape { error, .. } => Self::from(error),
        }
    }
}

impl fmt::Display for InvokeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unroutable(reason) => f.write_str(reason),
            Self::Arguments(problems) => {
                let sentences: Vec<&str> = problems.iter().map(Problem::message).collect();
                f.write_str(&sentences.join("; "))
            }
            #[cfg(feature = "steps")]
            Self::Step(failure) => failure.fmt(f),
            Self::Call(error) | Self::Shape { error, .. } => error.fmt(f),
        }
    }
}
