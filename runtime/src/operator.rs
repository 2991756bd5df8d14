//! The requests of an operator, beside and in place of the document: a control surface, and traces and metrics
//! for a collector.

use crate::config::Config;
use crate::tables::{Capability, ControlSurface};

/// The environment variable that replaces the port, and asks for a control surface where no
/// document has one.
pub(crate) const CONTROL_PORT: &str = "NAFTIKO_CONTROL_PORT";
/// The environment variable that replaces the address.
pub(crate) const CONTROL_ADDRESS: &str = "NAFTIKO_CONTROL_ADDRESS";
/// The environment variable with the host names, beside those of this machine, that a control surface without a
/// guard answers to.
pub(crate) const CONTROL_HOSTS: &str = "NAFTIKO_CONTROL_HOSTS";
/// The environment variable with the port for probes, which asks for it.
pub(crate) const HEALTH_PORT: &str = "NAFTIKO_HEALTH_PORT";
/// The environment variable that replaces the address for probes.
pub(crate) const HEALTH_ADDRESS: &str = "NAFTIKO_HEALTH_ADDRESS";
/// The environment variable that says where the collector is.
pub(crate) const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// The control surface that an operator enables by the environment.
pub(crate) static ASKED_FOR: ControlSurface =
    ControlSurface { info: true, logs: true, ..ControlSurface::DEFAULT };

/// The environment variable that switches traces and metrics off.
const DISABLED: &str = "OTEL_SDK_DISABLED";

/// The control surface that `capability` has, or that an operator asks for.
pub(crate) fn control_surface(
    capability: &'static Capability,
    config: &Config,
) -> Option<&'static ControlSurface> {
    capability.control.or_else(|| config.get(CONTROL_PORT).map(|_| &ASKED_FOR))
}

/// Returns `true` if requests are traced, and anything may be sent.
pub(crate) fn is_observed(surface: Option<&ControlSurface>, config: &Config) -> bool {
    let disabled = config.given(DISABLED);
    surface.is_none_or(|surface| surface.telemetry)
        && !disabled.is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// Warns of a value that is neither `true` nor `false`, which by the rules of OpenTelemetry means `false`, and of
/// an address without the port that asks for it.
pub(crate) fn doubts(config: &Config) -> Vec<String> {
    let is_word = |text: &str| ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let odd = config.given(DISABLED).is_some_and(|text| !is_word(text));
    let odd = odd.then(|| format!("{DISABLED} is neither true nor false; it is taken for false"));
    let is_alone = config.get(HEALTH_ADDRESS).is_some() && config.get(HEALTH_PORT).is_none();
    let alone = is_alone.then(|| {
        format!("{HEALTH_ADDRESS} is set and {HEALTH_PORT} is not, so there is no port for probes")
    });
    odd.into_iter().chain(alone).collect()
}

/// Returns `true` if traces and metrics are exported. With the compiled-in upstream only the environment can ask
/// for it, not the document.
pub(crate) fn is_exported(surface: Option<&ControlSurface>, config: &Config) -> bool {
    let written = || surface.is_some_and(|surface| !surface.exporter.is_empty());
    is_observed(surface, config) && (config.given(ENDPOINT).is_some() || !config.mock && written())
}

/// Returns the collector that a document names, with the names of variables in the place of values.
pub(crate) fn collector(surface: &ControlSurface, capability: &Capability) -> Option<String> {
    (!surface.exporter.is_empty()).then(|| capability.with_names(surface.exporter))
}
