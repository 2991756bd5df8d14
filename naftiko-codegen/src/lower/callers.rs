//! Caller parameters of one exposed unit: R63, R64, R68, R69, and their places (dialect section 3).

use super::arguments::type_invalid;
use super::callee::Callee;
use super::caller::{Caller, Exposure};
use super::constants::constant_unread;
use super::context::Context;
use super::jsonpath::lower_path;
use super::places::{place, unused_path_param};
use super::types::lower_values;
use crate::finding::{Code, Finding};
use crate::model::{Expr, Kind, Operation, Parameter, Place, WirePlace};
use crate::spec::{InputParameter, Text, Unit, ValueRules};
use crate::text::Span;

/// The caller parameters of a unit, in order of first mention.
#[derive(Default)]
pub(crate) struct Callers<'a> {
    pub(crate) list: Vec<Caller<'a>>,
}

impl<'a> Callers<'a> {
    /// Those of a unit that calls nothing: what it declares.
    pub(crate) fn declared(
        unit: &'a Unit<'a>,
        exposure: Exposure<'_>,
        context: &mut Context<'_>,
    ) -> Self {
        let mut callers = Self::default();
        for input in unit.all_inputs() {
            let Some(name) = input.name.as_ref().filter(|name| !name.value.is_empty()) else {
                let message = "an input without a name is skipped";
                context.report(Finding::new(Code::EmptyParamName, input.span, message));
                continue;
            };
            if let Some(node) = input.value
                && input.path().is_none()
            {
                constant_unread(&name.value, node.span, context);
            }
            let index = callers.index(&name.value);
            callers.declare(index, input, exposure, context);
        }
        callers
    }

    /// The names so far, by their indices.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.list.iter().map(|caller| caller.name.as_str()).collect()
    }

    /// The index of caller parameter `name`, which is added when it is new.
    pub(crate) fn index(&mut self, name: &str) -> usize {
        if let Some(index) = self.list.iter().position(|caller| caller.name == name) {
            return index;
        }
        self.list.push(Caller {
            name: name.to_owned(),
            declared: None,
            bound: None,
            body_field: false,
            named: None,
            within: None,
            needed: false,
        });
        self.list.len() - 1
    }

    /// Notes which of them have to be given, so that `binding` has a value where the upstream's path is made of it: a path
    /// with a gap in it is another path.
    pub(crate) fn need(&mut self, binding: &Expr, place: WirePlace) {
        let mut named = Vec::new();
        if place == WirePlace::Path {
            binding.parameters(&mut named);
        }
        for caller in named {
            self.list[caller].needed = true;
        }
    }

    /// The same for all arguments of a call that is made in any case, with those that it needs and nobody declares.
    pub(crate) fn need_all(&mut self, bindings: &[Expr], operation: &Operation) {
        for (binding, argument) in bindings.iter().zip(&operation.arguments) {
            self.need(binding, argument.place);
            if let (Expr::Parameter(caller), true) = (binding, argument.required) {
                let caller = &mut self.list[*caller];
                caller.needed |= caller.declared.is_none();
            }
        }
    }

    /// The type of a parameter, as far as it is declared; that of one without a type is text.
    pub(super) fn kind_declared(&self, index: usize) -> Option<Kind> {
        let declared = self.list.get(index)?.declared?;
        match &declared.kind {
            Some(written) => Kind::parse(&written.value),
            None if declared.open => None,
            None => Some(Kind::String),
        }
    }

    /// Remembers what a unit declares about a parameter.
    pub(crate) fn declare(
        &mut self,
        index: usize,
        input: &'a InputParameter<'a>,
        exposure: Exposure<'_>,
        context: &mut Context<'_>,
    ) {
        let before = self.list[index].declared.replace(input);
        // Each step of a unit declares the inputs of the unit.
        if before.is_some_and(|before| before.span != input.span) {
            declared_again(&self.list[index].name, input.span, context);
        }
        let Some(path) = input.path() else { return };
        let in_body =
            input.place.as_ref().is_none_or(|place| place.value.eq_ignore_ascii_case("body"));
        if matches!(exposure, Exposure::Rest { .. }) && in_body {
            self.list[index].within = Some(lower_path(&path, context));
        } else {
            input_path(&path, context);
        }
    }

    /// Turns what is known into parameters.
    pub(crate) fn finish(
        self,
        exposure: Exposure<'_>,
        target: Option<&Callee>,
        span: Span,
        context: &mut Context<'_>,
    ) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for caller in &self.list {
            parameters.push(parameter(caller, exposure, target, span, context));
        }
        if let Exposure::Rest { path, .. } = exposure {
            let mistaken = self.list.iter().zip(&parameters).find_map(|(caller, parameter)| {
                let guessed = caller.declared.is_none() && !caller.body_field;
                let outside =
                    guessed && !matches!(parameter.place, Place::Path(_) | Place::Same(_));
                outside.then_some(caller.name.as_str()).zip(caller.named)
            });
            unused_path_param(path, &parameters, (span, mistaken), context);
        }
        parameters
    }
}

fn parameter(
    caller: &Caller<'_>,
    exposure: Exposure<'_>,
    target: Option<&Callee>,
    span: Span,
    context: &mut Context<'_>,
) -> Parameter {
    let bound = caller.bound.zip(target);
    let argument = bound.map(|(index, called)| &called.operation.arguments[index]);
    let declared = caller.declared;
    let kind = match declared.and_then(|input| input.kind.as_ref()) {
        Some(written) => Kind::parse(&written.value).unwrap_or_else(|| {
            type_invalid(written, context);
            Kind::Any
        }),
        None if declared.is_some_and(|input| input.open) => Kind::Any,
        None => bound.map_or(Kind::String, |(index, called)| called.kind_unsaid(index)),
    };
    if let (Exposure::Rest { .. }, Some(header)) =
        (exposure, declared.and_then(|input| input.header.as_ref()))
    {
        header_unread(header, context);
    }
    let place = place(caller, argument.map(|a| a.place), exposure, span, context);
    let by_path = matches!(place, Place::Path(_) | Place::Same(_));
    let argument_required = argument.map(|argument| argument.required);
    let own = declared.and_then(|input| lower_values(&input.values, kind, context));
    let default = own.and_then(|id| context.types.annotation(id, "default"));
    let default = default.filter(|json| *json != "null").map(str::to_owned);
    let has_default = default.is_some() && declared.is_some_and(|input| input.required.is_none());
    let required = by_path
        || caller.needed
        || argument.is_some_and(|argument| argument.place == WirePlace::Path)
        || !has_default && required(declared, argument_required, exposure, context);
    let description = declared
        .and_then(|input| Text::said(input.description.as_ref()))
        .or_else(|| argument.map(|argument| argument.description.clone()))
        .filter(|text| !text.is_empty())
        .unwrap_or_default();
    let header = declared.and_then(|input| Text::said(input.header.as_ref()));
    let inherited = || argument.filter(|argument| argument.kind == kind)?.bounds;
    let bounds = own.or_else(inherited);
    let exact = declared.is_some_and(|input| matches!(input.values, ValueRules::Schema(_)));
    let name = caller.name.clone();
    let span = declared
        .map(|input| input.span)
        .or_else(|| argument.map(|argument| argument.span))
        .or(caller.named)
        .unwrap_or(span);
    Parameter { name, kind, required, description, place, header, bounds, exact, default, span }
}

/// R63: what is declared, then what the argument says, then true for what is declared at all.
fn required(
    declared: Option<&InputParameter<'_>>,
    argument: Option<bool>,
    exposure: Exposure<'_>,
    context: &mut Context<'_>,
) -> bool {
    match (declared, argument) {
        (Some(input), argument) => input.required.unwrap_or_else(|| {
            if matches!(exposure, Exposure::Tool) {
                let message = "`required` is left out; the upstream argument decides";
                context.report(Finding::new(Code::InputRequiredDefault, input.span, message));
            }
            argument.unwrap_or(matches!(exposure, Exposure::Tool))
        }),
        (None, argument) => argument.unwrap_or(false),
    }
}

/// One list that declares an input twice.
fn declared_again(name: &str, span: Span, context: &mut Context<'_>) {
    let message = format!("`{name}` is declared again; only this one counts");
    context.report(
        Finding::new(Code::InputOverridden, span, message).help("remove the one that is not meant"),
    );
}

/// A path where there is no request body to read.
fn input_path(path: &Text, context: &mut Context<'_>) {
    let message = format!(
        "`{}` is a path into a request body, which this input does not come from",
        path.value
    );
    context.report(
        Finding::new(Code::InputPath, path.span, message)
            .help("write `in: body` on an operation of a REST adapter, or a constant"),
    );
}

/// `x-mcp-header` where no tool is.
fn header_unread(header: &Text, context: &mut Context<'_>) {
    let message = "`x-mcp-header` is of tools; on REST an input is in a header by `in: header`";
    context.report(Finding::new(Code::HeaderInvalid, header.span, message));
}
