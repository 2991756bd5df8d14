//! Places of caller parameters: R35, R68, R69 (dialect section 3).

use super::arguments::check_field_name;
use super::caller::{Caller, Exposure};
use super::context::Context;
use crate::finding::{Code, Finding};
use crate::model::{Parameter, Place, RoutePath, WirePlace};
use crate::names::{self, Found};
use crate::spec::Text;
use crate::text::Span;

/// Values that an input can have as `in`.
const PLACES: [&str; 5] = ["path", "query", "header", "cookie", "body"];

/// Dialect section 3, "Place of a caller parameter on REST".
pub(super) fn place(
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
    if let Some(segments) = &caller.within {
        return Place::Within(segments.clone());
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
pub(super) fn unused_path_param(
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
