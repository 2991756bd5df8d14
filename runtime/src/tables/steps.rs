//! Steps: functions that call several operations.

use super::{OperationInfo, Output};
use crate::expression::Expr;

/// The steps of a function and the document that is made of their outputs.
#[derive(Debug)]
pub struct Steps {
    /// The steps in document order; a step refers only to those before it.
    pub steps: &'static [Step],
    /// The object that mappings make of the outputs; `None` without mappings. A member that nothing is found for is
    /// omitted.
    pub mapped: Option<&'static Expr>,
    /// The last call, whose answer is the result when nothing is mapped.
    pub last: Option<LastCall>,
}

impl Steps {
    /// The operations that are called, in document order.
    #[cfg(feature = "rest")]
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static OperationInfo> {
        self.steps.iter().filter_map(|step| match step.action {
            Action::Call { operation, .. } => Some(operation),
            Action::Lookup(_) => None,
        })
    }
}

/// The call whose answer can be the result of a function with steps.
#[derive(Clone, Copy, Debug)]
pub struct LastCall {
    /// Its index among the steps.
    pub step: usize,
    /// The treatment of its answer.
    pub output: Output,
}

/// A step of a function.
#[derive(Debug)]
pub struct Step {
    /// The name in the document.
    pub name: &'static str,
    /// The steps that end before this one starts.
    pub after: &'static [usize],
    /// What the step does.
    pub action: Action,
    /// The condition of the step: without a value, and for null, `false`, an empty text and an empty array, the step is
    /// skipped, and its output is null.
    pub condition: Option<Expr>,
    /// The list that the step runs for, once for each element.
    pub each: Option<Each>,
    /// The output of the step, or of an element, when there is no answer; `None` if that ends the run.
    pub fallback: Option<Expr>,
}

impl Step {
    /// A step that runs once, and whose failure ends the run.
    #[must_use]
    pub const fn new(name: &'static str, after: &'static [usize], action: Action) -> Self {
        Self { name, after, action, condition: None, each: None, fallback: None }
    }

    /// Returns `true` if it calls what may change something.
    pub(crate) const fn changes(&self) -> bool {
        matches!(self.action, Action::Call { changes: true, .. })
    }

    /// The same with a condition.
    #[must_use]
    pub const fn only_if(self, condition: Expr) -> Self {
        Self { condition: Some(condition), ..self }
    }

    /// The same for each element of a list.
    #[must_use]
    pub const fn for_each(self, each: Each) -> Self {
        Self { each: Some(each), ..self }
    }

    /// The same with an output in the place of a failure.
    #[must_use]
    pub const fn or_else(self, fallback: Expr) -> Self {
        Self { fallback: Some(fallback), ..self }
    }
}

/// The elements that a [`Step`] runs for. In its own expressions the step's index means the element.
#[derive(Debug)]
pub struct Each {
    /// The array.
    pub list: Expr,
    /// The greatest number of elements; an array with more ends the run before anything is sent.
    pub limit: usize,
    /// The number of elements that are worked on at the same time.
    pub concurrency: usize,
}

/// The work of a [`Step`].
#[derive(Debug)]
pub enum Action {
    /// A call of an operation.
    Call {
        /// The operation.
        operation: &'static OperationInfo,
        /// One binding for each argument of the operation, in the same order.
        bindings: &'static [Expr],
        /// Set if the call may change something at the upstream.
        changes: bool,
        /// The output that later steps see.
        output: StepOutput,
    },
    /// A search in the output of an earlier step.
    Lookup(Lookup),
}

/// The output of a call that later steps see.
#[derive(Debug)]
pub enum StepOutput {
    /// The whole answer.
    Document,
    /// An object with these members; of an array, its elements with these members added.
    Members(&'static [(&'static str, Expr)]),
    /// One value; of an array, its elements.
    Value(Expr),
}

/// A search for the elements of an array whose member has a wanted text.
#[derive(Debug)]
pub struct Lookup {
    /// The step whose output is searched: an array of objects, or one object.
    pub index: usize,
    /// The member that is compared.
    pub member: &'static str,
    /// The wanted value; each element of an array is looked up in turn.
    pub wanted: Expr,
    /// The members of a hit that are the output.
    pub fields: &'static [&'static str],
}
