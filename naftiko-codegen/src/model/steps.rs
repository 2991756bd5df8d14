//! Functions of several steps.

use super::expr::Expr;
use crate::text::Span;

/// Steps, and what is made of their outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Steps {
    /// The steps in document order; each refers to earlier ones only.
    pub steps: Vec<Step>,
    /// The object that the mappings make; a member for which nothing is found is left out.
    pub mapped: Option<Expr>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// Its name in the document.
    pub name: String,
    /// Indices of the steps that end before it starts.
    pub after: Vec<usize>,
    /// What it does.
    pub action: Action,
    /// The step is skipped unless this has a value that is neither false nor empty.
    pub condition: Option<Expr>,
    /// The list that it runs for.
    pub each: Option<Each>,
    /// The output of a failure; `None` if that ends the run.
    pub fallback: Option<Expr>,
    /// Place in the document.
    pub span: Span,
}

/// The list that a step runs for. In the step, its own index means the element.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Each {
    /// The array.
    pub list: Expr,
    /// The greatest number of elements.
    pub limit: usize,
    /// The number of elements that are worked on at the same time.
    pub concurrency: usize,
}

/// The work of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A call of an operation.
    Call {
        /// Index into the capability's upstreams.
        upstream: usize,
        /// Index into the upstream's operations.
        operation: usize,
        /// Value for each argument of the operation, in the operation's order.
        bindings: Vec<Expr>,
        /// Set if the call may change something.
        changes: bool,
    },
    /// A search in the output of an earlier step.
    Lookup {
        /// Index of that step.
        index: usize,
        /// Member that is compared.
        member: String,
        /// Value that it has to have.
        wanted: Expr,
        /// Members of what is found.
        fields: Vec<String>,
    },
}

impl Steps {
    /// The operations that are called, by the indices of upstream and operation.
    pub(crate) fn calls(&self) -> impl Iterator<Item = (usize, usize)> {
        self.steps.iter().filter_map(|step| match step.action {
            Action::Call { upstream, operation, .. } => Some((upstream, operation)),
            Action::Lookup { .. } => None,
        })
    }

    /// Of those, the ones that may change something.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (usize, usize)> {
        self.steps.iter().filter_map(|step| match step.action {
            Action::Call { upstream, operation, changes: true, .. } => Some((upstream, operation)),
            Action::Call { .. } | Action::Lookup { .. } => None,
        })
    }

    /// The index of the last step that calls something.
    pub(crate) fn last(&self) -> Option<usize> {
        self.steps.iter().rposition(|step| matches!(step.action, Action::Call { .. }))
    }

    /// The operation that the step at `index` calls.
    pub(crate) fn target(&self, index: usize) -> Option<(usize, usize)> {
        match self.steps.get(index)?.action {
            Action::Call { upstream, operation, .. } => Some((upstream, operation)),
            Action::Lookup { .. } => None,
        }
    }

    /// Puts other expressions in the place of parameters.
    pub(crate) fn substitute(&mut self, by: &dyn Fn(usize) -> Expr) {
        for step in &mut self.steps {
            step.expressions_mut(&mut |one| one.substitute(by));
        }
        if let Some(mapped) = &mut self.mapped {
            mapped.substitute(by);
        }
    }
}

impl Step {
    /// Its expressions.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let (bindings, wanted) = match &self.action {
            Action::Call { bindings, .. } => (bindings.as_slice(), None),
            Action::Lookup { wanted, .. } => (&[][..], Some(wanted)),
        };
        let list = self.each.as_ref().map(|each| &each.list);
        bindings.iter().chain(wanted).chain(&self.condition).chain(list).chain(&self.fallback)
    }

    fn expressions_mut(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        match &mut self.action {
            Action::Call { bindings, .. } => bindings.iter_mut().for_each(&mut *change),
            Action::Lookup { wanted, .. } => change(wanted),
        }
        let list = self.each.as_mut().map(|each| &mut each.list);
        let others = self.condition.iter_mut().chain(list).chain(&mut self.fallback);
        others.for_each(change);
    }
}
