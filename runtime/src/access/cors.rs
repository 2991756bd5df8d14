//! Answers to browsers about cross-origin requests (Fetch, 3.2). Credentials are never allowed, so an answer
//! for everybody gives nothing away that the network does not.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::Access;
use super::form::{Present, RequestFields};
use crate::body::ResponseBody;

/// Seconds for which a browser may remember what is allowed.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");
/// The headers that scripts may read beside those that CORS exposes to all.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "allow, content-disposition, content-range, etag, link, location, retry-after, \
     www-authenticate, x-request-id",
);
const ANY: HeaderValue = HeaderValue::from_static("*");

/// Returns `true` if a browser asks what it may send (Fetch, 3.2.2).
pub(super) fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS && parts.headers.contains_key(&ACCESS_CONTROL_REQUEST_METHOD)
}

impl Access {
    /// The answer to a preflight for a path that takes `methods`.
    pub(super) fn preflight(&self, parts: &Parts, methods: &'static str) -> Response<ResponseBody> {
        let mut response = Response::new(ResponseBody::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        if self.allow(parts, headers) {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
            for asked in parts.headers.get_all(&ACCESS_CONTROL_REQUEST_HEADERS) {
                headers.append(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
            }
            if headers.contains_key(ACCESS_CONTROL_ALLOW_HEADERS) {
                headers.append(VARY, HeaderValue::from_name(ACCESS_CONTROL_REQUEST_HEADERS));
            }
            headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        response
    }

    /// Lets the script that asked read `response`, when its origin is allowed.
    pub(super) fn expose(&self, present: Present, parts: &Parts, response: &mut HeaderMap) {
        if (present.origin || !self.0.origins.is_empty()) && self.allow(parts, response) {
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    fn allow(&self, parts: &Parts, response: &mut HeaderMap) -> bool {
        if self.0.origins.any {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
            return true;
        }
        let fields = RequestFields::read(parts);
        let origin = fields.origin.only();
        let origin = origin.filter(|origin| self.is_allowed(origin, &fields, parts));
        // A cache must not give one origin what was said to another.
        if origin.is_some() || !self.0.origins.is_empty() {
            response.append(VARY, HeaderValue::from_name(ORIGIN));
        }
        if let Some(origin) = origin {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        origin.is_some()
    }
}
