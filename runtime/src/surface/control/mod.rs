//! The control surface: what an operator asks a running server. It answers from what is there
//! already, so that what it costs is paid by those who ask.

mod config;
mod exposition;
mod health;
mod kind;
mod logs;
mod metrics;
#[cfg(all(feature = "page", feature = "surface"))]
mod observation;
mod process;
mod rows;
mod source;
mod status;
mod traces;

use std::sync::Arc;

use hyper::body::{Body as _, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

pub(crate) use self::health::{about_health, health};
#[cfg(all(feature = "page", feature = "surface"))]
pub(crate) use self::observation::Observation;
pub(crate) use self::process::{Adapter, Process};
#[cfg(feature = "otlp")]
pub(crate) use self::rows::{Count, Row, rows_of_clients, rows_of_requests, rows_of_steps};
pub(crate) use self::source::{Counted, Source};
use super::{About, Answer, Mounting, Service, SurfaceKind as _};
use crate::access::{Access, Guarded, Present, enter};
use crate::body::ResponseBody;
use crate::config::{Config, StartError};
use crate::end::End;
use crate::guard::{self, RequestGuard};
use crate::incoming::{self, RequestBody};
use crate::json::JsonWriter;
use crate::log;
use crate::operator::{ASKED_FOR, CONTROL_PORT};
use crate::rejection::Rejection;
use crate::request_log::LogEntry;
use crate::tables::ControlSurface;
use crate::upstream::State;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
const READS: &str = "GET, HEAD";
const WRITES: &str = "PUT";

/// Answers the requests of one control surface. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct ControlService {
    control: Arc<Control>,
    access: Access,
}

#[derive(Debug)]
struct Control {
    surface: &'static ControlSurface,
    sources: Vec<Source>,
    process: Arc<Process>,
    guard: Option<Arc<RequestGuard>>,
}

/// A capability that a control surface can tell of.
pub(crate) struct Observed<'a> {
    pub(crate) state: &'a State,
    /// Makes the source of what is told.
    pub(crate) source: &'a dyn Fn() -> Source,
}

/// The control surfaces for capabilities: a document's tells of its capability, the one that an
/// operator asks for, of all.
pub(crate) fn services(
    capabilities: &[Observed<'_>],
    config: &Config,
    process: &Arc<Process>,
    error: &mut StartError,
) -> Vec<Box<dyn Service>> {
    let mut services: Vec<Box<dyn Service>> = Vec::new();
    for Observed { state, source } in capabilities {
        if let Some(surface) = state.capability().control {
            let guard = Mounting { state, config }.guard(surface.guard, "control", false, error);
            services.push(service(surface, vec![source()], process, guard));
        }
    }
    if services.is_empty() && config.get(CONTROL_PORT).is_some() {
        let sources = capabilities.iter().map(|one| (one.source)()).collect();
        services.push(service(&ASKED_FOR, sources, process, None));
    }
    services
}

fn service(
    surface: &'static ControlSurface,
    sources: Vec<Source>,
    process: &Arc<Process>,
    guard: Option<Arc<RequestGuard>>,
) -> Box<dyn Service> {
    let process = Arc::clone(process);
    let control = Arc::new(Control { surface, sources, process, guard });
    Box::new(ControlService { control, access: Access::default() })
}

impl Service for ControlService {
    fn about(&self) -> About {
        self.control.surface.about()
    }

    fn is_alone(&self) -> bool {
        true
    }

    fn access_mut(&mut self) -> &mut Access {
        &mut self.access
    }

    fn fork(&self) -> Box<dyn Service> {
        Box::new(self.clone())
    }

    fn call(&self, request: Request<Incoming>, end: Option<End>) -> Answer<'_> {
        Box::pin(enter(self, request, end))
    }
}

impl Guarded for ControlService {
    fn access(&self) -> &Access {
        &self.access
    }

    fn methods(&self, path: &str) -> Option<&'static str> {
        Some(if path.starts_with("/logs/") { WRITES } else { READS })
    }

    async fn respond(
        &self,
        parts: &mut Parts,
        body: &mut RequestBody,
        id: &HeaderValue,
        admitted: Result<Present, Rejection>,
    ) -> Response<ResponseBody> {
        let admitted = match admitted {
            Ok(_) => guard::admit(self.control.guard.as_ref(), parts).await,
            Err(rejection) => Err(rejection),
        };
        let answer = match (admitted, self.control.logger(parts)) {
            (Err(rejection), _) => Err(rejection),
            (Ok(()), Some(logger)) => self.control.set_level(parts, logger, body).await,
            (Ok(()), None) => self.control.answer(parts),
        };
        if let Some(entry) = parts.extensions.get::<Arc<LogEntry>>() {
            note(entry, parts.uri.path());
        }
        finish(&parts.method, answer.unwrap_or_else(|rejection| rejection.respond(id)))
    }
}

/// Notes the path for the log, as it is declared; probes come all the time, and say nothing.
fn note(entry: &LogEntry, path: &str) {
    match path {
        "/health/live" | "/health/ready" => entry.forget(),
        "/status" => entry.route("/status"),
        "/config" => entry.route("/config"),
        "/metrics" => entry.route("/metrics"),
        "/logs" => entry.route("/logs"),
        _ if path.starts_with("/logs/") => entry.route("/logs/{logger}"),
        "/traces" => entry.route("/traces"),
        _ if path.starts_with("/traces/") => entry.route("/traces/{id}"),
        _ => {}
    }
}

impl Control {
    /// The logger that a path names.
    fn logger<'r>(&self, request: &'r Parts) -> Option<&'r str> {
        let is_there = self.surface.logs && log::is_ours();
        request.uri.path().strip_prefix("/logs/").filter(|_| is_there)
    }

    async fn set_level(
        &self,
        request: &Parts,
        logger: &str,
        body: &mut RequestBody,
    ) -> Result<Response<ResponseBody>, Rejection> {
        if request.method != Method::PUT {
            return Err(Rejection::not_allowed(&request.method, WRITES));
        }
        let state = &self.sources.first().ok_or(Rejection::NotFound)?.state;
        let (limits, pool) = (state.limits(), &state.memory().requests);
        let body = incoming::read(&request.headers, body, limits, pool).await?;
        Ok(match logs::set(logger, &body) {
            Ok(loggers) => reply(StatusCode::OK, JSON, loggers),
            Err(error) => reply(StatusCode::BAD_REQUEST, JSON, error),
        })
    }

    fn answer(&self, request: &Parts) -> Result<Response<ResponseBody>, Rejection> {
        let ControlSurface { health, info, metrics, logs, traces, .. } = *self.surface;
        let path = request.uri.path();
        let is_there = match path {
            "/health/live" | "/health/ready" => health,
            "/status" | "/config" => info,
            "/metrics" => metrics,
            "/logs" => logs && log::is_ours(),
            _ => traces > 0 && traces::is_at(path),
        };
        if !is_there {
            return Err(Rejection::NotFound);
        }
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return Err(Rejection::not_allowed(&request.method, READS));
        }
        Ok(match path {
            "/health/live" => reply(StatusCode::OK, JSON, r#"{"status":"UP"}"#),
            "/health/ready" => {
                let ready = self.process.is_ready();
                let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
                reply(status, JSON, status::ready(&self.process))
            }
            "/status" => reply(StatusCode::OK, JSON, status::status(&self.sources, &self.process)),
            "/config" => reply(StatusCode::OK, JSON, config::config(&self.sources)),
            "/logs" => reply(StatusCode::OK, JSON, logs::logs()),
            "/metrics" => {
                reply(StatusCode::OK, TEXT, metrics::metrics(&self.sources, &self.process))
            }
            _ => {
                let (status, body) = traces::traces(&self.sources, &request.uri);
                reply(status, JSON, body)
            }
        })
    }
}

/// The answer as it is sent: to HEAD without its body, and never from a cache.
fn finish(method: &Method, mut response: Response<ResponseBody>) -> Response<ResponseBody> {
    if *method == Method::HEAD {
        let size = response.body().size_hint().exact().unwrap_or_default();
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(size));
        *response.body_mut() = ResponseBody::empty();
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The body of an answer that says what is wrong with the question.
fn wrong(sentence: &str) -> bytes::Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("error").string(sentence);
    out.close_object();
    out.finish()
}

fn reply(
    status: StatusCode,
    media: HeaderValue,
    body: impl Into<bytes::Bytes>,
) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::whole(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, media);
    response
}
