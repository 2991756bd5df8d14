//! A binary that cannot send anything says so, once.

use std::time::Instant;

use crate::config::Config;
use crate::operator;
use crate::surface::control::Source;

/// Sends nothing.
#[derive(Debug)]
pub(crate) struct Exporter;

impl Exporter {
    pub(crate) fn new(name: &str, sources: Vec<Source>, config: &Config) -> Self {
        for doubt in Self::doubts(name, sources, config) {
            tracing::warn!("{doubt}");
        }
        Self
    }

    pub(crate) fn doubts(_: &str, sources: Vec<Source>, config: &Config) -> Vec<String> {
        let wants = |source: Source| {
            operator::is_exported(
                operator::control_surface(source.state.capability(), config),
                config,
            )
        };
        let doubt =
            "traces and metrics are not sent: this binary is built without the feature `otlp`";
        sources.into_iter().any(wants).then(|| doubt.to_owned()).into_iter().collect()
    }

    pub(crate) fn start(self) -> Self {
        self
    }

    pub(crate) fn finish(self, _: Instant) {}
}
