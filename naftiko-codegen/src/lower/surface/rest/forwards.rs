//! Forwarded resources (semantics 12.7 with register Δ24).

use std::collections::HashSet;

use super::fixed::invalid;
use super::routes;
use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::targets::unknown_namespace;
use crate::lower::upstreams::LoweredUpstream;
use crate::model::{Forward, RouteSegment, Wire, WirePlace};
use crate::names;
use crate::spec::{Adapter, ExposedResource, Text};

/// The variable that stands for any number of segments.
const WILDCARD: &str = "path";

/// Lowers the forward of requests that no operation of the surface answers.
pub(crate) fn lower_forward(
    resource: &ExposedResource<'_>,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<Forward> {
    let forward = resource.forward.as_ref()?;
    let Some(target) = &forward.target else {
        return invalid(forward.span, "`forward` needs a `targetNamespace`", context);
    };
    let known = |one: &LoweredUpstream| one.upstream.namespace == target.value;
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
    let (template, span) = (path.template, written.span);
    Some(Forward { template, upstream, segments, below, trusted, fixed, span })
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

/// Reports placeholders and inputs of a forwarded resource that no forwarded request gets.
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
pub(crate) fn forwarded(adapters: &[Adapter<'_>]) -> HashSet<String> {
    let resources = adapters.iter().flat_map(|adapter| &adapter.resources);
    let forwards = resources.filter_map(|resource| resource.forward.as_ref());
    forwards.filter_map(|forward| Some(forward.target.as_ref()?.value.clone())).collect()
}

/// Returns `true` for a hop-by-hop header, and for one that the request itself sets.
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
