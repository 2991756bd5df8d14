//! The REST surface.

mod accept;
mod cors;
mod forward;
mod reply;
mod route;
mod units;

use std::sync::Arc;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::header::{ACCEPT, ALLOW, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

pub(crate) use self::cors::Cors;
use self::route::Match;
use self::units::Unit;
use crate::account::{Shards, Tally};
use crate::binding::query;
use crate::binding::rest::{Source, bind};
use crate::body::{self, ResponseBody};
use crate::guard::{self, Guard};
use crate::mount::mountable;
use crate::rejection::Rejection;
use crate::request_id;
use crate::tables::{Output, RestSurface, Target};
use crate::template;
use crate::trace::{Deed, Trace};
use crate::upstream::{Context, State, prepare};

/// Answers the requests of one REST surface. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RestService {
    state: State,
    surface: &'static RestSurface,
    cors: Option<Cors>,
    guard: Option<Arc<Guard>>,
    /// One for each operation, one for forwards and one for everything else.
    tallies: Shards<Tally>,
    /// The names of what is counted.
    names: Arc<[String]>,
}

/// A service for `surface`, to be mounted anywhere.
#[must_use]
pub fn service(state: State, surface: &'static RestSurface) -> RestService {
    let guard = state.guard(surface.guard);
    let names: Arc<[String]> = units::names(surface).into();
    RestService { state, surface, cors: None, guard, tallies: Shards::new(names.len()), names }
}

mountable!(RestService);

impl RestService {
    pub(crate) fn surface(&self) -> &'static RestSurface {
        self.surface
    }

    /// The same surface with connections of its own.
    pub(crate) fn fork(&self) -> Self {
        Self {
            state: self.state.fork(),
            surface: self.surface,
            cors: self.cors.clone(),
            guard: self.guard.clone(),
            tallies: self.tallies.fork(),
            names: Arc::clone(&self.names),
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// What is counted, and the names of it.
    pub(crate) fn tallies(&self) -> (Vec<String>, Shards<Tally>) {
        (self.names.to_vec(), self.tallies.reader())
    }

    #[must_use]
    pub(crate) fn with_cors(self, cors: Option<Cors>) -> Self {
        Self { cors, ..self }
    }

    /// The answer to one request, whatever it is.
    pub(crate) async fn respond(&self, request: Request<Incoming>) -> Response<ResponseBody> {
        let (mut parts, body) = request.into_parts();
        let id = request_id::of(&parts.headers);
        let begin = Instant::now();
        let trace = self.state.tracer().map(|tracer| tracer.begin(tracer.read(&parts.headers)));
        if let Some(trace) = &trace {
            parts.extensions.insert(Arc::clone(trace));
        }
        let (mut unit, mut failure) = (Unit::Other, None);
        let answered = match self.open_preflight(&parts) {
            Some(preflight) => Ok(preflight),
            None => match guard::admit(self.guard.as_ref(), &mut parts).await {
                Ok(()) => self.answer(&parts, body, &id, &mut unit).await,
                Err(rejection) => Err(rejection),
            },
        };
        let mut response = match answered {
            Ok(response) => response,
            Err(rejection) => {
                failure = Some(rejection.failure());
                rejection.respond(&id)
            }
        };
        let time = begin.elapsed();
        if let Some(tally) = self.tallies.get(unit.number(self.tallies.len())) {
            tally.ended(response.status().as_u16(), time);
            if let Some(failure) = failure {
                tally.failed(failure);
            }
        }
        if let Some(trace) = trace.filter(|trace| trace.is_recorded()) {
            if response.status().is_server_error() {
                trace.fail();
            }
            let name = self.names.get(unit.number(self.names.len()));
            trace.end(Deed::rest(name.map_or("", String::as_str), &parts.method));
        }
        if let Some(cors) = self.cors.as_ref().filter(|_| parts.method != Method::OPTIONS) {
            cors.expose(&parts.headers, response.headers_mut());
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
        response.headers_mut().insert(request_id::REQUEST_ID, id);
        response
    }

    /// Browsers ask a guarded surface without credentials. What they are told says nothing about
    /// its paths.
    fn open_preflight(&self, parts: &Parts) -> Option<Response<ResponseBody>> {
        self.guard.as_ref()?;
        self.cors.as_ref()?.preflight(parts, forward::METHODS)
    }

    /// What the surface says about itself.
    fn document(&self, parts: &Parts) -> Option<Response<ResponseBody>> {
        let asked = parts.uri.path() == "/openapi.json" && !self.surface.openapi.is_empty();
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        let document = || bytes::Bytes::from_static(self.surface.openapi.as_bytes());
        (asked && reads).then(|| reply::json(StatusCode::OK, document()))
    }

    /// What becomes of a request that no operation answers.
    async fn missed(
        &self,
        missed: &Match<'_>,
        parts: &Parts,
        body: Incoming,
        id: &HeaderValue,
        unit: &mut Unit,
    ) -> Result<Response<ResponseBody>, Rejection> {
        if let Some(found) = forward::find(self.surface.forwards, parts.uri.path()) {
            *unit = Unit::Forward;
            let preflight = self.cors.as_ref().and_then(|c| c.preflight(parts, forward::METHODS));
            return match preflight {
                Some(preflight) => Ok(preflight),
                None => Box::pin(forward::pass(&self.state, found, parts, body, id)).await,
            };
        }
        match missed {
            Match::Options(allow) => Ok(self.options(parts, allow)),
            Match::MethodNotAllowed(allow) => Err(Rejection::MethodNotAllowed(allow)),
            _ => self.document(parts).ok_or(Rejection::NotFound),
        }
    }

    fn options(&self, parts: &Parts, allow: &'static str) -> Response<ResponseBody> {
        if let Some(preflight) = self.cors.as_ref().and_then(|cors| cors.preflight(parts, allow)) {
            return preflight;
        }
        let mut response = Response::new(ResponseBody::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
        response
    }

    async fn answer(
        &self,
        parts: &Parts,
        body: Incoming,
        id: &HeaderValue,
        unit: &mut Unit,
    ) -> Result<Response<ResponseBody>, Rejection> {
        let query = query::parse(parts.uri.query()).ok_or(Rejection::BadQuery)?;
        let (operation, path) =
            match route::find(self.surface.routes, parts.uri.path(), &parts.method, &query) {
                Match::Yes(operation, path) => (operation, path),
                Match::BadPath => return Err(Rejection::BadPath),
                missed => return self.missed(&missed, parts, body, id, unit).await,
            };
        *unit = Unit::Operation(operation.unit);
        if answers_json(&operation.target) && !accept::takes_json(&parts.headers) {
            return Err(Rejection::NotAcceptable("this operation answers application/json"));
        }
        let body = body::read(&parts.headers, body, self.state.limits()).await?;
        let inputs = bind(operation, Source { path, query, headers: &parts.headers, body: &body })?;
        match &operation.target {
            Target::Unroutable(reason) => Err(Rejection::Unroutable(reason)),
            Target::Content(_) => Err(Rejection::Unroutable("this answer is for models only")),
            Target::Constant(template) => {
                if !inputs.problems.is_empty() {
                    return Err(Rejection::BadArguments(inputs.problems));
                }
                if let Some(rejection) = reply::failed_condition(parts) {
                    return Err(rejection);
                }
                let made = template::evaluate(template, &inputs, self.state.variables());
                Ok(reply::json(StatusCode::OK, made))
            }
            Target::Call { operation: called, bindings, output } => {
                let prepared = prepare(&self.state, called, bindings, &inputs)
                    .map_err(Rejection::BadArguments)?;
                let context = context(parts, id, *output);
                let again = || prepare(&self.state, called, bindings, &inputs).ok();
                let sent = self.state.send(called, prepared, &context, &again).await;
                let replied = match sent {
                    Ok(answer) => reply::from_answer(answer, *output).await,
                    Err(error) => Err(error),
                };
                replied.map_err(|error| {
                    error.log(operation.name, Some(id));
                    Rejection::from(error)
                })
            }
        }
    }
}

/// Whether the answer is made here; what is handed on has the form that the upstream gives it.
fn answers_json(target: &Target) -> bool {
    matches!(target, Target::Constant(_) | Target::Call { output: Output::Project(_), .. })
}

/// A projected answer has to be JSON, and whole, whatever the caller would also take.
fn context(parts: &Parts, id: &HeaderValue, output: Output) -> Context {
    let mut context = Context::new(&parts.headers, id.clone());
    context.trace = parts.extensions.get::<Arc<Trace>>().cloned();
    let is_relayed = matches!(output, Output::Relay);
    let mut accepts = 0;
    for (name, value) in &parts.headers {
        let line = || (name.clone(), value.clone());
        if is_relayed && *name == ACCEPT {
            context.wishes.insert(accepts, line());
            accepts += 1;
        } else if reply::is_condition(name) || is_relayed && reply::is_wish(name) {
            context.wishes.push(line());
        }
    }
    context
}
