//! Forwarded resources (semantics 12.7 with register Δ24).

use super::context::Context;
use super::routes;
use super::targets::unknown_namespace;
use super::upstreams::UpstreamDraft;
use crate::finding::{Code, Finding};
use crate::model::{Forward, RouteSegment};
use crate::names;
use crate::source::Span;
use crate::spec::ExposedResource;

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
    let mut segments = path.segments;
    let below = path.placeholders.last().is_some_and(|name| name == WILDCARD)
        && matches!(segments.last(), Some(RouteSegment::Placeholder));
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
    let mut trusted = Vec::new();
    for header in &forward.trusted {
        let name = header.value.trim().to_ascii_lowercase();
        if !names::is_token(&name) || is_of_connection(&name) {
            let message = format!("`{name}` cannot be passed on");
            invalid::<()>(header.span, &message, context);
        } else if !trusted.contains(&name) {
            trusted.push(name);
        }
    }
    Some(Forward { template: path.template, upstream, segments, below, trusted })
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
