//! Forwarded resources (semantics 12.7 with register Δ24).

use std::collections::HashSet;

use super::arguments::{is_reserved, reserved_header};
use super::context::Context;
use super::routes;
use super::secrets::named_secret;
use super::targets::unknown_namespace;
use super::upstreams::UpstreamDraft;
use super::variables::Usage;
use crate::finding::{Code, Finding};
use crate::model::{Forward, Part, RouteSegment, Wire, WirePlace, WireValue};
use crate::names;
use crate::source::{Node, Span, Value};
use crate::spec::{Adapter, Consumes, ExposedResource, InputParameter, Text};

/// The variable that stands for any number of segments.
const WILDCARD: &str = "path";

/// What becomes of requests that no operation of the surface answers.
pub(super) fn lower_forward(
    resource: &ExposedResource<'_>,
    upstreams: &[UpstreamDraft],
    context: &mut Context<'_>,
) -> Option<Forward> {
    let forward = resource.forward.as_ref()?;
    let Some(target) = &forward.target else {
        return invalid(forward.span, "`forward` needs a `targetNamespace`", context);
    };
    let known = |draft: &UpstreamDraft| draft.upstream.namespace == target.value;
    let Some(upstream) = upstreams.iter().position(known) else {
        unknown_namespace(target, upstreams, context);
        return None;
    };
    let Some(written) = &resource.path else {
        return invalid(forward.span, "a forwarded resource needs a `path`", context);
    };
    let path = routes::parse(written, context)?;
    if !path.conditions.is_empty() {
        let message = "a forwarded path has no query; every query is passed on";
        return invalid(written.span, message, context);
    }
    let mut segments = path.segments;
    let below = path.placeholders.last().is_some_and(|name| name == WILDCARD)
        && matches!(segments.last(), Some(RouteSegment::Placeholder));
    unread(resource, &path.placeholders, below, context);
    if below {
        segments.pop();
    }
    let segments = segments.into_iter().map(|segment| match segment {
        RouteSegment::Literal(text) => Some(Some(text)),
        RouteSegment::Placeholder => Some(None),
        RouteSegment::Pattern(_) => None,
    });
    let Some(segments) = segments.collect::<Option<Vec<_>>>() else {
        let message = "a forwarded path has whole segments only, and `{path}` at its end";
        return invalid(written.span, message, context);
    };
    let fixed = upstreams[upstream].fixed.clone();
    let trusted = trusted(&forward.trusted, &fixed, context);
    Some(Forward { template: path.template, upstream, segments, below, trusted, fixed })
}

/// The headers of callers that go on.
fn trusted(headers: &[Text], fixed: &[Wire], context: &mut Context<'_>) -> Vec<String> {
    let mut trusted = Vec::new();
    for header in headers {
        let name = header.value.trim().to_ascii_lowercase();
        if !names::is_token(&name) || is_of_connection(&name) {
            let message = format!("`{name}` cannot be passed on");
            invalid::<()>(header.span, &message, context);
        } else if !trusted.contains(&name) {
            trusted.push(name);
        }
    }
    for wire in fixed {
        let name = match wire.place {
            WirePlace::Header => wire.name.as_str(),
            WirePlace::Cookie => "cookie",
            _ => continue,
        };
        let same = |header: &&Text| header.value.trim().eq_ignore_ascii_case(name);
        if let Some(header) = headers.iter().find(same) {
            let message = format!("`{}` has its value from the consumes entry", wire.name);
            invalid::<()>(header.span, &message, context);
        }
    }
    trusted
}

/// What a forwarded resource says that no forwarded request gets.
fn unread(
    resource: &ExposedResource<'_>,
    placeholders: &[String],
    below: bool,
    context: &mut Context<'_>,
) {
    let count = placeholders.len() - usize::from(below);
    if let (Some(name), Some(path)) =
        (placeholders.get(..count).and_then(<[_]>::first), &resource.path)
    {
        let message =
            format!("`{{{name}}}` is not passed on: the upstream gets what `{{path}}` stands for");
        context.report(
            Finding::new(Code::ForwardInput, path.span, message)
                .help("write `{path}` as the last segment, with all that is to be passed on"),
        );
    }
    if let Some(input) = resource.inputs.first().filter(|_| resource.operations.is_empty()) {
        let message =
            "inputs of a forwarded resource are not looked at; requests are passed on as they are";
        context.report(
            Finding::new(Code::ForwardInput, input.span, message)
                .help("declare them on operations, or as `inputParameters` of the consumes entry"),
        );
    }
}

/// The namespaces that resources forward to.
pub(super) fn forwarded(adapters: &[Adapter<'_>]) -> HashSet<String> {
    let resources = adapters.iter().flat_map(|adapter| &adapter.resources);
    let forwards = resources.filter_map(|resource| resource.forward.as_ref());
    forwards.filter_map(|forward| Some(forward.target.as_ref()?.value.clone())).collect()
}

/// What the inputs of a consumes entry add to every request that is passed on: constants and
/// variables, in the query, in headers and in cookies.
pub(super) fn fixed_wires(entry: &Consumes<'_>, context: &mut Context<'_>) -> Vec<Wire> {
    let mut wires: Vec<Wire> = Vec::new();
    for input in &entry.inputs {
        // What has no value is for callers to give.
        let (Some(name), Some(node)) = (&input.name, input.value) else { continue };
        let Some(wire) = fixed_wire(name, input, node, entry, context) else { continue };
        wires.retain(|other| other.place != wire.place || other.name != wire.name);
        wires.push(wire);
    }
    wires
}

fn fixed_wire(
    name: &Text,
    input: &InputParameter<'_>,
    node: &Node,
    entry: &Consumes<'_>,
    context: &mut Context<'_>,
) -> Option<Wire> {
    let place = input.place.as_ref().map(|place| place.value.to_ascii_lowercase());
    let (place, name) = match place.as_deref() {
        Some("query") | None => (WirePlace::Query, name.value.clone()),
        Some("cookie") if !names::is_cookie(&name.value) => {
            return invalid(
                name.span,
                "a cookie has a name of letters, digits, `-` and `_`",
                context,
            );
        }
        Some("cookie") => (WirePlace::Cookie, name.value.clone()),
        Some("header") => {
            let lower = name.value.to_ascii_lowercase();
            if is_reserved(&lower, entry.authentication.is_some()) {
                reserved_header(&name.value, name.span, context);
                return None;
            }
            if !names::is_token(&lower) {
                return invalid(
                    name.span,
                    "a header has a name of letters, digits and `-`",
                    context,
                );
            }
            (WirePlace::Header, lower)
        }
        _ => {
            forward_input(name, "does not stand in the query, a header or a cookie", context);
            return None;
        }
    };
    let Value::Scalar(scalar) = &node.value else {
        forward_input(&Text { value: name, span: node.span }, "is no text", context);
        return None;
    };
    named_secret(&name, node, context);
    let purpose = format!("parameter {name} of forwarded requests");
    let usage = Usage { span: node.span, purpose: &purpose, secret: true };
    let mut callers = Vec::new();
    let Context { findings, variables, .. } = &mut *context;
    let parts = variables.template_parts(&scalar.text, usage, findings, &mut |caller, _| {
        callers.push(caller.to_owned());
        Part::Parameter(0)
    });
    if let Some(caller) = callers.first() {
        let name = Text { value: name, span: node.span };
        forward_input(&name, &format!("is made of `{caller}`, which callers give"), context);
        return None;
    }
    Some(Wire { place, name, value: WireValue::Text(parts) })
}

fn forward_input(name: &Text, problem: &str, context: &mut Context<'_>) {
    let message = format!("`{}` {problem}; it is not sent with forwarded requests", name.value);
    context.report(Finding::new(Code::ForwardInput, name.span, message).help(
        "give it a constant or a variable of `binds`, or declare it on the operations that need it",
    ));
}

/// What is between two neighbours, and what is set by the request itself.
fn is_of_connection(name: &str) -> bool {
    [
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
    .contains(&name)
}

fn invalid<T>(span: Span, message: &str, context: &mut Context<'_>) -> Option<T> {
    context.report(
        Finding::new(Code::ForwardInvalid, span, message)
            .help("write `forward: {targetNamespace: name, trustedHeaders: [Accept-Language]}`"),
    );
    None
}
