//! Conditions on what is answered here (RFC 9110, 13).

use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use super::reply;
use crate::body::ResponseBody;
use crate::conditions::evaluate;
use crate::rejection::Rejection;

/// Evaluates the conditions of a request on a document that is made here and exists: `None` if it is to be
/// sent, 304, or a refusal. Without a tag only `*` names it.
pub(super) fn answer(
    parts: &Parts,
    tag: Option<&HeaderValue>,
) -> Result<Option<Response<ResponseBody>>, Rejection> {
    match evaluate(&parts.method, &parts.headers, tag.as_slice()) {
        None => Ok(None),
        Some(StatusCode::NOT_MODIFIED) => Ok(Some(reply::empty(StatusCode::NOT_MODIFIED))),
        Some(_) => Err(Rejection::Plain(
            StatusCode::PRECONDITION_FAILED,
            "the document is not one that the condition names",
        )),
    }
}
