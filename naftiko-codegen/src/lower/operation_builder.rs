//! An operation while arguments can be added to it.

use crate::model::{Argument, Kind, Operation, PathPart, WirePlace};
use crate::source::Node;
use crate::text::Span;

/// An operation to which arguments can still be added.
#[derive(Debug)]
pub(crate) struct OperationBuilder {
    pub(crate) operation: Operation,
    /// Place of its name.
    pub(crate) span: Span,
    /// Headers and body fields that no caller can set (R21, R39).
    pub(crate) dropped: Vec<String>,
    /// Body fields that hold the credential (R21).
    pub(crate) secrets: Vec<String>,
    /// Parameters that are variables of the process, which no caller can set.
    pub(crate) of_process: Vec<String>,
    /// Number of arguments that the upstream side declares; units may add others (R61).
    pub(crate) declared: usize,
    /// Arguments whose type nobody wrote (R34).
    pub(crate) assumed: Vec<usize>,
    /// Types of what units pass to those.
    pub(crate) passed: Vec<(usize, Kind)>,
}

/// A `value` written on a consumed parameter (R40).
#[derive(Clone, Copy)]
pub(crate) struct Given<'n> {
    pub(crate) node: &'n Node,
}

impl OperationBuilder {
    /// The index of the argument `name`, which is added when it is new.
    pub(crate) fn argument(
        &mut self,
        name: &str,
        place: WirePlace,
        kind: Kind,
        required: bool,
        description: &str,
    ) -> usize {
        let arguments = &mut self.operation.arguments;
        if let Some(index) = arguments.iter().position(|argument| argument.name == name) {
            arguments[index].required |= required;
            return index;
        }
        arguments.push(Argument {
            name: name.to_owned(),
            field: String::new(),
            kind,
            required,
            description: description.to_owned(),
            place,
            bounds: None,
            span: self.span,
        });
        arguments.len() - 1
    }

    /// The same for an argument whose type nobody wrote; `kind` stands in for it.
    pub(crate) fn untyped(
        &mut self,
        name: &str,
        place: WirePlace,
        kind: Kind,
        required: bool,
        description: &str,
    ) -> usize {
        let count = self.operation.arguments.len();
        let index = self.argument(name, place, kind, required, description);
        if index == count {
            self.assumed.push(index);
        }
        index
    }

    /// Appends the argument `index` to the path, as a segment of its own (R33).
    pub(crate) fn append_segment(&mut self, name: &str, index: usize) {
        let operation = &mut self.operation;
        match operation.path.last_mut() {
            Some(PathPart::Literal(text)) if text.ends_with('/') => {}
            Some(PathPart::Literal(text)) => text.push('/'),
            _ => operation.path.push(PathPart::Literal("/".to_owned())),
        }
        if !operation.template.ends_with('/') {
            operation.template.push('/');
        }
        operation.template.push_str(&format!("{{{name}}}"));
        operation.path.push(PathPart::Argument { index, slashes: false });
    }

    /// Remembers the types of what a unit passes to an argument.
    pub(crate) fn pass(&mut self, argument: usize, kinds: Vec<Kind>) {
        if self.assumed.contains(&argument) {
            self.passed.extend(kinds.into_iter().map(|kind| (argument, kind)));
        }
    }

    /// Returns `true` if what units pass under this name goes nowhere: it is not theirs to set.
    pub(crate) fn is_dropped(&self, name: &str) -> bool {
        let argument = self.operation.arguments.iter().any(|argument| argument.name == name);
        !argument && self.dropped.iter().chain(&self.secrets).any(|dropped| dropped == name)
    }

    /// The argument that is the whole request body, if there is one.
    pub(crate) fn whole_body(&self) -> Option<usize> {
        self.operation.arguments.iter().position(|a| a.place == WirePlace::Body)
    }
}
