//! Arguments of consumed operations: R32, R34 to R40.

use super::context::Context;
use super::operation_builder::{Given, OperationBuilder};
use super::process_variables::is_of_process;
use super::tag::{has_tag, hole_in_name};
use super::types::lower_values;
use crate::finding::{Code, Finding};
use crate::model::{Argument, Expr, Kind, TypeId, WirePlace};
use crate::names;
use crate::spec::{InputParameter, Text};
use crate::text::Span;

/// A declared parameter that survived R34 to R39.
#[derive(Clone)]
pub(crate) struct Declared<'n> {
    pub(crate) name: String,
    pub(crate) place: WirePlace,
    pub(crate) kind: Kind,
    /// Set if nobody wrote the type.
    pub(crate) assumed: bool,
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) given: Option<Given<'n>>,
    /// Type with rules for its values besides `kind`.
    pub(crate) bounds: Option<TypeId>,
    pub(crate) span: Span,
}

/// Context that decides about a parameter besides its own text.
pub(crate) struct Surroundings<'a> {
    pub(crate) method: &'a str,
    pub(crate) placeholders: &'a [&'a str],
    pub(crate) authenticated: bool,
}

/// Headers that belong to the connection or to the credential, never to a caller (R39).
const RESERVED_HEADERS: &[&str] = &[
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "accept-encoding",
];

/// Merges the levels: a later one replaces the same name and place.
pub(crate) fn declared_parameters<'n>(
    levels: [&[InputParameter<'n>]; 3],
    around: &Surroundings<'_>,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Vec<Declared<'n>> {
    let mut merged: Vec<Declared<'n>> = Vec::new();
    let all = levels.into_iter().enumerate();
    let all = all.flat_map(|(level, list)| list.iter().map(move |parameter| (level, parameter)));
    let mut level_of = Vec::new();
    for (level, parameter) in all.filter(|(_, parameter)| !has_no_place(parameter)) {
        let Some(declared) = declared(parameter, around, context) else { continue };
        let name = declared.name.to_ascii_lowercase();
        if declared.place == WirePlace::Header && is_reserved(&name, around.authenticated) {
            reserved_header(&declared.name, declared.span, context);
            builder.dropped.push(declared.name);
            continue;
        }
        match merged.iter().position(|earlier| is_same(earlier, &declared)) {
            Some(at) => {
                if level_of[at] == level && (merged[at].given.is_some() || declared.given.is_some())
                {
                    declared_again(&declared, context);
                }
                level_of[at] = level;
                merged[at] = declared;
            }
            None => {
                merged.push(declared);
                level_of.push(level);
            }
        }
    }
    repeated_names(&merged, context);
    merged
}

/// Returns `true` if a parameter is a variable with a name: it goes nowhere by itself.
fn has_no_place(parameter: &InputParameter<'_>) -> bool {
    let is_named = parameter.name.as_ref().is_some_and(|name| !name.value.is_empty());
    is_named && is_of_process(parameter)
}

/// Returns `true` if two parameters are one on the wire: names of headers have no case.
fn is_same(one: &Declared<'_>, other: &Declared<'_>) -> bool {
    let names = (&one.name, &other.name);
    one.place == other.place
        && if one.place == WirePlace::Header {
            names.0.eq_ignore_ascii_case(names.1)
        } else {
            names.0 == names.1
        }
}

/// One list that gives a parameter two values.
fn declared_again(parameter: &Declared<'_>, context: &mut Context<'_>) {
    let message = format!("`{}` is declared again; only this one counts", parameter.name);
    context.report(
        Finding::new(Code::InputOverridden, parameter.span, message)
            .help("remove the one that is not meant"),
    );
}

fn declared<'n>(
    parameter: &InputParameter<'n>,
    around: &Surroundings<'_>,
    context: &mut Context<'_>,
) -> Option<Declared<'n>> {
    let name = match &parameter.name {
        Some(name) if !name.value.is_empty() => name,
        _ => {
            empty_param_name(parameter.span, context);
            return None;
        }
    };
    if has_tag(&name.value) {
        context.report(hole_in_name(&name.value, "the name of a parameter", name.span));
        return None;
    }
    param_name(name, context);
    let place = place(parameter, name, around, context)?;
    if !check_field_name(place, name, context) {
        return None;
    }
    let kind = kind(parameter.kind.as_ref(), place, name, context);
    Some(Declared {
        name: name.value.clone(),
        place,
        kind,
        assumed: parameter.kind.is_none(),
        required: place == WirePlace::Path || parameter.required == Some(true),
        description: Text::said(parameter.description.as_ref()).unwrap_or_default(),
        given: parameter.value.map(|node| Given { node }),
        bounds: lower_values(&parameter.values, kind, context),
        span: name.span,
    })
}

/// R37.
fn empty_param_name(span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(Code::EmptyParamName, span, "a parameter without a name is skipped").help(
            "generators leave one behind for a reference they could not resolve; give it its name",
        ),
    );
}

/// R36.
fn param_name(name: &Text, context: &mut Context<'_>) {
    let plain = name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !plain {
        let message = format!("`{}` is sent under exactly this name", name.value);
        context.report(Finding::new(Code::ParamName, name.span, message));
    }
}

/// R35.
fn place(
    parameter: &InputParameter<'_>,
    name: &Text,
    around: &Surroundings<'_>,
    context: &mut Context<'_>,
) -> Option<WirePlace> {
    let Some(written) = &parameter.place else {
        let message = format!("`{}` does not say where it goes", name.value);
        context.report(Finding::new(Code::ParamInMissing, name.span, message));
        return Some(if around.placeholders.contains(&name.value.as_str()) {
            WirePlace::Path
        } else if matches!(around.method, "POST" | "PUT" | "PATCH") {
            WirePlace::Field
        } else {
            WirePlace::Query
        });
    };
    Some(match written.value.to_ascii_lowercase().as_str() {
        "path" => WirePlace::Path,
        "query" => WirePlace::Query,
        "header" => WirePlace::Header,
        "cookie" => WirePlace::Cookie,
        "body" => WirePlace::Field,
        other => {
            let message = format!("`{}` cannot be sent in `{other}`", name.value);
            context.report(
                Finding::new(Code::ParamInInvalid, written.span, message)
                    .help("`in` is one of path, query, header, cookie, body, environment"),
            );
            return None;
        }
    })
}

/// Returns `true` if a header or a cookie can have a name; in another one a receiver reads something else.
pub(crate) fn check_field_name(place: WirePlace, name: &Text, context: &mut Context<'_>) -> bool {
    let (fits, what) = match place {
        WirePlace::Header => (names::is_token(&name.value), "a header"),
        WirePlace::Cookie => (names::is_cookie(&name.value), "a cookie"),
        _ => return true,
    };
    if !fits {
        let message = format!("`{}` is no name that {what} can have", name.value);
        context.report(
            Finding::new(Code::ParamInInvalid, name.span, message)
                .help("write letters, digits, `-` and `_`"),
        );
    }
    fits
}

/// Checks that a fixed value of a header or a cookie can be sent.
pub(crate) fn check_field_value(
    place: WirePlace,
    parts: &[Expr],
    name: &str,
    span: Span,
    context: &mut Context<'_>,
) {
    let is_wrong =
        |c: char| c.is_control() && c != '\t' || (place == WirePlace::Cookie && c == ';');
    let what = match place {
        WirePlace::Header => "a header has no line breaks and no other control characters",
        WirePlace::Cookie => "a semicolon ends a cookie, and it has no control characters",
        _ => return,
    };
    if parts.iter().any(|part| matches!(part, Expr::Literal(text) if text.contains(is_wrong))) {
        let message = format!("the value of `{name}` cannot be sent: {what}");
        context.report(
            Finding::new(Code::ParamInInvalid, span, message)
                .help("percent-encode it as the receiver expects, or write it on one line"),
        );
    }
}

/// R34.
pub(crate) fn kind(
    written: Option<&Text>,
    place: WirePlace,
    name: &Text,
    context: &mut Context<'_>,
) -> Kind {
    let fallback =
        if matches!(place, WirePlace::Field | WirePlace::Body) { Kind::Any } else { Kind::String };
    let Some(written) = written else {
        let message = format!("`{}` has no type and is taken for {fallback}", name.value);
        context.report(Finding::new(Code::ParamTypeMissing, name.span, message));
        return fallback;
    };
    Kind::parse(&written.value).unwrap_or_else(|| {
        type_invalid(written, context);
        Kind::Any
    })
}

/// R34, error.
pub(crate) fn type_invalid(written: &Text, context: &mut Context<'_>) {
    context.report(
        Finding::new(Code::TypeInvalid, written.span, format!("`{}` is no type", written.value))
            .help("a type is one of string, number, integer, boolean, array, object"),
    );
}

/// Returns `true` if a header, in lower case, is not for callers to set (R39).
pub(crate) fn is_reserved(name: &str, authenticated: bool) -> bool {
    RESERVED_HEADERS.contains(&name) || (name == "authorization" && authenticated)
}

/// R39.
pub(crate) fn reserved_header(name: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::ReservedHeader,
            span,
            format!("header `{name}` is not for callers to set; the parameter is dropped"),
        )
        .help("remove the parameter: the connection and the credential of the consumes entry set this header"),
    );
}

/// R38, among the declared parameters.
fn repeated_names(merged: &[Declared<'_>], context: &mut Context<'_>) {
    for (index, later) in merged.iter().enumerate() {
        if merged[..index].iter().any(|earlier| earlier.name == later.name) {
            param_two_places(&later.name, later.span, context);
        }
    }
}

/// R38: one argument, wherever it goes.
pub(crate) fn param_two_places(name: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::ParamTwoPlaces,
            span,
            format!("`{name}` has two places; one argument goes to both"),
        )
        .help("give the two parameters different names if they are different things"),
    );
}

/// R32: placeholders are required text arguments, declared or not.
pub(crate) fn path_param_undeclared(
    name: &str,
    span: Span,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> usize {
    let message = format!("`{{{name}}}` is declared nowhere and is taken for a required string");
    context.report(Finding::new(Code::PathParamUndeclared, span, message));
    builder.untyped(name, WirePlace::Path, Kind::String, true, "")
}

/// Returns `true` if a body parameter of this name is the body itself (R41).
pub(crate) fn is_whole_body_name(name: &str) -> bool {
    ["body", "payload", "requestbody", "request_body"]
        .iter()
        .any(|whole| name.eq_ignore_ascii_case(whole))
}

/// Rust field names of an operation's arguments (R83, R84).
pub(crate) fn name_fields(arguments: &mut [Argument], span: Span, context: &mut Context<'_>) {
    let mut scope = names::Scope::default();
    for argument in arguments {
        let (ident, mend) = names::snake_mended(&argument.name);
        mended(&argument.name, &ident, mend, span, context);
        let (field, renamed) = scope.claim(&ident);
        if renamed {
            rust_collision(&argument.name, &field, span, context);
        }
        argument.field = field;
    }
}

/// R83.
pub(crate) fn mended(
    name: &str,
    ident: &str,
    mend: names::Mend,
    span: Span,
    context: &mut Context<'_>,
) {
    let code = match mend {
        names::Mend::None => return,
        names::Mend::Keyword => Code::RustKeyword,
        names::Mend::Digit => Code::RustDigit,
    };
    context.report(Finding::new(code, span, format!("`{name}` is called `{ident}` in Rust")));
}

/// The most bytes of a name that becomes one of a file, with room for what makes it unique.
const LONGEST_NAME: usize = 200;

/// Checks that an identifier is short enough to be the name of a file in every file system.
pub(crate) fn check_length(
    what: &str,
    ident: &str,
    span: impl Into<Option<Span>>,
    context: &mut Context<'_>,
) {
    let bytes = ident.len();
    if bytes <= LONGEST_NAME {
        return;
    }
    let beginning: String = ident.chars().take(40).collect();
    let message = format!(
        "the name of {what} is too long for a file: `{beginning}…` has {bytes} bytes, and {LONGEST_NAME} are possible"
    );
    let help = "give it a shorter name; what it is about belongs into `description`";
    context.report(Finding::new(Code::NameTooLong, span, message).help(help));
}

/// R84.
pub(crate) fn rust_collision(name: &str, ident: &str, span: Span, context: &mut Context<'_>) {
    let message =
        format!("`{name}` is called `{ident}` in Rust, because an earlier name has its own");
    context.report(Finding::new(Code::RustCollision, span, message));
}
