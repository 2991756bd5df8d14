//! A surface that answers requests of a listener.

use std::fmt;
use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;

use super::About;
use super::control::Counted;
use crate::access::{Access, Answer};
use crate::config::{Config, StartError};
use crate::end::End;
use crate::guard::{GuardTable, RequestGuard};
use crate::tables::Guard;
use crate::upstream::State;

/// A surface that answers requests.
pub(crate) trait Service: Send + Sync {
    fn about(&self) -> About;

    /// Returns `true` if it takes every path that no other surface of its listener claims.
    fn is_open(&self) -> bool {
        false
    }

    /// Returns `true` if a path is this surface's on a listener that it shares.
    fn claims(&self, _: &str) -> bool {
        self.is_open()
    }

    /// Returns `true` if it shares its listener with nobody, and has a thread of its own.
    fn is_alone(&self) -> bool {
        false
    }

    /// Returns `true` if it answers until everything else has ended, with a thread of its own.
    fn is_last(&self) -> bool {
        false
    }

    /// Returns the access rules of its listener.
    fn access_mut(&mut self) -> &mut Access;

    /// The same surface with connections of its own, for another worker.
    fn fork(&self) -> Box<dyn Service>;

    /// Returns its counters, if it has any.
    fn counted(&self) -> Option<Counted> {
        None
    }

    /// Returns the page that its listener may have, and the rules of the listener.
    #[cfg(all(feature = "page", feature = "surface"))]
    fn page(&self) -> Option<(&crate::page::Page, &Access)> {
        None
    }

    /// The answer, behind the checks of every surface; `end` is told when all of the request was read.
    fn call(&self, request: Request<Incoming>, end: Option<End>) -> Answer<'_>;
}

impl fmt::Debug for dyn Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.about().fmt(f)
    }
}

/// The context in which a surface is mounted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mounting<'a> {
    /// The state that its calls share.
    pub(crate) state: &'a State,
    pub(crate) config: &'a Config,
}

impl Mounting<'_> {
    /// The page for the listener of a surface. `taken` is the path of the document that answers where it would.
    #[cfg(feature = "surface")]
    pub(crate) fn page(
        &self,
        about: &About,
        guard: Option<&'static Guard>,
        taken: Option<&'static str>,
        error: &mut StartError,
    ) -> Option<Arc<crate::page::Page>> {
        let Self { state, config } = *self;
        let variable = about.page_variable(state.capability());
        crate::page::mount(variable, about.namespace, guard, taken, state, config, error)
    }

    /// The guard of the surface `namespace`. With `described`, callers can read how to be let in.
    pub(crate) fn guard(
        &self,
        table: Option<&'static Guard>,
        namespace: &str,
        described: bool,
        error: &mut StartError,
    ) -> Option<Arc<RequestGuard>> {
        let Self { state, config } = *self;
        let (capability, connector) = (state.capability(), state.connector());
        let of = GuardTable { table: table?, capability, namespace, described, config, connector };
        Some(RequestGuard::resolve(of, error))
    }
}
