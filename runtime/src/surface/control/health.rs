//! Health for probes, on a listener of its own: without a guard, and without anything else to learn there.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

use super::process::Process;
use super::{JSON, READS, finish, reply};
use crate::access::{Access, Guarded, Present, enter};
use crate::body::ResponseBody;
use crate::config::Config;
use crate::end::End;
use crate::incoming::RequestBody;
use crate::operator::{HEALTH_ADDRESS, HEALTH_PORT};
use crate::rejection::Rejection;
use crate::surface::{About, Answer, Service};

/// Probes come to the address of a pod or container, and the port is opened only when it is asked for.
const EVERYWHERE: &str = "0.0.0.0";
const UP: &str = r#"{"status":"UP"}"#;
const DEGRADED: &str = r#"{"status":"DEGRADED"}"#;

/// Answers whether the process lives and is ready, and nothing else.
#[derive(Clone, Debug)]
struct HealthService {
    process: Arc<Process>,
    access: Access,
}

/// The service for probes that an operator asks for by its port.
pub(crate) fn health(config: &Config, process: &Arc<Process>) -> Option<Box<dyn Service>> {
    config.get(HEALTH_PORT)?;
    let (process, access) = (Arc::clone(process), Access::default());
    Some(Box::new(HealthService { process, access }))
}

/// The listener for probes, whether or not it is asked for.
pub(crate) fn about_health() -> About {
    About {
        kind: "health",
        namespace: "health",
        address: Some(EVERYWHERE),
        port: Some(0),
        address_variable: HEALTH_ADDRESS,
        port_variable: HEALTH_PORT,
        hosts_variable: None,
        path: "",
        has_page: false,
    }
}

impl Service for HealthService {
    fn about(&self) -> About {
        about_health()
    }

    fn is_alone(&self) -> bool {
        true
    }

    fn is_last(&self) -> bool {
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

impl Guarded for HealthService {
    fn access(&self) -> &Access {
        &self.access
    }

    fn methods(&self, path: &str) -> Option<&'static str> {
        matches!(path, "/health/live" | "/health/ready").then_some(READS)
    }

    async fn respond(
        &self,
        parts: &mut Parts,
        _: &mut RequestBody,
        id: &HeaderValue,
        admitted: Result<Present, Rejection>,
    ) -> Response<ResponseBody> {
        let answer = admitted.and_then(|_| self.answer(parts));
        finish(&parts.method, answer.unwrap_or_else(|rejection| rejection.respond(id)))
    }
}

impl HealthService {
    fn answer(&self, request: &Parts) -> Result<Response<ResponseBody>, Rejection> {
        let path = request.uri.path();
        let methods = self.methods(path).ok_or(Rejection::NotFound)?;
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return Err(Rejection::not_allowed(&request.method, methods));
        }
        Ok(if path == "/health/live" || self.process.is_ready() {
            reply(StatusCode::OK, JSON, UP)
        } else {
            reply(StatusCode::SERVICE_UNAVAILABLE, JSON, DEGRADED)
        })
    }
}
