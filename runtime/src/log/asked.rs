//! The filter of `NAFTIKO_LOG`, and guesses at what an unlikely one was meant to be.

use std::str::FromStr as _;

use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::problem::{clip, nearest};

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
/// The crates that write lines to the log.
const CRATES: [&str; 9] = [
    "naftiko_runtime",
    "h2",
    "hyper",
    "hyper_util",
    "mio",
    "rustls",
    "tokio",
    "tokio_rustls",
    "tokio_util",
];

/// The filter that was asked for, and doubts about it.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) targets: Targets,
    pub(super) doubts: Vec<String>,
}

impl Default for Asked {
    fn default() -> Self {
        Self { targets: Targets::new().with_default(LevelFilter::INFO), doubts: Vec::new() }
    }
}

/// Reads levels and `target=level` with commas between them. A word that is neither a level nor a module
/// would silence everything else, so it is left out and told of.
pub(super) fn read(text: &str) -> Result<Asked, String> {
    let mut asked = Asked { targets: Targets::new(), doubts: Vec::new() };
    let mut counts = false;
    for directive in text.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
        let (target, level) = match directive.split_once('=') {
            Some((target, level)) => (Some(target.trim()), Some(self::level(level.trim())?)),
            None => match LevelFilter::from_str(directive) {
                Ok(level) => (None, Some(level)),
                Err(_) => (Some(directive), None),
            },
        };
        let targets = std::mem::take(&mut asked.targets);
        asked.targets = match target {
            None => targets.with_default(level.unwrap_or(LevelFilter::INFO)),
            Some(target) if is_known(target) => {
                targets.with_target(target, level.unwrap_or(LevelFilter::TRACE))
            }
            Some(target) => {
                asked.doubts.push(doubt(target, level.is_some()));
                asked.targets = targets;
                continue;
            }
        };
        counts = true;
    }
    if !counts {
        asked.targets = Asked::default().targets;
    }
    Ok(asked)
}

fn level(text: &str) -> Result<LevelFilter, String> {
    let level = if text.is_empty() { None } else { LevelFilter::from_str(text).ok() };
    level.ok_or_else(|| {
        let shown = clip(text, 32);
        format!("\"{shown}\" is no level{}", meant(text))
    })
}

fn is_known(target: &str) -> bool {
    let name = target.split("::").next().unwrap_or(target);
    CRATES.contains(&name)
}

fn doubt(word: &str, has_level: bool) -> String {
    let shown = clip(word, 32);
    if has_level {
        let near = nearest(word, CRATES.into_iter());
        let near = near.map_or_else(String::new, |near| format!("; is {near} meant?"));
        format!("NAFTIKO_LOG: nothing here is called \"{shown}\", so it is left out{near}")
    } else {
        let meant = meant(word);
        format!("NAFTIKO_LOG: \"{shown}\" is no level, so it is left out{meant}")
    }
}

/// The level that a word of other programs means.
fn meant(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let level = match lower.as_str() {
        "warning" | "warnings" => Some("warn"),
        "err" | "errors" | "fatal" | "critical" | "crit" | "alert" | "panic" => Some("error"),
        "information" | "notice" | "default" => Some("info"),
        "verbose" | "debugging" | "fine" => Some("debug"),
        "all" | "max" | "silly" | "finest" => Some("trace"),
        "none" | "silent" | "quiet" | "false" | "no" => Some("off"),
        other => nearest(other, LEVELS.into_iter()),
    };
    level.map_or_else(
        || format!("; levels are {}", LEVELS.join(", ")),
        |level| format!("; is {level} meant?"),
    )
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::read;

    #[test]
    fn levels_and_targets() {
        for (text, level) in [
            ("", Some(Level::INFO)),
            (" ", Some(Level::INFO)),
            ("WARN", Some(Level::WARN)),
            ("Info", Some(Level::INFO)),
            ("info,", Some(Level::INFO)),
            ("info, hyper=warn", Some(Level::INFO)),
            ("naftiko_runtime = debug", Some(Level::DEBUG)),
            ("naftiko_runtime::surface::rest", None),
            ("4", Some(Level::DEBUG)),
            ("off", None),
        ] {
            let asked = read(text).expect(text);
            assert_eq!(asked.doubts, [""; 0], "{text}");
            let enabled =
                |level| asked.targets.would_enable("naftiko_runtime::surface::mcp", &level);
            let most = [Level::TRACE, Level::DEBUG, Level::INFO, Level::WARN, Level::ERROR];
            assert_eq!(most.into_iter().find(|level| enabled(*level)), level, "{text}");
        }
    }

    /// Each of them would have silenced everything.
    #[test]
    fn words_that_are_no_levels_silence_nothing() {
        for (text, meant) in [
            ("warning", "is warn meant?"),
            ("Warning", "is warn meant?"),
            ("information", "is info meant?"),
            ("inof", "is info meant?"),
            ("verbose", "is debug meant?"),
            ("none", "is off meant?"),
            ("debgu", "is debug meant?"),
            ("trce", "is trace meant?"),
            ("info debug", "levels are"),
            ("naftiko-runtime=debug", "is naftiko_runtime meant?"),
            ("naftiko_runtme=trace", "is naftiko_runtime meant?"),
            ("forge=debug", "nothing here is called"),
        ] {
            let asked = read(text).expect(text);
            assert_eq!(asked.doubts.len(), 1, "{text}");
            assert!(asked.doubts[0].contains(meant), "{text}: {:?}", asked.doubts);
            assert!(
                asked.targets.would_enable("naftiko_runtime::surface::mcp", &Level::INFO),
                "{text}"
            );
        }
        let asked = read("warn,warning").expect("levels");
        assert!(!asked.targets.would_enable("naftiko_runtime", &Level::INFO), "warn was said");
    }

    #[test]
    fn levels_of_targets_that_are_none_are_refused() {
        for text in ["naftiko_runtime=loud", "hyper=", "trace,h2=6x", "a=b=c"] {
            assert!(read(text).is_err_and(|flaw| flaw.contains("is no level")), "{text}");
        }
    }
}
