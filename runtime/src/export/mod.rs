//! Traces and metrics for a collector, over OTLP. What is sent, and how, is there with the feature
//! `otlp` only; whether somebody wants it is known without.

#[cfg(not(feature = "otlp"))]
mod absent;
#[cfg(feature = "otlp")]
mod collector;
#[cfg(feature = "otlp")]
mod encode;
#[cfg(feature = "otlp")]
mod exporter;
#[cfg(feature = "otlp")]
mod pipeline;
#[cfg(feature = "otlp")]
mod resource;

#[cfg(not(feature = "otlp"))]
pub(crate) use self::absent::Exporter;
#[cfg(feature = "otlp")]
pub(crate) use self::exporter::Exporter;

use crate::config::Config;
use crate::tables::{ControlSurface, EnvPart};

/// The environment variable that says where the collector is.
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Whether requests are traced, and anything may be sent.
pub(crate) fn is_on(surface: Option<&ControlSurface>, config: &Config) -> bool {
    let disabled = config.given("OTEL_SDK_DISABLED");
    surface.is_none_or(|surface| surface.telemetry)
        && !disabled.is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// Whether somebody wants a collector to have it. Where no upstream is called, only an operator.
pub(crate) fn is_wanted(surface: Option<&ControlSurface>, config: &Config) -> bool {
    let written = || surface.is_some_and(|surface| !surface.exporter.is_empty());
    is_on(surface, config) && (config.given(ENDPOINT).is_some() || !config.mock && written())
}

/// Where a document says that the collector is, with the names of variables in the place of values.
pub(crate) fn written(surface: &ControlSurface) -> Option<String> {
    let piece = |part: &EnvPart| match part {
        EnvPart::Literal(text) => (*text).to_owned(),
        EnvPart::Variable(name) => format!("${{{name}}}"),
    };
    (!surface.exporter.is_empty()).then(|| surface.exporter.iter().map(piece).collect())
}
