//! Steps that run for each element of a list.

use bytes::Bytes;

use super::failure::{Cause, Position, StepError};
use super::running::WorkUnderWay;
use super::step::{Done, NULL, StepScope, unreadable};
use crate::content::Content;
use crate::expression::Expr;
use crate::json::{JsonWriter, document, elements, utf8};
use crate::problem::Problem;
use crate::tables::{Each, Step};

impl StepScope<'_> {
    /// Runs a step for each element, some of them at the same time. The output is the array of their outputs, in the
    /// order of the list.
    pub(super) async fn each(
        self,
        index: usize,
        step: &'static Step,
        each: &'static Each,
    ) -> Result<Done, StepError> {
        let list = self.list(step, each)?;
        let length = list.len();
        let mut waiting = list.iter().enumerate();
        let mut running = WorkUnderWay::new();
        let mut all: Vec<Option<Done>> = list.iter().map(|_| None).collect();
        loop {
            while running.len() < each.concurrency
                && let Some((at, element)) = waiting.next()
            {
                let outputs = self.outputs.with_element(index, element);
                running.start(at, StepScope { outputs, ..self }.element(step));
            }
            let Some((at, done)) = running.next().await else { break };
            let position = Position { index: at, length };
            let failed = |error| StepError { element: Some(position), ..error };
            all[at] = Some(done.map_err(failed)?);
        }
        Ok(gathered(all.into_iter().flatten().collect()))
    }

    /// Works on one element.
    async fn element(self, step: &'static Step) -> Result<Done, StepError> {
        self.once(step).await.or_else(|cause| self.instead(step, cause.into()))
    }

    /// The elements of the list.
    fn list(self, step: &'static Step, each: &'static Each) -> Result<Vec<Bytes>, Cause> {
        let refused = |reason: String| {
            let sentence = format!("the list of `{}` {reason}", step.name);
            if is_given(&each.list) {
                Cause::Arguments(vec![Problem::new(step.name, sentence)])
            } else {
                unreadable(sentence)
            }
        };
        let value = self.value(&each.list)?.unwrap_or(NULL);
        let list = utf8(&value).ok().and_then(|text| elements(text.trim()).ok());
        let list = list.ok_or_else(|| refused("is no array".to_owned()))?;
        if list.len() > each.limit {
            let Each { limit, .. } = each;
            return Err(refused(format!("has {} elements, and {limit} are allowed", list.len())));
        }
        Ok(list.into_iter().map(|element| value.slice_ref(element.as_bytes())).collect())
    }
}

/// Returns `true` if a list is the caller's, and no output of a step.
fn is_given(list: &Expr) -> bool {
    match list {
        Expr::Parameter(_) => true,
        Expr::Member { of, .. } | Expr::Selected { of, .. } => is_given(of),
        _ => false,
    }
}

/// The outcome of the work on all elements. The first answer that is no success is the answer of the step, as it would be
/// of a single call.
fn gathered(all: Vec<Done>) -> Done {
    let mut out = JsonWriter::new();
    out.open_array();
    for done in &all {
        out.raw(done.output.as_ref().and_then(|output| document(output).ok()).unwrap_or("null"));
    }
    out.close_array();
    let made = Done::made(out.finish());
    let mut answers = all.into_iter().filter_map(|done| done.answer);
    match answers.find(|answer: &Content| !answer.status.is_success()) {
        None => made,
        refused => Done { answer: refused, ..made },
    }
}
