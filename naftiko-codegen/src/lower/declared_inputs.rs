//! Inputs that a unit declares: R64, R65.

use super::binder::Binder;
use super::callers::{Callers, Exposure};
use super::constants::constant_unread;
use super::context::Context;
use super::json::{self, Reading};
use super::secrets::named_secret;
use super::undeclared::mapped_argument;
use crate::finding::{Code, Finding};
use crate::model::{Expr, WirePlace};
use crate::source::Node;
use crate::spec::{InputParameter, Text};
use crate::text::Span;

impl Binder<'_, '_> {
    /// Inputs the unit declares (R64, R65); a declared list is closed.
    pub(super) fn declared_inputs(&mut self) {
        let unit = self.unit;
        for input in unit.all_inputs() {
            let Some(name) = input.name.as_ref().filter(|name| !name.value.is_empty()) else {
                let message = "an input without a name is skipped";
                self.context.report(Finding::new(Code::EmptyParamName, input.span, message));
                continue;
            };
            if self.draft.is_dropped(&name.value) {
                continue;
            }
            self.input_metadata(input);
            if let Some(caller) = self.callers.list.iter().position(|c| c.name == name.value) {
                if let Some(node) = input.value
                    && input.path().is_none()
                {
                    constant_unread(&name.value, node.span, self.context);
                }
                self.callers.declare(caller, input, self.exposure, self.context);
                continue;
            }
            let target = match &input.mapping {
                Some(mapping) => self.input_mapping(&mapping.value, mapping.span),
                None => self.find_argument(&name.value),
            };
            let target = target.or_else(|| self.undeclared(&name.value, name.span));
            let Some(target) = target else { continue };
            // What `with` fixed is not for callers to change.
            if self.is_bound(target) {
                self.filled(name, target);
                continue;
            }
            if let Some(node) = input.value.filter(|_| input.path().is_none()) {
                named_secret(&name.value, node, self.context);
                self.fixed_input(target, node);
                continue;
            }
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
        self.bind(target, value);
    }

    /// The argument of an input has a value already.
    fn filled(&mut self, name: &Text, target: usize) {
        let argument = &self.draft.operation.arguments[target].name;
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

    /// R65: `body.x`, `path.x`, `query.x`, `header.x`, or the bare name of an argument.
    fn input_mapping(&mut self, mapping: &str, span: Span) -> Option<usize> {
        let message = format!("`{mapping}` says which argument this input is");
        self.context.report(Finding::new(Code::InputMapping, span, message));
        let path = mapping.trim().trim_start_matches("$.").trim_start_matches('$');
        let (place, name) = match path.split_once('.') {
            Some(("body", name)) => (WirePlace::Field, name),
            Some(("path" | "pathParameters", name)) => (WirePlace::Path, name),
            Some(("query" | "queryParameters", name)) => (WirePlace::Query, name),
            Some(("header" | "headers", name)) => (WirePlace::Header, name),
            _ => return self.find_argument(path),
        };
        Some(match self.find_argument(name) {
            Some(index) => index,
            None => mapped_argument(name, place, span, self.draft, self.context),
        })
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
