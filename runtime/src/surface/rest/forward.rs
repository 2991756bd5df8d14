//! Requests that are passed on as they are: `forward` of a resource (semantics 12.7).

use std::borrow::Cow;

use bytes::Bytes;
use hyper::body::Body as _;
use hyper::header::{
    ACCEPT, ALT_SVC, CONNECTION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, COOKIE,
    HeaderName, HeaderValue, MAX_FORWARDS, PROXY_AUTHENTICATE, SET_COOKIE, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE, VIA, WWW_AUTHENTICATE,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::fixed;
use super::reply::{self, is_condition};
use crate::access::Present;
use crate::body::ResponseBody;
use crate::error::{CallError, CallErrorKind};
use crate::incoming::{RequestBody, media};
use crate::rejection::Rejection;
use crate::request::{BodyKind, HeaderList, Payload, Prepared, decode};
use crate::tables::{Capability, Credential, Forward, OperationInfo};
use crate::transport::{CallerBody, Fault, RelayedBody as _, UpstreamResponse};
use crate::upstream::{Context, State};

/// The headers that describe a body and are forwarded with it.
const OF_BODY: [HeaderName; 4] = [ACCEPT, CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE];

/// The first forward that fits, and what stands behind it in the path, as it came.
pub(super) fn find<'p>(
    forwards: &'static [Forward],
    path: &'p str,
) -> Option<(&'static Forward, &'p str)> {
    forwards.iter().find_map(|forward| Some((forward, below(forward, path)?)))
}

fn below<'p>(forward: &Forward, path: &'p str) -> Option<&'p str> {
    let mut rest = path.strip_prefix('/')?;
    for wanted in forward.segments {
        let (segment, after) = rest.split_once('/').unwrap_or((rest, ""));
        let segment = decode(segment)?;
        let fits = wanted.map_or(!segment.is_empty(), |wanted| wanted == segment);
        if !fits {
            return None;
        }
        rest = after;
    }
    (forward.below || rest.is_empty()).then_some(rest)
}

/// The path as it is declared: segments that may be any are `{}`, and `*` is what stands below.
pub(super) fn template(forward: &'static Forward) -> String {
    let mut template = String::new();
    for segment in forward.segments {
        template.push('/');
        template.push_str(segment.unwrap_or("{}"));
    }
    template.push_str(if forward.below { "/*" } else { "" });
    template
}

/// The path at the upstream of the first forward that takes `/` or a path below `/-/`.
pub(super) fn taken(forwards: &'static [Forward]) -> Option<&'static str> {
    let takes = |forward: &&Forward| match forward.segments {
        [] => true,
        [first, rest @ ..] => {
            first.is_none_or(|text| text == "-") && (forward.below || !rest.is_empty())
        }
    };
    forwards.iter().find(takes).map(|forward| forward.operation.path)
}

/// The path that is passed on, and the namespace of the upstream.
pub(super) fn describe(
    forward: &'static Forward,
    capability: &Capability,
) -> (&'static str, &'static str) {
    let upstream = capability.upstreams.get(forward.operation.upstream);
    (forward.operation.path, upstream.map_or("", |upstream| upstream.namespace))
}

/// Sends a request on and answers with what comes back.
pub(super) async fn pass(
    state: &State,
    (forward, rest): (&'static Forward, &str),
    parts: &Parts,
    present: Present,
    body: &mut RequestBody,
    id: &HeaderValue,
) -> Result<Response<ResponseBody>, Rejection> {
    if matches!(parts.method, Method::CONNECT | Method::TRACE) {
        return Err(Rejection::MethodNotAllowed(super::METHODS_TAKEN));
    }
    let left = left(parts)?;
    if left == Some(0) {
        return Ok(super::options(super::METHODS_TAKEN));
    }
    let limit = state.limits().request_bytes;
    let incoming = body.take().ok_or(Rejection::BodyBroken)?;
    if incoming.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Rejection::BodyTooLarge(limit));
    }
    let secrets = query_credentials(state, &forward.operation);
    let prepared = {
        let values = state.values();
        let base = values.base(forward.operation.upstream);
        let mut prepared = prepare(forward, base, rest, parts, &secrets)?;
        if let Some(left) = left {
            prepared.headers.insert(MAX_FORWARDS, HeaderValue::from(left - 1));
        }
        fixed::add(forward.fixed, values.variables(), &mut prepared)?;
        prepared
    };
    let context = Context { relayed: true, ..Context::new(parts, present.way, id.clone()) };
    let outgoing = CallerBody::new(incoming, limit, body.end());
    let progress = outgoing.progress();
    let sent = state.forward(&forward.operation, prepared, outgoing.into(), &context).await;
    body.settle(progress.is_whole());
    let sent = sent.map(respond).map(|mut response| {
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        if is_read && reply::shows_credential(state, &forward.operation) {
            reply::keep_private(&mut response);
        }
        response
    });
    sent.map_err(|error| {
        error.log(forward.operation.path, Some(id));
        rejection(error, progress.fault(), limit)
    })
}

/// Names of query parameters, encoded, that only a credential may have.
fn query_credentials(state: &State, operation: &OperationInfo) -> Vec<&'static str> {
    let upstream = state.capability().upstreams.get(operation.upstream);
    let credentials = upstream.map_or(&[][..], |upstream| upstream.credentials);
    let names = credentials.iter().filter_map(|credential| match credential {
        Credential::Query { name, .. } | Credential::Body { name, .. } => Some(*name),
        _ => None,
    });
    names.collect()
}

/// Returns the number of times that an OPTIONS may still be passed on, if its caller limits it (RFC 9110,
/// 7.6.2). A number that is larger than any path is long becomes the largest.
fn left(parts: &Parts) -> Result<Option<u64>, Rejection> {
    let mut values = parts.headers.get_all(MAX_FORWARDS).iter();
    let Some(value) = values.next().filter(|_| parts.method == Method::OPTIONS) else {
        return Ok(None);
    };
    let digits = value.to_str().unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || values.next().is_some() {
        return Err(Rejection::malformed("`max-forwards` is not one number"));
    }
    Ok(Some(digits.parse().unwrap_or(u64::MAX)))
}

/// The caller's own fault is said to be the caller's.
fn rejection(error: CallError, fault: Option<Fault>, limit: usize) -> Rejection {
    match fault {
        Some(Fault::TooLarge) => Rejection::BodyTooLarge(limit),
        Some(Fault::Broken) => Rejection::BodyBroken,
        Some(Fault::Awaited) if error.kind() == CallErrorKind::Timeout => Rejection::BodyLate,
        _ => Rejection::from(error),
    }
}

fn prepare(
    forward: &'static Forward,
    base: &str,
    rest: &str,
    parts: &Parts,
    secrets: &[&str],
) -> Result<Box<Prepared>, Rejection> {
    if !rest.split('/').all(is_safe) {
        return Err(Rejection::malformed(super::BAD_PATH));
    }
    let mut target = base.to_owned();
    if !rest.is_empty() || target.is_empty() {
        target.push('/');
        target.push_str(rest);
    }
    let query = parts.uri.query().map(|query| without(query, secrets));
    let query = query.filter(|query| !query.is_empty()).map(|query| {
        target.push('?');
        target.push_str(&query);
        target.len() - query.len() - 1
    });
    media(&parts.headers)?;
    let mut headers = HeaderList::default();
    let trusted = |name: &HeaderName| forward.trusted.contains(&name.as_str());
    for (name, value) in &parts.headers {
        // `via` is passed on with this process added to it.
        if *name == COOKIE || *name == VIA {
            continue;
        }
        if OF_BODY.contains(name) || is_condition(name) || trusted(name) {
            headers.append(name.clone(), value.clone());
        }
    }
    if trusted(&COOKIE)
        && let Some(line) = joined(parts.headers.get_all(COOKIE).iter())
    {
        headers.append(COOKIE, line);
    }
    let payload = Payload { bytes: Bytes::new(), media: None, kind: BodyKind::None };
    let method = parts.method.clone();
    let cookies = String::new();
    Ok(Box::new(Prepared { method, target, query, headers, cookies, payload }))
}

/// All cookies in one line: HTTP/2 lets a client send them in several, which HTTP/1.1 does not know
/// (RFC 9113, 8.2.3).
fn joined<'h>(lines: impl Iterator<Item = &'h HeaderValue>) -> Option<HeaderValue> {
    let lines: Vec<&[u8]> = lines.map(HeaderValue::as_bytes).collect();
    if lines.is_empty() {
        return None;
    }
    HeaderValue::from_bytes(&lines.join(&b"; "[..])).ok()
}

/// A segment that no server takes for a step up, and that is text.
///
/// Some servers decode slashes before they resolve steps, and some drop what follows a semicolon.
fn is_safe(segment: &str) -> bool {
    let is_step = |part: &str| matches!(part.split(';').next(), Some("." | ".."));
    decode(segment).is_some_and(|text| {
        !text.split('/').any(is_step) && !text.contains(|c: char| c.is_control() || c == '\\')
    })
}

/// The query without the names that only a credential may have.
fn without<'q>(query: &'q str, names: &[&str]) -> Cow<'q, str> {
    let is_secret = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        decode(name)
            .is_none_or(|name| names.iter().any(|secret| decode(secret).as_deref() == Some(&*name)))
    };
    if !query.split('&').any(|pair| is_secret(&pair)) {
        return Cow::Borrowed(query);
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_secret(pair)).collect();
    Cow::Owned(kept.join("&"))
}

fn respond(answer: UpstreamResponse) -> Response<ResponseBody> {
    let UpstreamResponse { status, mut headers, body } = answer;
    // Headers between the upstream and this server: its connection, cookies, challenges and alternative
    // services.
    let own = [
        ALT_SVC,
        CONNECTION,
        HeaderName::from_static("keep-alive"),
        HeaderName::from_static("proxy-connection"),
        PROXY_AUTHENTICATE,
        SET_COOKIE,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ];
    for name in own {
        headers.remove(name);
    }
    // With this status it is the caller's own credential that was refused.
    if status != StatusCode::UNAUTHORIZED {
        headers.remove(WWW_AUTHENTICATE);
    }
    // Which origins may read is decided here: the credential that was shown is this server's.
    let of_origins = |name: &&HeaderName| name.as_str().starts_with("access-control-");
    let others: Vec<HeaderName> = headers.keys().filter(of_origins).cloned().collect();
    for name in others {
        headers.remove(name);
    }
    reply::relayed(UpstreamResponse { status, headers, body })
}

#[cfg(test)]
mod tests {
    use hyper::header::{COOKIE, HeaderMap, HeaderValue};

    use super::{below, is_safe, joined, without};
    use crate::tables::{Forward, OperationInfo};

    static API: Forward = Forward {
        segments: &[Some("api"), None],
        below: true,
        trusted: &[],
        fixed: &[],
        operation: OperationInfo::forward("/api/{tenant}/{path}", 0),
    };

    #[test]
    fn the_rest_of_a_path_is_kept_as_it_came() {
        for (path, rest) in [
            ("/api/a/x%2Fy/z", Some("x%2Fy/z")),
            ("/api/a/", Some("")),
            ("/api/a", Some("")),
            ("/%61pi/a/x/", Some("x/")),
            ("/api//x", None),
            ("/api", None),
            ("/other/a", None),
        ] {
            assert_eq!(below(&API, path), rest, "{path}");
        }
        let exact = Forward { below: false, operation: OperationInfo::forward("", 0), ..API };
        assert_eq!(below(&exact, "/api/a"), Some(""));
        assert_eq!(below(&exact, "/api/a/x"), None);
    }

    #[test]
    fn no_segment_leads_up() {
        let steps = [".", "..", "%2e%2E", "%2e.", "..%2Fa", "a%2f%2e.", "..;a", "%2e%2e%3b"];
        for segment in steps.into_iter().chain(["a%00", "a%5Cb", "%ff"]) {
            assert!(!is_safe(segment), "{segment}");
        }
        for segment in ["", "...", ".a", "a%2Fb", "%252e", "a;..", "a%2F.b"] {
            assert!(is_safe(segment), "{segment}");
        }
    }

    #[test]
    fn a_credential_cannot_be_given_by_the_caller() {
        assert_eq!(without("a=1&k=2", &[]), "a=1&k=2");
        assert_eq!(without("k=1&a=1&%6B=2&b", &["k"]), "a=1&b");
    }

    #[test]
    fn crumbs_become_one_line() {
        let mut headers = HeaderMap::new();
        for line in [&b"a=b"[..], b"c=\xe3"] {
            headers.append(COOKIE, HeaderValue::from_bytes(line).expect("a value"));
        }
        let line = joined(headers.get_all(COOKIE).iter()).expect("cookies");
        assert_eq!(line.as_bytes(), b"a=b; c=\xe3");
        assert_eq!(joined(std::iter::empty()), None);
    }
}
