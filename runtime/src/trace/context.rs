//! The context of a trace, in which form it comes and goes.

use super::b3;
use super::caller::Propagated;
use super::parent::{self, TRACE_PARENT, TRACE_STATE};
use crate::config::Config;
use crate::request::HeaderList;
use crate::tables::{ControlSurface, Propagation};

impl Propagation {
    /// Reads the propagation that the environment names, else the document.
    pub(super) fn of(surface: Option<&ControlSurface>, config: &Config) -> Self {
        let written = surface.map_or(Self::W3c, |surface| surface.propagation);
        let Some(asked) = config.given("OTEL_PROPAGATORS") else { return written };
        let known = asked.split(',').find_map(|name| match name.trim() {
            "tracecontext" => Some(Self::W3c),
            "b3" => Some(Self::B3),
            "b3multi" => Some(Self::B3Multi),
            _ => None,
        });
        known.unwrap_or_else(|| {
            tracing::warn!("OTEL_PROPAGATORS names none of tracecontext, b3 and b3multi");
            written
        })
    }

    /// Tells an upstream; `is_new` when the caller's state is not of this trace.
    pub(super) fn write(self, onward: Option<Propagated>, is_new: bool, headers: &mut HeaderList) {
        if is_new || self != Self::W3c {
            headers.remove(&TRACE_STATE);
        }
        if self != Self::W3c {
            headers.remove(&TRACE_PARENT);
        }
        let Some(onward) = onward else { return };
        match self {
            Self::W3c => parent::write(onward, headers),
            Self::B3 => b3::write(onward, headers),
            Self::B3Multi => b3::write_multi(onward, headers),
        }
    }
}
