//! Inputs that a unit declares: R64, R65.

use super::binder::Binder;
use super::callee::NameMeaning;
use super::caller::Exposure;
use super::callers::Callers;
use super::constants::constant_unread;
use super::context::Context;
use super::json::{self, Reading};
use super::refusals::constant_refused;
use super::secrets::named_secret;
use crate::finding::{Code, Finding};
use crate::model::Expr;
use crate::source::Node;
use crate::spec::{InputParameter, Text};
use crate::text::Span;

impl<'l> Binder<'l, '_, '_> {
    /// Inputs the unit declares (R64, R65); a declared list is closed.
    pub(super) fn declared_inputs(&mut self, meanings: &[NameMeaning]) {
        let unit = self.unit;
        for (input, meaning) in unit.all_inputs().zip(meanings) {
            let Some(name) = input.name.as_ref().filter(|name| !name.value.is_empty()) else {
                let message = "an input without a name is skipped";
                self.context.report(Finding::new(Code::EmptyParamName, input.span, message));
                continue;
            };
            match *meaning {
                NameMeaning::Dropped => {}
                NameMeaning::Fixed => self.input_metadata(input),
                NameMeaning::Caller => {
                    self.input_metadata(input);
                    if let Some(node) = input.value.filter(|_| input.path().is_none()) {
                        constant_unread(&name.value, node.span, self.context);
                    }
                    let caller = self.callers.index(&name.value);
                    self.callers.declare(caller, input, self.exposure, self.context);
                }
                NameMeaning::Argument(target) => {
                    self.input_metadata(input);
                    self.input(target, name, input);
                }
            }
        }
    }

    /// An input that is passed to an argument.
    fn input(&mut self, target: usize, name: &Text, input: &'l InputParameter<'l>) {
        // An argument that `with` fixes is not for callers to change.
        if self.is_bound(target) {
            // Other steps can use the input.
            if !self.unit.is_step {
                self.filled(name, target);
            }
        } else if let Some(node) = input.value.filter(|_| input.path().is_none()) {
            named_secret(&name.value, node, self.context);
            self.fixed_input(target, node);
        } else {
            let caller = self.callers.index(&name.value);
            self.callers.declare(caller, input, self.exposure, self.context);
            self.callers.list[caller].bound = Some(target);
            self.bind(target, Expr::Parameter(caller));
        }
    }

    /// A `value` on an exposed input is a constant, whatever the caller sends (semantics Δ26).
    fn fixed_input(&mut self, target: usize, node: &Node) {
        let reading =
            Reading { purpose: "a constant argument", bare_references: None, keys: false };
        let (callers, exposure) = (&mut self.callers, self.exposure);
        let mut unknown = Vec::new();
        let value = json::template(node, reading, self.context, &mut |name, _| {
            note_unknown(name, callers, exposure, &mut unknown);
            callers.index(name)
        });
        for name in unknown {
            hole_undeclared(&name, node.span, self.context);
        }
        constant_refused(&value, self.called, target, node.span, self.context);
        self.bind(target, value);
    }

    /// The argument of an input has a value already.
    fn filled(&mut self, name: &Text, target: usize) {
        let argument = &self.called.operation.arguments[target].name;
        let message = format!(
            "the argument `{argument}` has its value from `with` or an earlier input; callers cannot give `{}`",
            name.value
        );
        input_overridden(message, name.span, self.context);
    }

    /// R64.
    fn input_metadata(&mut self, input: &InputParameter<'_>) {
        let rest = matches!(self.exposure, Exposure::Rest { .. });
        if input.description.is_none() || (rest && input.required.is_some()) {
            let message = "an input has no description, or says `required` on REST";
            self.context.report(Finding::new(Code::InputMetadata, input.span, message));
        }
        if rest && input.place.is_none() {
            let message = "this input does not say where it comes from";
            self.context.report(Finding::new(Code::InputInMissing, input.span, message));
        }
    }
}

/// An input that counts for nothing.
fn input_overridden(message: String, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(Code::InputOverridden, span, message)
            .help("remove the input, or what stands in its place"),
    );
}

/// Keeps `name` when neither the unit nor its path declares it.
pub(super) fn note_unknown(
    name: &str,
    callers: &Callers<'_>,
    exposure: Exposure<'_>,
    unknown: &mut Vec<String>,
) {
    let in_path = match exposure {
        Exposure::Rest { path, .. } => path.placeholders.iter().any(|other| other == name),
        Exposure::Tool => false,
    };
    if !in_path && callers.list.iter().all(|caller| caller.name != name) {
        unknown.push(name.to_owned());
    }
}

/// A hole in a constant that only callers can fill, and of which they are not told.
pub(super) fn hole_undeclared(name: &str, span: Span, context: &mut Context<'_>) {
    let message = format!("`{{{{{name}}}}}` is declared nowhere; callers can give it as `{name}`");
    context.report(
        Finding::new(Code::HoleUndeclared, span, message)
            .help("declare it under `inputParameters`, or as a key of a bind"),
    );
}
