//! The REST surface.

mod accept;
mod conditions;
mod extract;
mod fields;
#[cfg(feature = "forward")]
mod fixed;
#[cfg(feature = "forward")]
mod forward;
#[cfg(not(feature = "forward"))]
#[path = "without_forward.rs"]
mod forward;
mod kind;
mod note;
mod reply;
mod route;
mod taken;
mod units;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::header::{ACCEPT, ALLOW, ETAG, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

use self::extract::{RequestParts, bind};
use self::route::Match;
use self::units::Unit;
use crate::access::{Access, Guarded, Present};
use crate::body::ResponseBody;
use crate::config::{Config, StartError};
use crate::end::End;
use crate::guard::{self, RequestGuard};
use crate::incoming::{self, RequestBody};
use crate::invoke::{Outcome, invoke};
use crate::metrics::{Counters, METHODS, Shards};
use crate::mount::mountable;
use crate::page::{self, Hosting, Page};
use crate::query;
use crate::rejection::Rejection;
use crate::surface::control::Counted;
use crate::surface::{About, Answer, Mounting, Service, SurfaceKind as _};
use crate::tables::{Function, FunctionBody, Output, RestSurface};
use crate::trace::{Handled, Trace};
use crate::transport::UpstreamResponse;
use crate::upstream::{Context, State};

/// All that a path can take.
const METHODS_TAKEN: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
/// The methods of the surface's document.
const READS: &str = "GET, HEAD, OPTIONS";
const BAD_PATH: &str = "the path is not valid percent-encoded UTF-8";
const ELSEWHERE: &str = "a page of another site may not call this";

/// Answers the requests of one REST surface. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RestService {
    state: State,
    surface: &'static RestSurface,
    access: Access,
    guard: Option<Arc<RequestGuard>>,
    /// The entity tag of the surface's own document.
    tag: Arc<HeaderValue>,
    /// One for each operation, one for forwards and one for everything else.
    tallies: Shards<Counters>,
    /// The names of what is counted.
    names: Arc<[String]>,
    page: Option<Arc<Page>>,
}

/// A service for `surface`, to be mounted anywhere.
///
/// # Errors
///
/// Names what is missing or wrong in the environment: secrets of the guard, and what it has to know.
pub fn service(
    state: &State,
    surface: &'static RestSurface,
    config: &Config,
) -> Result<RestService, StartError> {
    let mut error = StartError::default();
    let service = RestService::new(Mounting { state, config }, surface, &mut error);
    error.or(service)
}

mountable!(RestService);

impl RestService {
    fn new(mounting: Mounting<'_>, surface: &'static RestSurface, error: &mut StartError) -> Self {
        let guard = mounting.guard(surface.guard, surface.namespace, false, error);
        let names: Arc<[String]> = units::names(surface).into();
        let (access, tag) = (Access::default(), Arc::new(reply::tag(surface.openapi)));
        let (state, tallies) = (mounting.state.clone(), Shards::new(names.len()));
        let (own, taken) = (surface.guard, taken::taken(surface));
        let page = mounting.page(&surface.about(), own, taken, error);
        Self { state, surface, access, guard, tag, tallies, names, page }
    }
}

impl Service for RestService {
    fn about(&self) -> About {
        self.surface.about()
    }

    fn is_open(&self) -> bool {
        true
    }

    fn access_mut(&mut self) -> &mut Access {
        &mut self.access
    }

    fn fork(&self) -> Box<dyn Service> {
        Box::new(Self {
            state: self.state.fork(),
            surface: self.surface,
            access: self.access.clone(),
            guard: self.guard.clone(),
            tag: Arc::clone(&self.tag),
            tallies: self.tallies.fork(),
            names: Arc::clone(&self.names),
            page: self.page.as_ref().map(|page| page.fork()),
        })
    }

    fn counted(&self) -> Option<Counted> {
        Some(Counted::new(self.surface.about(), self.names.to_vec(), self.tallies.reader()))
    }

    #[cfg(feature = "page")]
    fn page(&self) -> Option<(&Page, &Access)> {
        self.page.as_deref().map(|page| (page, &self.access))
    }

    fn call(&self, request: Request<Incoming>, end: Option<End>) -> Answer<'_> {
        page::enter(self, request, end)
    }
}

impl Hosting for RestService {
    fn page(&self) -> Option<(&Page, Option<&Arc<RequestGuard>>)> {
        self.page.as_deref().map(|page| (page, self.guard.as_ref()))
    }
}

impl Guarded for RestService {
    fn access(&self) -> &Access {
        &self.access
    }

    /// Returns the same methods for all paths where there is a guard: an answer to a caller who has not
    /// authenticated says nothing about the paths.
    fn methods(&self, path: &str) -> Option<&'static str> {
        if self.guard.is_some() {
            return Some(METHODS_TAKEN);
        }
        match route::find(self.surface.routes, path, &Method::OPTIONS, &Vec::new()) {
            Match::Options(allow) => Some(allow),
            _ if forward::find(self.surface.forwards, path).is_some() => Some(METHODS_TAKEN),
            _ => self.is_document(path).then_some(READS),
        }
    }

    async fn respond(
        &self,
        parts: &mut Parts,
        body: &mut RequestBody,
        id: &HeaderValue,
        admitted: Result<Present, Rejection>,
    ) -> Response<ResponseBody> {
        let begin = Instant::now();
        let trace =
            self.state.tracer().map(|tracer| Trace::begin(tracer, tracer.read(&parts.headers)));
        if let Some(trace) = &trace {
            note::trace(parts, trace);
            parts.extensions.insert(Arc::clone(trace));
        }
        let (mut unit, mut failure) = (Unit::Other, None);
        let admitted = match admitted {
            Ok(present) => guard::admit(self.guard.as_ref(), parts).await.map(|()| present),
            Err(rejection) => Err(rejection),
        };
        let answered = match admitted {
            Ok(present) => self.answer(parts, present, body, id, &mut unit).await,
            Err(rejection) => Err(rejection),
        };
        let mut response = match answered {
            Ok(response) => response,
            Err(rejection) => {
                failure = Some(units::failure(&rejection));
                rejection.respond(id)
            }
        };
        let time = begin.elapsed();
        if let Some(tally) = self.tallies.get(unit.number(self.names.len())) {
            tally.ended(response.status().as_u16(), time);
            if let Some(failure) = failure {
                tally.failed(failure);
            }
        }
        if let Some(trace) = trace {
            let name = self.names.get(unit.number(self.names.len()));
            if response.status().is_server_error() {
                trace.fail();
            }
            let status = response.status().as_u16();
            trace.end(|| handled(name.map_or("", String::as_str), &parts.method, status));
        }
        if parts.method == Method::HEAD {
            reply::remove_body(&mut response);
        }
        tracing::debug!(
            method = %parts.method,
            path = parts.uri.path(),
            status = response.status().as_u16(),
            request_id = id.to_str().unwrap_or_default(),
            micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX),
            "rest"
        );
        response
    }
}

impl RestService {
    fn is_document(&self, path: &str) -> bool {
        path == "/openapi.json" && !self.surface.openapi.is_empty()
    }

    /// Answers a request for the surface's document.
    fn document(&self, parts: &Parts) -> Result<Response<ResponseBody>, Rejection> {
        match parts.method {
            _ if !self.is_document(parts.uri.path()) => Err(Rejection::NotFound),
            Method::GET | Method::HEAD => {
                note::document(parts);
                let document = || bytes::Bytes::from_static(self.surface.openapi.as_bytes());
                let mut response = conditions::answer(parts, Some(&self.tag))?
                    .unwrap_or_else(|| reply::json(StatusCode::OK, document()));
                response.headers_mut().insert(ETAG, HeaderValue::clone(&self.tag));
                Ok(response)
            }
            Method::OPTIONS => Ok(options(READS)),
            _ => Err(Rejection::not_allowed(&parts.method, READS)),
        }
    }

    /// Answers a request that no operation answers.
    async fn missed(
        &self,
        missed: &Match<'_>,
        parts: &Parts,
        present: Present,
        body: &mut RequestBody,
        id: &HeaderValue,
        unit: &mut Unit,
    ) -> Result<Response<ResponseBody>, Rejection> {
        if let Some(found) = forward::find(self.surface.forwards, parts.uri.path()) {
            *unit = Unit::Forward;
            note::forward(parts, found.0);
            // The effect of a GET at the upstream is not known here.
            if self.access.is_loopback() && self.access.is_foreign(parts) {
                return Err(Rejection::foreign(ELSEWHERE));
            }
            return Box::pin(forward::pass(&self.state, found, parts, present, body, id)).await;
        }
        match missed {
            Match::Options(allow) => Ok(options(allow)),
            Match::MethodNotAllowed(allow) => Err(Rejection::not_allowed(&parts.method, allow)),
            _ => self.document(parts),
        }
    }

    async fn answer(
        &self,
        parts: &Parts,
        present: Present,
        body: &mut RequestBody,
        id: &HeaderValue,
        unit: &mut Unit,
    ) -> Result<Response<ResponseBody>, Rejection> {
        let query = query::parse(parts.uri.query())
            .ok_or(Rejection::malformed("the query is not valid percent-encoded UTF-8"))?;
        let (operation, path) =
            match route::find(self.surface.routes, parts.uri.path(), &parts.method, &query) {
                Match::Yes(operation, path) => (operation, path),
                Match::BadPath => return Err(Rejection::malformed(BAD_PATH)),
                missed => return self.missed(&missed, parts, present, body, id, unit).await,
            };
        *unit = Unit::Operation(operation.unit);
        note::operation(parts, self.names.get(operation.unit));
        let function = &operation.function;
        if let FunctionBody::Content(_) = function.body() {
            return Err(Rejection::Plain(
                StatusCode::NOT_IMPLEMENTED,
                "this answer is for models only",
            ));
        }
        if !is_safe(function) && self.access.is_foreign(parts) {
            return Err(Rejection::foreign(ELSEWHERE));
        }
        if is_made_here(function) && !accept::takes_json(&parts.headers) {
            return Err(Rejection::Plain(
                StatusCode::NOT_ACCEPTABLE,
                "this operation answers application/json",
            ));
        }
        let (limits, memory) = (self.state.limits(), self.state.memory_of(&parts.extensions));
        let body = incoming::read(&parts.headers, body, limits, &memory.requests).await?;
        let inputs =
            bind(operation, RequestParts { path, query, headers: &parts.headers, body: &body })?;
        let context = context(parts, present, id, function);
        let outcome = invoke(&self.state, function, &inputs, &context).await?;
        let mut response = show(outcome, function, parts, id).await?;
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        let shows_credential = |called| reply::shows_credential(&self.state, called);
        if is_read && function.any_operation(shows_credential) {
            reply::keep_private(&mut response);
        }
        Ok(response)
    }
}

async fn show(
    outcome: Outcome<UpstreamResponse>,
    function: &Function,
    parts: &Parts,
    id: &HeaderValue,
) -> Result<Response<ResponseBody>, Rejection> {
    match outcome {
        Outcome::Answered(answer) => reply::from_answer(answer).await.map_err(|error| {
            error.log(function.name, Some(id));
            Rejection::from(error)
        }),
        Outcome::Made { document, from: Some(content) } => Ok(reply::made(document, content)),
        Outcome::Made { document, from: None } => {
            let unmet = conditions::answer(parts, None)?;
            Ok(unmet.unwrap_or_else(|| reply::json(StatusCode::OK, document)))
        }
    }
}

/// Returns `true` if all that is called is for reading.
fn is_safe(function: &Function) -> bool {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS];
    !function.any_operation(|operation| !reads.contains(&operation.method))
}

/// Returns `true` if the document of a success is made here, and not by the upstream.
fn is_made_here(function: &Function) -> bool {
    match function.body() {
        FunctionBody::Call { output, .. } => matches!(output, Output::Shaped(_)),
        FunctionBody::Constant(_) => true,
        // The answer of the last call may be the outcome, in its own media type.
        FunctionBody::Steps(_) => false,
        FunctionBody::Content(_) | FunctionBody::Unroutable(_) | FunctionBody::Referred(_) => false,
    }
}

/// The span of a request: the declared path and method of its operation.
fn handled(operation: &str, method: &Method, status: u16) -> Handled {
    let known = METHODS.iter().find(|name| **name == method.as_str());
    let method = known.copied().unwrap_or(METHODS[METHODS.len() - 1]);
    Handled {
        name: "rest.request",
        operation: Cow::Owned(operation.to_owned()),
        adapter: Some("rest"),
        method: Some(method),
        status: Some(status),
    }
}

/// Answers with the methods that a path takes.
fn options(allow: &'static str) -> Response<ResponseBody> {
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    response
}

/// A projected answer has to be JSON, and whole, whatever the caller would also take.
fn context(parts: &Parts, present: Present, id: &HeaderValue, function: &Function) -> Context {
    let mut context = Context::new(parts, present.way, id.clone());
    context.trace = parts.extensions.get::<Arc<Trace>>().cloned();
    context.relayed = !is_made_here(function);
    let mut accepts = 0;
    for (name, value) in &parts.headers {
        let line = || (name.clone(), value.clone());
        if context.relayed && *name == ACCEPT {
            context.conditional_headers.insert(accepts, line());
            accepts += 1;
        } else if reply::is_condition(name) || context.relayed && reply::is_preference(name) {
            context.conditional_headers.push(line());
        }
    }
    context
}
