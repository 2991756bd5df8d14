//! Upstream answers as responses.

use bytes::Bytes;
use hyper::body::Body as _;
use hyper::ext::ReasonPhrase;
use hyper::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, AGE, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_TYPE, DATE, EXPIRES, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, LINK, LOCATION, RANGE, RETRY_AFTER,
    TRANSFER_ENCODING, VARY,
};
use hyper::{Response, StatusCode};
use ring::digest::{SHA256, digest};

use crate::body::ResponseBody;
use crate::content::Content;
use crate::error::CallError;
use crate::hex::hex;
use crate::tables::OperationInfo;
use crate::transport::UpstreamResponse;
use crate::upstream::{State, UpstreamEndpoint};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Returns `true` for headers that state the form that a caller wants. They are passed on where the answer
/// comes back as it is.
pub(super) fn is_preference(name: &HeaderName) -> bool {
    matches!(*name, ACCEPT_ENCODING | ACCEPT_LANGUAGE | IF_RANGE | RANGE)
}

/// Returns `true` for headers that state the copy that a caller has. They are always passed on: where a
/// condition does not hold, nothing must be done (RFC 9110, 13.1).
pub(super) fn is_condition(name: &HeaderName) -> bool {
    matches!(*name, IF_MATCH | IF_MODIFIED_SINCE | IF_NONE_MATCH | IF_UNMODIFIED_SINCE)
}

/// The headers of an answer that remain true of another document.
const OF_ANY_DOCUMENT: [HeaderName; 8] =
    [AGE, CACHE_CONTROL, DATE, EXPIRES, LINK, LOCATION, RETRY_AFTER, VARY];

/// The strong entity tag of a document that was compiled in.
pub(super) fn tag(document: &str) -> HeaderValue {
    let hash = hex(digest(&SHA256, document.as_bytes()).as_ref());
    let half = hash.get(..32).unwrap_or_default();
    HeaderValue::try_from(format!("\"{half}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

pub(super) fn empty(status: StatusCode) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::empty());
    *response.status_mut() = status;
    response
}

pub(super) fn json(status: StatusCode, document: Bytes) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::whole(document));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// The answer of an upstream as it came.
pub(super) async fn from_answer(
    answer: UpstreamResponse,
) -> Result<Response<ResponseBody>, CallError> {
    if is_bare_refusal(&answer) {
        // It would have to say which methods are allowed (RFC 9110, 15.5.6), and nobody here knows.
        let reason = "405 without `allow` says that it takes another method";
        return Err(CallError::unreadable(reason, &[]));
    }
    Ok(relayed(answer.checked().await?))
}

fn is_bare_refusal(answer: &UpstreamResponse) -> bool {
    answer.status == StatusCode::METHOD_NOT_ALLOWED && !answer.headers.contains_key(ALLOW)
}

/// The response to HEAD: the head of the response to GET.
pub(super) fn remove_body(response: &mut Response<ResponseBody>) {
    // An upstream that was asked for a head has said how long the body would be.
    if let Some(size) = response.body().size_hint().exact()
        && has_body(response.status())
        && !response.headers().contains_key(CONTENT_LENGTH)
    {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(size));
    }
    *response.body_mut() = ResponseBody::empty();
}

fn has_body(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
}

pub(super) fn relayed(answer: UpstreamResponse) -> Response<ResponseBody> {
    let (status, headers, body) = answer.into_relay();
    if status == StatusCode::RESET_CONTENT {
        return bare(status, headers);
    }
    let mut response = Response::new(ResponseBody::streamed(body));
    *response.status_mut() = status;
    if status.canonical_reason().is_none() {
        // Else hyper says `<none>`, which looks like a fault.
        response.extensions_mut().insert(ReasonPhrase::from_static(b""));
    }
    *response.headers_mut() = headers;
    response
}

/// A response that cannot have a body, with the headers of the answer.
fn bare(status: StatusCode, mut headers: HeaderMap) -> Response<ResponseBody> {
    if status == StatusCode::RESET_CONTENT {
        for name in [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING] {
            headers.remove(name);
        }
    }
    let mut response = empty(status);
    *response.headers_mut() = headers;
    response
}

/// Returns `true` if calls of `operation` show a credential of this server.
pub(super) fn shows_credential(state: &State, operation: &OperationInfo) -> bool {
    state.endpoint(operation).is_some_and(UpstreamEndpoint::shows_credential)
}

/// A cache that many share would keep what only this server's credential has opened: RFC 9111, section
/// 3.5 protects what came with the caller's.
pub(super) fn keep_private(response: &mut Response<ResponseBody>) {
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private"));
}

/// The document that was made from an answer, where a response of its status has one.
pub(super) fn made(document: Bytes, content: Content) -> Response<ResponseBody> {
    if !has_body(content.status) {
        return bare(content.status, content.headers);
    }
    let mut response = json(content.status, document);
    for name in &OF_ANY_DOCUMENT {
        for value in content.headers.get_all(name) {
            response.headers_mut().append(name, value.clone());
        }
    }
    response
}
