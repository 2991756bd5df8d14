//! The tracer of a capability.

use std::sync::Arc;
#[cfg(feature = "otlp")]
use std::sync::OnceLock;

#[cfg(feature = "otlp")]
use super::outbox::Outbox;
use super::ring::Ring;
use crate::config::Config;
use crate::operator::{control_surface, is_exported, is_observed};
use crate::tables::{Capability, Propagation};

/// Decides which requests are recorded, and where they are kept.
#[derive(Debug)]
pub(crate) struct Tracer {
    #[cfg(feature = "surface")]
    pub(super) sampler: super::sampler::Sampler,
    pub(super) propagation: Propagation,
    /// The traces that an operator sees.
    pub(super) ring: Option<Ring>,
    /// The queue from which traces are sent.
    #[cfg(feature = "otlp")]
    pub(super) outbox: OnceLock<Outbox>,
}

impl Tracer {
    /// `None` where nobody looks at traces and headers need no other form: then they pass as they
    /// are, and nothing is paid.
    pub(crate) fn new(capability: &'static Capability, config: &Config) -> Option<Arc<Self>> {
        let surface = control_surface(capability, config);
        let telemetry = is_observed(surface, config);
        let ring = surface.map(|surface| surface.traces).filter(|size| telemetry && *size > 0);
        let propagation = Propagation::of(surface, config);
        let exports = cfg!(feature = "otlp") && is_exported(surface, config);
        if ring.is_none() && !exports && propagation == Propagation::W3c {
            return None;
        }
        Some(Arc::new(Self {
            #[cfg(feature = "surface")]
            sampler: super::sampler::Sampler::of(surface, config),
            propagation,
            ring: ring.map(Ring::new),
            #[cfg(feature = "otlp")]
            outbox: OnceLock::new(),
        }))
    }

    pub(crate) fn ring(&self) -> Option<&Ring> {
        self.ring.as_ref()
    }

    pub(super) fn propagation(&self) -> Propagation {
        self.propagation
    }
}

#[cfg(not(feature = "otlp"))]
impl Tracer {
    /// Returns `true` if anybody gets what is recorded.
    pub(super) fn is_watched(&self) -> bool {
        self.ring.is_some()
    }

    /// Returns the number of dropped spans; `None` where no spans are sent.
    pub(crate) fn dropped(&self) -> Option<u64> {
        None
    }
}

#[cfg(feature = "otlp")]
impl Tracer {
    /// Returns `true` if anybody gets what is recorded.
    pub(super) fn is_watched(&self) -> bool {
        self.ring.is_some() || self.outbox.get().is_some_and(Outbox::is_open)
    }

    /// Sends what is recorded from now on. Only the first outbox counts.
    pub(crate) fn send_by(&self, outbox: Outbox) {
        let _ = self.outbox.set(outbox);
    }

    /// Returns the number of dropped spans; `None` where no spans are sent.
    pub(crate) fn dropped(&self) -> Option<u64> {
        self.outbox.get().map(Outbox::dropped)
    }
}
