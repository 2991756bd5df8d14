//! The surfaces of one listener.

use std::mem;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::body::ResponseBody;
use crate::end::End;
use crate::rejection::Rejection;
use crate::request_id;
use crate::surface::Service;

/// The surfaces of one listener: one of a kind. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct App(Arc<Vec<Box<dyn Service>>>);

impl App {
    pub(crate) fn new(services: Vec<Box<dyn Service>>) -> Self {
        Self(Arc::new(services))
    }

    /// Returns `true` for a surface that has its listener, and its thread, for itself.
    pub(crate) fn is_alone(&self) -> bool {
        self.0.iter().any(|service| service.is_alone())
    }

    /// Returns `true` for what answers until everything else has ended.
    pub(crate) fn is_last(&self) -> bool {
        self.0.iter().any(|service| service.is_last())
    }

    /// The same surfaces with connections of their own.
    pub(crate) fn fork(&self) -> Self {
        Self::new(self.0.iter().map(|service| service.fork()).collect())
    }

    /// The answer of the surface that a path belongs to. `end` is told when all of the request was
    /// read.
    pub(crate) async fn respond(
        &self,
        request: Request<Incoming>,
        end: Option<End>,
    ) -> Response<ResponseBody> {
        let service = match &self.0[..] {
            [only] => Some(only),
            all => {
                let path = request.uri().path();
                all.iter().find(|service| service.claims(path)).or(all.last())
            }
        };
        match service {
            Some(service) => service.call(request, end).await,
            None => Rejection::NotFound.respond(&request_id::of(request.headers())),
        }
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

/// The same surfaces at the address that the system has given them.
pub(super) fn at(services: &mut [Box<dyn Service>], address: SocketAddr) {
    for service in services {
        let access = service.access_mut();
        *access = mem::take(access).at(address);
    }
}
