//! The levels that each logger may have.

use tracing_subscriber::filter::{LevelFilter, Targets};

/// The one crate that is known to write no secret.
const OWN: &str = "naftiko_runtime";

/// The least severe level that a logger shows when `asked` is asked for: other people's code says
/// no more than `info`, since in detail it writes heads and frames, secrets included.
pub(super) fn allowed(logger: &str, asked: LevelFilter) -> LevelFilter {
    let inner = logger.strip_prefix(OWN);
    let is_own = inner.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    if is_own { asked } else { asked.min(LevelFilter::INFO) }
}

/// Returns the levels that are shown of those that were asked for.
pub(super) fn discreet(asked: &Targets) -> Targets {
    let default = asked.default_level().unwrap_or(LevelFilter::OFF);
    // The level of this crate unless it is named: that of the longest prefix of its name.
    let own = asked.iter().filter(|(name, _)| OWN.starts_with(name));
    let own = own.max_by_key(|(name, _)| name.len()).map_or(default, |(_, level)| level);
    Targets::new()
        .with_default(default.min(LevelFilter::INFO))
        .with_targets(asked.iter().map(|(name, level)| (name.to_owned(), allowed(name, level))))
        .with_target(OWN, own)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use tracing::Level;
    use tracing_subscriber::filter::Targets;

    use super::discreet;

    #[test]
    fn other_peoples_code_is_not_heard_in_detail() {
        for asked in ["trace", "trace,h2=trace", "info,hyper::proto=debug,h=trace", "n=trace,info"]
        {
            let filter = discreet(&Targets::from_str(asked).expect("a filter"));
            for target in ["h2", "h2::codec", "hyper::proto", "rustls::client", "someone_new"] {
                assert!(!filter.would_enable(target, &Level::DEBUG), "{asked}: {target}");
                assert!(filter.would_enable(target, &Level::INFO), "{asked}: {target}");
            }
        }
    }

    #[test]
    fn what_is_ours_says_what_it_is_asked_for() {
        let enabled = |asked: &str, level| {
            let filter = discreet(&Targets::from_str(asked).expect("a filter"));
            filter.would_enable("naftiko_runtime::surface::rest", &level)
        };
        assert!(enabled("trace", Level::TRACE));
        assert!(enabled("warn,naftiko_runtime=debug", Level::DEBUG));
        assert!(enabled("warn,naftiko_runtime::surface::rest=debug", Level::DEBUG));
        assert!(!enabled("warn,naftiko_runtime::surface::mcp=debug", Level::INFO));
        assert!(!enabled("debug,naftiko_runtime=off", Level::ERROR));
    }
}
