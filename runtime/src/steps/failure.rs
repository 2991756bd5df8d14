//! The failure of a run: which step, why, and what cannot be taken back.

use std::fmt;

use crate::error::CallError;
use crate::problem::Problem;
use crate::tables::Step;

/// The failure of a step, which ends the run.
#[derive(Debug)]
pub(crate) struct StepFailure {
    /// The name of the step.
    step: &'static str,
    /// The element that the step ran for, if it was one.
    element: Option<Position>,
    pub(crate) cause: Cause,
    changed: Vec<Changed>,
}

/// The place of an element in its list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) index: usize,
    pub(super) length: usize,
}

/// What calls had been answered by then and may have changed something.
#[derive(Debug)]
pub(super) struct Changed {
    step: &'static str,
    /// The number of elements, of a step that runs for several.
    elements: Option<usize>,
}

/// Error of a step, or of the work on one element.
#[derive(Debug)]
pub(super) struct StepError {
    pub(super) cause: Cause,
    pub(super) element: Option<Position>,
}

/// The cause of a step's failure.
#[derive(Debug)]
pub(crate) enum Cause {
    /// Its arguments do not fit; nothing was sent.
    Arguments(Vec<Problem>),
    /// There is no answer.
    Call(CallError),
}

impl StepFailure {
    pub(super) fn new(step: &'static str, error: StepError, changed: Vec<Changed>) -> Self {
        Self { step, element: error.element, cause: error.cause, changed }
    }

    /// What callers have to know beside the cause.
    pub(crate) fn note(&self) -> String {
        let Self { step, element, changed, .. } = self;
        let place = match element {
            Some(Position { index, length }) => {
                format!(" for element {} of {length}", index + 1)
            }
            None => String::new(),
        };
        let changed: Vec<String> = changed.iter().map(Changed::to_string).collect();
        match changed.as_slice() {
            [] => format!("step `{step}` failed{place}"),
            changed => {
                let changed = changed.join(" and ");
                format!("step `{step}` failed{place}, after {changed} had been carried out")
            }
        }
    }
}

impl Changed {
    /// What a step has changed with so many answered calls.
    pub(super) fn of(step: &'static Step, answered: usize) -> Option<Self> {
        let elements = step.each.is_some().then_some(answered);
        (step.changes() && answered > 0).then_some(Self { step: step.name, elements })
    }
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.step)?;
        match self.elements {
            None => Ok(()),
            Some(1) => f.write_str(" for 1 element"),
            Some(elements) => write!(f, " for {elements} elements"),
        }
    }
}

impl From<Cause> for StepError {
    fn from(cause: Cause) -> Self {
        Self { cause, element: None }
    }
}

impl From<CallError> for StepError {
    fn from(error: CallError) -> Self {
        Cause::from(error).into()
    }
}

impl From<CallError> for Cause {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(problems) => {
                let sentences: Vec<&str> = problems.iter().map(Problem::message).collect();
                f.write_str(&sentences.join("; "))
            }
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for StepFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.note(), self.cause)
    }
}
