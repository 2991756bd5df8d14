//! Cross-origin requests of browsers: off unless an operator names origins.

use std::sync::Arc;

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use crate::body::ResponseBody;
use crate::config::{Config, StartError};
use crate::tables::RestSurface;

/// Seconds for which a browser may remember what is allowed.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");
/// What scripts may read beside the simple headers.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "content-disposition, content-range, etag, link, location, retry-after, x-request-id",
);
const ANY: HeaderValue = HeaderValue::from_static("*");

/// Which origins may use a surface. Credentials are never allowed, so a wildcard gives nothing away
/// that the network does not.
#[derive(Clone, Debug)]
pub(crate) struct Cors {
    /// `None` is every origin.
    origins: Option<Arc<[HeaderValue]>>,
}

impl Cors {
    /// What `<NAMESPACE>_CORS_ORIGINS` says: `*`, or origins with commas between them.
    pub(crate) fn read(
        surface: &RestSurface,
        config: &Config,
        error: &mut StartError,
    ) -> Option<Self> {
        let variable = surface.origins_variable()?;
        let text = config.get(&variable)?.trim();
        if text == "*" {
            return Some(Self { origins: None });
        }
        let mut origins = Vec::new();
        for origin in text.split(',').map(str::trim).filter(|origin| !origin.is_empty()) {
            match origin_value(origin) {
                Some(value) => origins.push(value),
                None => {
                    let shown = crate::problem::clip(origin, 64);
                    error.wrong(format!(
                        "{variable}: \"{shown}\" is no origin; write https://host or https://host:port, or *"
                    ));
                }
            }
        }
        (!origins.is_empty()).then(|| Self { origins: Some(origins.into()) })
    }

    /// The answer to a preflight for a path that takes `methods`; `None` when it is none.
    pub(super) fn preflight(
        &self,
        parts: &Parts,
        methods: &'static str,
    ) -> Option<Response<ResponseBody>> {
        let asks = parts.headers.contains_key(&ACCESS_CONTROL_REQUEST_METHOD);
        if parts.method != Method::OPTIONS || !asks {
            return None;
        }
        let mut response = Response::new(ResponseBody::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        if self.allow(&parts.headers, headers) {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
            if let Some(asked) = parts.headers.get(&ACCESS_CONTROL_REQUEST_HEADERS) {
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
                headers.append(VARY, HeaderValue::from_name(ACCESS_CONTROL_REQUEST_HEADERS));
            }
            headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        Some(response)
    }

    /// Lets the script that asked read `response`, when its origin is allowed.
    pub(super) fn expose(&self, request: &HeaderMap, response: &mut HeaderMap) {
        if self.allow(request, response) {
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    fn allow(&self, request: &HeaderMap, response: &mut HeaderMap) -> bool {
        let Some(origins) = &self.origins else {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
            return true;
        };
        // A cache must not give one origin what was said to another.
        response.append(VARY, HeaderValue::from_name(ORIGIN));
        let origin = request.get(&ORIGIN).filter(|origin| origins.contains(origin));
        if let Some(origin) = origin {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        origin.is_some()
    }
}

/// Browsers send scheme, host and a port that is not the default, in lower case.
fn origin_value(origin: &str) -> Option<HeaderValue> {
    let (scheme, authority) = origin.split_once("://")?;
    let is_plain = |text: &str, others: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || others.contains(c))
    };
    (is_plain(scheme, "+-.") && is_plain(authority, ".-:[]"))
        .then(|| HeaderValue::from_str(origin).ok())?
}

#[cfg(test)]
mod tests {
    use super::origin_value;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for origin in ["https://app.example", "http://localhost:3000", "http://[::1]:80"] {
            assert!(origin_value(origin).is_some(), "{origin}");
        }
        for origin in ["app.example", "https://App.example", "https://a.example/", "https://", "*"]
        {
            assert!(origin_value(origin).is_none(), "{origin}");
        }
    }
}
