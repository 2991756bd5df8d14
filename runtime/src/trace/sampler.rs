//! The selection of the traces that are recorded.

use super::caller::RemoteParent;
use crate::config::Config;
use crate::tables::ControlSurface;

const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";

/// Decides by the id of a trace, so that everybody who has the same share decides the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sampler {
    share: f64,
    /// Set if what a caller has decided holds.
    follows: bool,
}

impl Sampler {
    /// Reads the sampler that the environment names, else the document.
    pub(super) fn of(surface: Option<&ControlSurface>, config: &Config) -> Self {
        let share = surface.map_or(1.0, |surface| surface.sampling);
        let written = Self { share, follows: true };
        let Some(asked) = config.given(SAMPLER) else { return written };
        let (follows, name) = match asked.strip_prefix("parentbased_") {
            Some(name) => (true, name),
            None => (false, asked),
        };
        let share = match name {
            "always_on" => 1.0,
            "always_off" => 0.0,
            "traceidratio" => argument(config),
            _ => {
                tracing::warn!("{SAMPLER} names a sampler that is not there; it is ignored");
                return written;
            }
        };
        Self { share, follows }
    }

    pub(super) fn records(self, caller: RemoteParent, trace: u128) -> bool {
        match caller.sampled {
            Some(decided) if self.follows => decided,
            _ => is_within(self.share, trace),
        }
    }
}

fn argument(config: &Config) -> f64 {
    let Some(text) = config.given(ARGUMENT) else { return 1.0 };
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.unwrap_or_else(|| {
        tracing::warn!("{ARGUMENT} must be a number from 0 to 1; every trace is recorded");
        1.0
    })
}

/// As `TraceIdRatioBased` of OpenTelemetry: the lower half of the id without its last bit is below
/// that share of all such numbers.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the share is from 0 to 1, and of the id only one half counts"
)]
fn is_within(share: f64, trace: u128) -> bool {
    let bound = (share.clamp(0.0, 1.0) * (1_u64 << 63) as f64) as u64;
    (trace as u64) >> 1 < bound
}

#[cfg(test)]
mod tests {
    use super::{Config, RemoteParent, Sampler, is_within};

    /// A trace whose number is at this share of all.
    fn at(percent: u64) -> u128 {
        let half = u64::MAX / 100 * percent;
        u128::from(half) | 7 << 64
    }

    #[test]
    fn the_id_decides() {
        assert!(is_within(0.25, at(24)) && !is_within(0.25, at(26)));
        assert!(is_within(1.0, u128::MAX) && !is_within(0.0, 1 << 64));
        // The same as by the samplers of other languages.
        let known = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;
        assert!(is_within(0.7, known) && !is_within(0.6, known));
    }

    #[test]
    fn the_environment_wins() {
        let sampler = |name: &str, argument: &str| {
            let config = Config::default().set("OTEL_TRACES_SAMPLER", name);
            Sampler::of(None, &config.set("OTEL_TRACES_SAMPLER_ARG", argument))
        };
        let (yes, no) = (Some(true), Some(false));
        let said = |sampled| RemoteParent { sampled, ..RemoteParent::default() };
        for (name, argument, told, recorded) in [
            ("always_on", "", no, true),
            ("always_off", "", yes, false),
            ("parentbased_always_off", "", yes, true),
            ("parentbased_always_off", "", None, false),
            ("parentbased_always_on", "", no, false),
            ("traceidratio", "0.1", yes, false),
            ("parentbased_traceidratio", "0.1", yes, true),
            ("parentbased_traceidratio", "0.1", None, false),
            ("parentbased_traceidratio", "many", None, true),
            ("jaeger_remote", "", None, true),
            ("", "0", None, true),
        ] {
            let records = sampler(name, argument).records(said(told), at(50));
            assert_eq!(records, recorded, "{name} {argument} {told:?}");
        }
    }
}
