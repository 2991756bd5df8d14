//! The entrance of the page: the checks of its listener, its own, and the guard of the surface.

use std::sync::Arc;

use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_LENGTH, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

use super::{Door, headers, way};
use crate::access::{self, Access, Guarded, Present};
use crate::body::ResponseBody;
use crate::end::End;
use crate::guard;
use crate::incoming::RequestBody;
use crate::rejection::Rejection;
use crate::request_log::LogEntry;

/// The methods that every part takes.
const READS: &str = "GET, HEAD";

impl Door<'_> {
    /// The answer to a request for a part, whatever it is.
    pub(super) async fn enter(
        self,
        request: Request<Incoming>,
        end: Option<End>,
    ) -> Response<ResponseBody> {
        let mut response = access::enter(&self, request, end).await;
        headers::of_part(response.headers_mut());
        response
    }

    async fn admitted(
        &self,
        parts: &mut Parts,
        id: &HeaderValue,
    ) -> Result<Response<ResponseBody>, Rejection> {
        let path = parts.uri.path();
        if way::is_at(path) {
            return Err(way::refusal(*self, parts));
        }
        if self.page.is_for_script(path) {
            self.access.check_called(parts)?;
        } else {
            self.access.check_shown(parts)?;
        }
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(Rejection::not_allowed(&parts.method, READS));
        }
        // It is needed to ask for a token, and says nothing about the document.
        if let Some(file) = self.page.shell(parts) {
            return file;
        }
        match guard::admit(self.guard, parts).await {
            Ok(()) => self.page.answer(parts),
            Err(refusal) => self.page.refuse(refusal, parts, id),
        }
    }
}

impl Guarded for Door<'_> {
    fn access(&self) -> &Access {
        self.access
    }

    /// No script of another page may ask for anything.
    fn methods(&self, _: &str) -> Option<&'static str> {
        None
    }

    async fn respond(
        &self,
        parts: &mut Parts,
        _: &mut RequestBody,
        id: &HeaderValue,
        admitted: Result<Present, Rejection>,
    ) -> Response<ResponseBody> {
        let answered = match admitted {
            Ok(_) => self.admitted(parts, id).await,
            Err(rejection) => Err(rejection),
        };
        let mut response = answered.unwrap_or_else(|rejection| rejection.respond(id));
        note(parts, response.status());
        if parts.method == Method::HEAD {
            if let Some(size) = response.body().size_hint().exact().filter(|size| *size > 0) {
                response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(size));
            }
            *response.body_mut() = ResponseBody::empty();
        }
        response
    }
}

/// Notes the part in the log, where requests are logged.
fn note(parts: &Parts, status: StatusCode) {
    let Some(entry) = parts.extensions.get::<Arc<LogEntry>>() else { return };
    let path = parts.uri.path();
    let known =
        ["/", "/-/page.css", "/-/page.js", "/-/icon.svg", "/-/page.json", "/-/spec", "/-/traces"];
    if path == "/-/state" && status == StatusCode::OK {
        // It is asked for all the time, and says nothing.
        entry.forget();
    }
    entry.route(match known.iter().find(|known| **known == path) {
        Some(known) => *known,
        None if path.starts_with("/-/page/") => "/-/page/*",
        None if path.starts_with("/-/to/") => "/-/to/*",
        None => "/-/*",
    });
}
