//! The surfaces of one listener.

use std::mem;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, Response};
use tokio::net::TcpStream;

use crate::body::ResponseBody;
use crate::end::End;
use crate::log::LineForm;
use crate::rejection::Rejection;
use crate::request_id;
use crate::request_log::{self, LogEntry, LoggedSurface};
use crate::surface::{About, Service};
#[cfg(feature = "surface")]
use crate::trace::trace_of;

/// The surfaces of one listener: one of a kind. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct App {
    services: Arc<Vec<Box<dyn Service>>>,
    /// The form in which requests are logged, if they are.
    log: Option<LineForm>,
    /// The caller, where requests are logged.
    caller: Option<Arc<SocketAddr>>,
}

impl App {
    pub(crate) fn new(services: Vec<Box<dyn Service>>, log: Option<LineForm>) -> Self {
        // Probes come all the time, and say nothing.
        let log = log.filter(|_| !services.iter().any(|service| service.is_last()));
        Self { services: Arc::new(services), log, caller: None }
    }

    /// The same for the requests of one connection.
    pub(super) fn called_by(self, stream: &TcpStream) -> Self {
        let caller = self.log.and_then(|_| stream.peer_addr().ok()).map(Arc::new);
        Self { caller, ..self }
    }

    /// Returns `true` for a surface that has its listener, and its thread, for itself.
    pub(crate) fn is_alone(&self) -> bool {
        self.services.iter().any(|service| service.is_alone())
    }

    /// Returns `true` for what answers until everything else has ended.
    pub(crate) fn is_last(&self) -> bool {
        self.services.iter().any(|service| service.is_last())
    }

    #[cfg(all(feature = "page", feature = "surface"))]
    pub(super) fn services(&self) -> &[Box<dyn Service>] {
        &self.services
    }

    #[cfg(all(feature = "page", feature = "surface"))]
    pub(super) fn downgrade(&self) -> std::sync::Weak<Vec<Box<dyn Service>>> {
        Arc::downgrade(&self.services)
    }

    /// The same surfaces with connections of their own.
    pub(crate) fn fork(&self) -> Self {
        let services = self.services.iter().map(|service| service.fork()).collect();
        Self { services: Arc::new(services), ..self.clone() }
    }

    /// The answer of the surface that a path belongs to. `end` is told when all of the request was
    /// read.
    pub(crate) async fn respond(
        &self,
        mut request: Request<Incoming>,
        end: Option<End>,
    ) -> Response<ResponseBody> {
        let entry = self.log.and_then(|form| self.entry(form, &request));
        if let Some(entry) = &entry {
            request.extensions_mut().insert(Arc::clone(entry));
        }
        let response = match self.service(request.uri().path()) {
            Some(service) => service.call(request, end).await,
            None => Rejection::NotFound.respond(&request_id::of(request.headers())),
        };
        match entry {
            None => response,
            Some(entry) => request_log::logged(response, entry),
        }
    }

    /// The answer to a request that no surface is asked about.
    pub(super) fn refuse(
        &self,
        request: &Request<Incoming>,
        rejection: Rejection,
    ) -> Response<ResponseBody> {
        let id = request_id::of(request.headers());
        let mut response = rejection.respond(&id);
        response.headers_mut().insert(request_id::REQUEST_ID, id);
        match self.log.and_then(|form| self.entry(form, request)) {
            None => response,
            Some(entry) => request_log::logged(response, entry),
        }
    }

    fn service(&self, path: &str) -> Option<&dyn Service> {
        let service = match &self.services[..] {
            [only] => Some(only),
            all => all.iter().find(|service| service.claims(path)).or(all.last()),
        };
        service.map(|service| &**service)
    }

    /// The entry of a request in the log.
    fn entry(&self, form: LineForm, request: &Request<Incoming>) -> Option<Arc<LogEntry>> {
        let About { kind, namespace, .. } = self.service(request.uri().path())?.about();
        let said = (request.method(), request.version());
        let caller = self.caller.as_deref().copied();
        let entry = LogEntry::request(form, LoggedSurface { kind, namespace }, said, caller);
        #[cfg(feature = "surface")]
        if let Some(trace) = trace_of(request.headers()) {
            entry.trace(trace);
        }
        Some(entry)
    }
}

/// Adds a surface to those of a listener, one that takes every path at the end. `false` when it cannot
/// share the listener with what is there.
pub(super) fn add(service: Box<dyn Service>, services: &mut Vec<Box<dyn Service>>) -> bool {
    let excludes = |other: &dyn Service| {
        let is_same = other.about().kind == service.about().kind;
        is_same || other.is_alone() || service.is_alone() || other.is_open() && service.is_open()
    };
    if services.iter().any(|other| excludes(&**other)) {
        return false;
    }
    let at = if service.is_open() { services.len() } else { 0 };
    services.insert(at, service);
    true
}

/// The surface that `/` of a listener belongs to.
#[cfg(all(feature = "page", feature = "surface"))]
pub(super) fn at_root(services: &[Box<dyn Service>]) -> Option<&dyn Service> {
    let found = services.iter().find(|service| service.claims("/")).or(services.last());
    found.map(|service| &**service)
}

/// Reports a page that is asked for on a listener that shows the page of another surface.
#[cfg(all(feature = "page", feature = "surface"))]
pub(super) fn check_pages(services: &[Box<dyn Service>], error: &mut crate::config::StartError) {
    let Some(host) = at_root(services).map(|service| service.about().namespace) else { return };
    let others = services.iter().filter(|service| service.about().namespace != host);
    for (page, _) in others.filter_map(|service| service.page()) {
        if let Some(variable) = page.variable().filter(|_| page.is_asked_for()) {
            error.wrong(format!(
                "{variable} is on, and the listener has the page of {host} already; set that of {host}"
            ));
        }
    }
}

/// The same surfaces at the address that the system has given them.
pub(super) fn at(services: &mut [Box<dyn Service>], address: SocketAddr) {
    for service in services {
        let access = service.access_mut();
        *access = mem::take(access).at(address);
    }
}
