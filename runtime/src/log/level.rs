//! The levels that each logger may have.

use tracing_subscriber::filter::{LevelFilter, Targets};

use super::requests::REQUESTS;

/// The one crate that is known to write no secret.
const OWN: &str = "naftiko_runtime";

/// The least severe level that a logger shows when `asked` is asked for: other people's code says
/// no more than `info`, since in detail it writes heads and frames, secrets included.
pub(super) fn allowed(logger: &str, asked: LevelFilter) -> LevelFilter {
    let inner = logger.strip_prefix(OWN);
    let is_own = inner.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    if is_own { asked } else { asked.min(LevelFilter::INFO) }
}

/// Returns the levels that are shown of those that were asked for. Lines about requests, where there are any, have
/// a variable of their own, and no level of the others silences them.
pub(super) fn discreet(asked: &Targets, has_requests: bool) -> Targets {
    let default = asked.default_level().unwrap_or(LevelFilter::OFF);
    // The level of this crate unless it is named: that of the longest prefix of its name.
    let own = asked.iter().filter(|(name, _)| OWN.starts_with(name));
    let own = own.max_by_key(|(name, _)| name.len()).map_or(default, |(_, level)| level);
    let requests = match has_requests {
        true => LevelFilter::INFO,
        false => LevelFilter::OFF,
    };
    Targets::new()
        .with_default(default.min(LevelFilter::INFO))
        .with_targets(asked.iter().map(|(name, level)| (name.to_owned(), allowed(name, level))))
        .with_target(OWN, own)
        .with_target(REQUESTS, requests)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use tracing::Level;
    use tracing_subscriber::filter::Targets;

    use super::{REQUESTS, discreet};

    #[test]
    fn other_peoples_code_is_not_heard_in_detail() {
        for asked in ["trace", "trace,h2=trace", "info,hyper::proto=debug,h=trace", "n=trace,info"]
        {
            let filter = discreet(&Targets::from_str(asked).expect("a filter"), false);
            for target in ["h2", "h2::codec", "hyper::proto", "rustls::client", "someone_new"] {
                assert!(!filter.would_enable(target, &Level::DEBUG), "{asked}: {target}");
                assert!(filter.would_enable(target, &Level::INFO), "{asked}: {target}");
            }
        }
    }

    #[test]
    fn what_is_ours_says_what_it_is_asked_for() {
        let enabled = |asked: &str, level| {
            let filter = discreet(&Targets::from_str(asked).expect("a filter"), false);
            filter.would_enable("naftiko_runtime::surface::rest", &level)
        };
        assert!(enabled("trace", Level::TRACE));
        assert!(enabled("warn,naftiko_runtime=debug", Level::DEBUG));
        assert!(enabled("warn,naftiko_runtime::surface::rest=debug", Level::DEBUG));
        assert!(!enabled("warn,naftiko_runtime::surface::mcp=debug", Level::INFO));
        assert!(!enabled("debug,naftiko_runtime=off", Level::ERROR));
    }

    #[test]
    fn lines_about_requests_are_there_or_not_whatever_is_asked_for() {
        for asked in ["off", "error", "trace", "naftiko_runtime=off"] {
            for has_requests in [false, true] {
                let asked = Targets::from_str(asked).expect("a filter");
                let filter = discreet(&asked, has_requests);
                assert_eq!(filter.would_enable(REQUESTS, &Level::INFO), has_requests, "{asked}");
            }
        }
    }
}
