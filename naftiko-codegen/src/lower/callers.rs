//! Caller parameters of one exposed unit: R63, R64, R68, R69, and their places (dialect section 3).

use super::arguments::{check_field_name, type_invalid};
use super::callee::Callee;
use super::constants::constant_unread;
use super::context::Context;
use super::jsonpath::lower_path;
use super::types::lower_values;
use crate::finding::{Code, Finding};
use crate::model::{Kind, Parameter, Place, RoutePath, Step, WirePlace};
use crate::names::{self, Found};
use crate::spec::{InputParameter, Text, Unit, ValueRules};
use crate::text::Span;

/// What an input can have as `in`.
const PLACES: [&str; 5] = ["path", "query", "header", "cookie", "body"];

/// How a unit is exposed, as far as its parameters depend on it.
#[derive(Clone, Copy)]
pub(crate) enum Exposure<'a> {
    /// A REST operation.
    Rest { method: &'a str, path: &'a RoutePath },
    /// An MCP tool.
    Tool,
}

/// A caller parameter while it is being found out what is known about it.
pub(crate) struct Caller<'a> {
    pub(crate) name: String,
    pub(crate) declared: Option<&'a InputParameter<'a>>,
    /// The argument it is passed to, when it is passed to one as it is.
    pub(crate) bound: Option<usize>,
    /// A field of the request body (R58).
    pub(crate) body_field: bool,
    /// Where `with` names it.
    pub(crate) named: Option<Span>,
    /// Where it is in the request body (semantics 12.4).
    pub(crate) within: Option<Vec<Step>>,
    /// Set if a part of the upstream's path is made of it.
    pub(crate) fills_path: bool,
}

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
            fills_path: false,
        });
        self.list.len() - 1
    }

    /// Remembers what a unit declares about a parameter.
    pub(crate) fn declare(
        &mut self,
        index: usize,
        input: &'a InputParameter<'a>,
        exposure: Exposure<'_>,
        context: &mut Context<'_>,
    ) {
        if self.list[index].declared.replace(input).is_some() {
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
            Kind::String
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
    let own = declared.and_then(|input| lower_values(&input.values, context));
    let default = own.and_then(|id| context.types.annotation(id, "default"));
    let default = default.filter(|json| *json != "null").map(str::to_owned);
    let has_default = default.is_some() && declared.is_some_and(|input| input.required.is_none());
    let required = by_path
        || caller.fills_path
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
    Parameter { name, kind, required, description, place, header, bounds, exact, default }
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

/// Dialect section 3, "Place of a caller parameter on REST".
fn place(
    caller: &Caller<'_>,
    argument: Option<WirePlace>,
    exposure: Exposure<'_>,
    span: Span,
    context: &mut Context<'_>,
) -> Place {
    let Exposure::Rest { method, path } = exposure else {
        if let Some(written) = caller.declared.and_then(|input| input.place.as_ref())
            && !PLACES.iter().any(|place| written.value.eq_ignore_ascii_case(place))
        {
            param_in_invalid(&caller.name, written, context);
        }
        return Place::Argument;
    };
    // A placeholder that is repeated is one name.
    let mut placeholders: Vec<(usize, &str)> = Vec::new();
    for (index, name) in path.placeholders.iter().enumerate() {
        if !placeholders.iter().any(|(_, other)| other == name) {
            placeholders.push((index, name));
        }
    }
    match names::find(&caller.name, placeholders.iter().map(|(_, name)| *name)) {
        Found::Exact(index) => return of_placeholder(placeholders[index], path, span, context),
        Found::Folded(index) => {
            path_param_folded(&caller.name, placeholders[index].1, span, context);
            return of_placeholder(placeholders[index], path, span, context);
        }
        Found::Ambiguous => {
            ambiguous_path_param(&caller.name, path, span, context);
            return Place::Query;
        }
        Found::Nothing => {}
    }
    if let Some(steps) = &caller.within {
        return Place::Within(steps.clone());
    }
    let whole = argument == Some(WirePlace::Body);
    if let Some(place) = written_place(caller, whole, path, context) {
        return place;
    }
    if caller.body_field {
        return Place::Field;
    }
    match argument {
        Some(WirePlace::Body) => Place::Body,
        Some(WirePlace::Header) => Place::Header,
        Some(WirePlace::Cookie) => Place::Cookie,
        Some(WirePlace::Field) if matches!(method, "POST" | "PUT" | "PATCH") => Place::Field,
        _ => Place::Query,
    }
}

/// The place that an input says.
fn written_place(
    caller: &Caller<'_>,
    whole: bool,
    path: &RoutePath,
    context: &mut Context<'_>,
) -> Option<Place> {
    let written = caller.declared.and_then(|input| input.place.as_ref())?;
    match written.value.to_ascii_lowercase().as_str() {
        "query" => return Some(Place::Query),
        "header" => {
            check_own_name(caller, WirePlace::Header, context);
            return Some(Place::Header);
        }
        "cookie" => {
            check_own_name(caller, WirePlace::Cookie, context);
            return Some(Place::Cookie);
        }
        "body" => return Some(if whole { Place::Body } else { Place::Field }),
        // A path parameter without a placeholder: the argument decides.
        "path" => input_moved(&caller.name, written, path, context),
        _ => param_in_invalid(&caller.name, written, context),
    }
    None
}

/// An input that says `in: path` where the path has no place for it.
fn input_moved(name: &str, written: &Text, path: &RoutePath, context: &mut Context<'_>) {
    let message = format!(
        "`{}` has no placeholder `{{{name}}}`; callers give `{name}` where its argument goes, or in the query",
        path.template
    );
    context.report(
        Finding::new(Code::InputMoved, written.span, message)
            .help(format!("write `{{{name}}}` in the path, or `in: query`")),
    );
}

/// A name under which callers cannot send anything is refused.
fn check_own_name(caller: &Caller<'_>, place: WirePlace, context: &mut Context<'_>) {
    if let Some(name) = caller.declared.and_then(|input| input.name.as_ref()) {
        check_field_name(place, name, context);
    }
}

/// One list that declares an input twice.
fn declared_again(name: &str, span: Span, context: &mut Context<'_>) {
    let message = format!("`{name}` is declared again; only this one counts");
    context.report(
        Finding::new(Code::InputOverridden, span, message).help("remove the one that is not meant"),
    );
}

/// The place of the placeholder `name`, which stands at `first` and perhaps again.
fn of_placeholder(
    (first, name): (usize, &str),
    path: &RoutePath,
    span: Span,
    context: &mut Context<'_>,
) -> Place {
    let named = path.placeholders.iter().enumerate().filter(|(_, other)| *other == name);
    let all: Vec<usize> = named.map(|(index, _)| index).collect();
    if all.len() == 1 {
        return Place::Path(first);
    }
    let message = format!(
        "`{{{name}}}` stands {} times in `{}`; callers have to give one value each time",
        all.len(),
        path.template
    );
    context.report(
        Finding::new(Code::PathParamRepeated, span, message)
            .help("give the placeholders different names if two values are meant"),
    );
    Place::Same(all)
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

/// R35, on an exposed parameter.
fn param_in_invalid(name: &str, written: &crate::spec::Text, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::ParamInInvalid,
            written.span,
            format!("`{name}` cannot be sent in `{}`", written.value),
        )
        .help("`in` is one of path, query, header, cookie, body"),
    );
}

/// R68, note.
fn path_param_folded(name: &str, placeholder: &str, span: Span, context: &mut Context<'_>) {
    let message = format!("`{name}` is the placeholder `{{{placeholder}}}`");
    context.report(Finding::new(Code::PathParamFolded, span, message));
}

/// R68, error.
fn ambiguous_path_param(name: &str, path: &RoutePath, span: Span, context: &mut Context<'_>) {
    let message = format!("`{name}` could be more than one placeholder of `{}`", path.template);
    context.report(
        Finding::new(Code::AmbiguousPathParam, span, message)
            .help("write the placeholder exactly like the reference"),
    );
}

/// R69. `mistaken` is a parameter that `with` names and that is no placeholder.
fn unused_path_param(
    path: &RoutePath,
    parameters: &[Parameter],
    (span, mistaken): (Span, Option<(&str, Span)>),
    context: &mut Context<'_>,
) {
    for (index, name) in path.placeholders.iter().enumerate() {
        let first = path.placeholders.iter().position(|other| other == name) == Some(index);
        // Two of one fold: whoever meant one of them is told that it could be either.
        let fold = names::fold(name);
        let twins = path.placeholders.iter().any(|o| o != name && names::fold(o) == fold);
        if first && !twins && !parameters.iter().any(|parameter| parameter.place.is_path(index)) {
            let message =
                format!("nobody reads the placeholder `{{{name}}}` of `{}`", path.template);
            let help = match mistaken {
                Some((other, _)) => format!(
                    "`{other}` is no placeholder of the path: write `rest.{name}` if that is meant"
                ),
                None => "pass it on under `with`, or take it out of the path".to_owned(),
            };
            let span = mistaken.map_or(span, |(_, place)| place);
            context.report(Finding::new(Code::UnusedPathParam, span, message).help(help));
        }
    }
}
