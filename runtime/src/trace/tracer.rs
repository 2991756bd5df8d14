//! What the requests of a capability are traced with.

use std::sync::Arc;

use hyper::header::HeaderMap;

use super::context::Caller;
use super::record::Trace;
use super::ring::Ring;
use super::sampler::Sampler;
use super::span::Record;
use crate::config::Config;
use crate::control;
use crate::tables::{Capability, ControlSurface, Propagation};

/// Decides which requests are recorded, and where they are kept.
#[derive(Debug)]
pub(crate) struct Tracer {
    sampler: Sampler,
    propagation: Propagation,
    /// Where an operator sees them.
    ring: Option<Ring>,
}

impl Tracer {
    /// `None` where nobody looks at traces and headers need no other form: then they pass as they
    /// are, and nothing is paid.
    pub(crate) fn new(capability: &'static Capability, config: &Config) -> Option<Arc<Self>> {
        let surface = control::surface(capability, config);
        let telemetry = is_on(surface, config);
        let ring = surface.map(|surface| surface.traces).filter(|size| telemetry && *size > 0);
        let propagation = Propagation::of(surface, config);
        if ring.is_none() && propagation == Propagation::W3c {
            return None;
        }
        Some(Arc::new(Self {
            sampler: Sampler::of(surface, config),
            propagation,
            ring: ring.map(Ring::new),
        }))
    }

    /// What a caller says in its headers.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Caller {
        self.propagation.read(headers)
    }

    /// Goes on with the caller's trace, or begins one.
    pub(crate) fn begin(self: &Arc<Self>, caller: Caller) -> Arc<Trace> {
        Arc::new(Trace::begin(self, caller))
    }

    pub(crate) fn ring(&self) -> Option<&Ring> {
        self.ring.as_ref()
    }

    pub(super) fn propagation(&self) -> Propagation {
        self.propagation
    }

    /// Whether anybody gets what is recorded.
    pub(super) fn is_watched(&self) -> bool {
        self.ring.is_some()
    }

    pub(super) fn records(&self, caller: Caller, trace: u128) -> bool {
        self.is_watched() && self.sampler.records(caller, trace)
    }

    pub(super) fn keep(&self, record: Record) {
        if let Some(ring) = &self.ring {
            ring.push(Arc::new(record));
        }
    }
}

/// Whether requests are traced at all.
fn is_on(surface: Option<&ControlSurface>, config: &Config) -> bool {
    let is_disabled = config.given("OTEL_SDK_DISABLED");
    surface.is_none_or(|surface| surface.telemetry)
        && !is_disabled.is_some_and(|text| text.eq_ignore_ascii_case("true"))
}
