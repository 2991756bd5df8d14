//! What stands around the page: the surfaces of its capability, and what an operator could ask.

use bytes::Bytes;

/// A surface that listens.
#[derive(Clone, Debug)]
pub(crate) struct Neighbour {
    pub(crate) kind: &'static str,
    pub(crate) namespace: &'static str,
    /// The URL that callers are given.
    pub(crate) address: String,
    /// The guard of a control surface, in a word; `None` for surfaces of the document, which says it.
    pub(crate) guard: Option<&'static str>,
    /// Set if it can be called through the page.
    pub(crate) is_reached: bool,
}

/// The frequency and duration of requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Counts {
    pub(crate) requests: u64,
    pub(crate) errors: u64,
    /// Half of the requests took at most so many milliseconds; `None` when there were none.
    pub(crate) median: Option<f64>,
    /// The same of 99 in a hundred.
    pub(crate) slow: Option<f64>,
}

/// What changes while the process runs.
pub(crate) trait Observer: Send + Sync {
    /// Returns `true` if the surfaces take requests and go on doing so.
    fn is_ready(&self) -> bool;

    /// The requests to a surface.
    fn counts(&self, namespace: &str) -> Option<Counts>;

    /// The number of requests that were traced; `None` where traces are not shown.
    fn traced(&self) -> Option<u64>;

    /// The latest traces, JSON.
    fn traces(&self) -> Bytes;

    /// One trace, JSON.
    fn trace(&self, id: &str) -> Option<Bytes>;
}

/// The surfaces beside the page, the one of operators at the end.
pub(crate) struct Surroundings {
    /// Set if only this machine reaches the listener of the page.
    pub(crate) is_local: bool,
    pub(crate) surfaces: Vec<Neighbour>,
    pub(crate) observer: Box<dyn Observer>,
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.surfaces.fmt(f)
    }
}
