//! The way of every request: the checks, the surface, and what the connection has to know.

use std::future::Future;
use std::pin::Pin;

use hyper::body::{Body as _, Incoming};
use hyper::header::{ALLOW, CONNECTION, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode, Version};

use super::cors::is_preflight;
use super::{Access, Present};
use crate::body::ResponseBody;
use crate::end::End;
use crate::incoming::RequestBody;
use crate::rejection::Rejection;
use crate::request_id;

/// The answer to one request.
pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Response<ResponseBody>> + Send + 'a>>;

/// A surface behind the checks.
pub(crate) trait Guarded: Sync {
    fn access(&self) -> &Access;

    /// The methods that a script may ask of `path`; `None` when nothing is there.
    fn methods(&self, path: &str) -> Option<&'static str>;

    /// The answer to a request that was admitted, with what it has, or to one that was not.
    fn respond(
        &self,
        parts: &mut Parts,
        body: &mut RequestBody,
        id: &HeaderValue,
        admitted: Result<Present, Rejection>,
    ) -> impl Future<Output = Response<ResponseBody>> + Send;
}

/// The answer to one request, whatever it is; `end` is told when all of it was read.
pub(crate) async fn enter<S: Guarded>(
    surface: &S,
    request: Request<Incoming>,
    end: Option<End>,
) -> Response<ResponseBody> {
    let access = surface.access();
    let (mut parts, incoming) = request.into_parts();
    let (present, admitted) = access.admit(&mut parts);
    let mut body = RequestBody::new(incoming, present.coding, end);
    let id = if present.request_id { request_id::of(&parts.headers) } else { request_id::fresh() };
    let asks = admitted.is_ok() && parts.method == Method::OPTIONS;
    let mut response = if asks && let Some(response) = early(surface, &parts) {
        response
    } else {
        let admitted = admitted.map(|()| present);
        let mut response = surface.respond(&mut parts, &mut body, &id, admitted).await;
        access.expose(present, &parts, response.headers_mut());
        response
    };
    close_where_needed(&parts, &mut body, &mut response);
    response.headers_mut().insert(request_id::REQUEST_ID, id);
    response
}

/// Answers a request that is the same for every surface: a preflight, which comes without credentials, and the
/// question about the server as a whole (RFC 9110, 9.3.7).
fn early<S: Guarded>(surface: &S, parts: &Parts) -> Option<Response<ResponseBody>> {
    const ALL: HeaderValue =
        HeaderValue::from_static("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    if parts.uri.path() == "*" {
        let mut response = Response::new(ResponseBody::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().insert(ALLOW, ALL);
        return Some(response);
    }
    if !is_preflight(parts) {
        return None;
    }
    surface.methods(parts.uri.path()).map(|methods| surface.access().preflight(parts, methods))
}

/// Says that the connection ends where what is left of the request is not read, and where an HTTP/1.0
/// caller is told the end of an answer by it (RFC 9112, 9.3 and 9.6).
fn close_where_needed(
    parts: &Parts,
    body: &mut RequestBody,
    response: &mut Response<ResponseBody>,
) {
    const CLOSE: HeaderValue = HeaderValue::from_static("close");
    if parts.version > Version::HTTP_11 {
        return;
    }
    let is_old = parts.version == Version::HTTP_10;
    let has_no_size = is_old && response.body().size_hint().exact().is_none();
    if has_no_size || body.is_left(&parts.headers) {
        if is_old {
            // Else the library adds `keep-alive` to it.
            *response.version_mut() = Version::HTTP_10;
        }
        response.headers_mut().insert(CONNECTION, CLOSE);
    }
}
