//! The failure of a run: which step, why, and what cannot be taken back.

use std::fmt;

use crate::error::CallError;
use crate::problem::Problem;
use crate::tables::Step;

/// The failure of a step, which ends the run.
#[derive(Debug)]
pub(crate) struct StepFailure {
    /// The name of the step.
    pub(crate) step: &'static str,
    pub(crate) cause: Cause,
    /// The calls that had ended by then and may have changed something.
    pub(crate) changed: Vec<&'static str>,
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
    pub(super) fn new(step: &'static Step, cause: Cause, changed: Vec<&'static str>) -> Self {
        Self { step: step.name, cause, changed }
    }

    /// What callers have to know beside the cause.
    pub(crate) fn note(&self) -> String {
        let Self { step, changed, .. } = self;
        let quoted: Vec<String> = changed.iter().map(|name| format!("`{name}`")).collect();
        match quoted.as_slice() {
            [] => format!("step `{step}` failed"),
            quoted => {
                format!("step `{step}` failed, after {} had been carried out", quoted.join(" and "))
            }
        }
    }
}

impl From<CallError> for Cause {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl fmt::Display for StepFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.note())?;
        match &self.cause {
            Cause::Arguments(problems) => {
                let sentences: Vec<&str> = problems.iter().map(Problem::message).collect();
                f.write_str(&sentences.join("; "))
            }
            Cause::Call(error) => error.fmt(f),
        }
    }
}
