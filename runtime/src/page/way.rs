//! The ways from the page to the surfaces of its capability: in this process, behind the surface's own checks and
//! guard.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::{Request, StatusCode, Uri};

use super::{Door, Hosting, headers};
use crate::access::{self, Answer};
use crate::end::End;
use crate::guard;
use crate::rejection::Rejection;
use crate::request::decode;
use crate::request_id;

/// The beginning of the paths that lead to surfaces.
const TO: &str = "/-/to/";

/// A surface that can be called from the page.
pub(crate) trait Passage: Send + Sync {
    /// The answer; `None` when the surface takes no requests any more.
    fn call(&self, request: Request<Incoming>, end: Option<End>) -> Option<Answer<'static>>;
}

/// The way to a surface of the capability.
pub(crate) struct Way {
    pub(crate) namespace: &'static str,
    /// `None` where only this machine reaches the surface and others reach the page.
    pub(crate) passage: Option<Arc<dyn Passage>>,
}

/// Marks a request that has come by the page: it is for the surface, whatever its path.
#[derive(Clone, Copy)]
pub(super) struct Passed;

/// The surface that a request is for.
enum Target {
    /// The one on whose listener the page is.
    Own,
    Other(Arc<dyn Passage>),
}

/// Returns `true` for a path that leads to a surface.
pub(super) fn is_at(path: &str) -> bool {
    path.starts_with(TO)
}

/// Passes a request on to the surface that its path names, or says why not.
pub(super) fn pass<'a, S: Hosting>(
    surface: &'a S,
    door: Door<'a>,
    request: Request<Incoming>,
    end: Option<End>,
) -> Answer<'a> {
    let (mut parts, body) = request.into_parts();
    let found = door.access.check_followed(&parts).and_then(|()| target(door, &parts));
    let Ok((target, uri)) = found else {
        return Box::pin(door.enter(Request::from_parts(parts, body), end));
    };
    guard::keep_target(&mut parts);
    parts.uri = uri;
    parts.extensions.insert(Passed);
    let id = request_id::of(&parts.headers);
    let request = Request::from_parts(parts, body);
    Box::pin(async move {
        let mut response = match target {
            Target::Own => access::enter(surface, request, end).await,
            Target::Other(passage) => match passage.call(request, end) {
                Some(answer) => answer.await,
                None => {
                    let gone = "this surface does not take calls any more";
                    Rejection::Plain(StatusCode::BAD_GATEWAY, gone).respond(&id)
                }
            },
        };
        headers::of_passed(response.headers_mut());
        response
    })
}

/// The reason that a request is not passed on.
pub(super) fn refusal(door: Door<'_>, parts: &Parts) -> Rejection {
    let checked = door.access.check_followed(parts).and_then(|()| target(door, parts));
    checked.err().unwrap_or(Rejection::NotFound)
}

fn target(door: Door<'_>, parts: &Parts) -> Result<(Target, Uri), Rejection> {
    const CLOSED: &str =
        "only this machine may call this surface, and others reach the listener of the page";
    let rest = parts.uri.path().strip_prefix(TO).ok_or(Rejection::NotFound)?;
    let (namespace, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let namespace = decode(namespace).ok_or(Rejection::NotFound)?;
    let target = if namespace == door.page.shared.facts.namespace {
        Target::Own
    } else {
        let ways = door.page.ways.get().map(Vec::as_slice).unwrap_or_default();
        let way = ways.iter().find(|way| way.namespace == namespace).ok_or(Rejection::NotFound)?;
        let passage = way.passage.as_ref().ok_or(Rejection::foreign(CLOSED))?;
        Target::Other(Arc::clone(passage))
    };
    let query = parts.uri.query().map(|query| {
        // A form that no script has gone through sends every field.
        if super::is_called(parts) { query.to_owned() } else { without_empty(query) }
    });
    let target_of = query.filter(|query| !query.is_empty()).map_or_else(
        || PathAndQuery::try_from(path),
        |query| PathAndQuery::try_from(format!("{path}?{query}")),
    );
    let mut uri = parts.uri.clone().into_parts();
    uri.path_and_query = Some(target_of.map_err(|_| Rejection::NotFound)?);
    Uri::from_parts(uri).map(|uri| (target, uri)).map_err(|_| Rejection::NotFound)
}

fn without_empty(query: &str) -> String {
    let is_filled = |pair: &&str| pair.split_once('=').is_none_or(|(_, value)| !value.is_empty());
    query.split('&').filter(is_filled).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::without_empty;

    #[test]
    fn fields_that_nobody_filled_in() {
        for (query, expected) in [
            ("page=&size=2", "size=2"),
            ("a=&b=", ""),
            ("a&b=1", "a&b=1"),
            ("", ""),
            ("a==", "a=="),
        ] {
            assert_eq!(without_empty(query), expected, "{query}");
        }
    }
}
