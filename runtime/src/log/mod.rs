//! The log of the process: what it shows and how, and changing that while it runs.

mod asked;
mod color;
mod level;
mod lines;
mod requests;
mod throttle;

use std::io::IsTerminal as _;
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing_subscriber::Registry;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Format;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt as _;

use self::asked::Asked;
use self::lines::LineFormat;
pub(crate) use self::lines::timestamp;
pub(crate) use self::requests::{LineForm, request};
pub(crate) use self::throttle::Throttle;
use crate::config::{Config, StartError};

/// The name of all loggers together.
pub(crate) const ROOT: &str = "ROOT";
/// Loggers whose level is set at the same time; nobody names more.
const MOST: usize = 64;

static LOG: OnceLock<Log> = OnceLock::new();

struct Log {
    /// The levels as they were asked for.
    asked: Mutex<Targets>,
    /// The levels that are shown of them.
    shown: Handle<Targets, Registry>,
    /// Set if there are lines about requests.
    has_requests: bool,
}

/// A logger, the level that was asked for, and the least severe one that it shows.
pub(crate) struct Logger {
    pub(crate) name: String,
    pub(crate) configured: LevelFilter,
    pub(crate) effective: LevelFilter,
}

/// Starts the log as the environment says: `NAFTIKO_LOG` and `NAFTIKO_LOG_FORMAT`.
///
/// The default applies if that cannot be used, so that later messages can be read.
pub(crate) fn start(config: &Config, error: &mut StartError) {
    let asked = asked(config).unwrap_or_else(|flaw| {
        error.wrong(format!(
            "NAFTIKO_LOG must be a level or target=level, such as info or naftiko_runtime=debug: {flaw}"
        ));
        Asked::default()
    });
    let asked = asked.targets;
    let format = config.get("NAFTIKO_LOG_FORMAT").unwrap_or("text");
    if !matches!(format, "text" | "json") {
        error.wrong("NAFTIKO_LOG_FORMAT must be text or json".to_owned());
    }
    let is_json = format == "json";
    let has_requests = LineForm::asked(config, error).is_some();
    let is_terminal = std::io::stderr().is_terminal();
    let is_colored = color::colored(is_terminal, |name| config.get(name).map(str::to_owned));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(is_colored && !is_json)
        .event_format(if is_json { LineFormat::Json } else { LineFormat::Text(Format::default()) });
    let (filter, shown) = reload::Layer::new(level::discreet(&asked, has_requests));
    // A program that embeds this one may have a log of its own.
    if tracing_subscriber::registry().with(filter).with(lines).try_init().is_ok() {
        let _ = LOG.set(Log { asked: Mutex::new(asked), shown, has_requests });
    }
}

fn asked(config: &Config) -> Result<Asked, String> {
    asked::read(config.get("NAFTIKO_LOG").unwrap_or_default())
}

/// Returns doubts about the setting: parts that were probably meant otherwise.
pub(crate) fn doubts(config: &Config) -> Vec<String> {
    let mut doubts = asked(config).map(|asked| asked.doubts).unwrap_or_default();
    doubts.extend(requests::doubt(config));
    doubts
}

/// Returns `true` if the log of the process is the one that is told of here.
pub(crate) fn is_ours() -> bool {
    LOG.get().is_some()
}

/// All loggers whose level is set, the one of all others first.
pub(crate) fn loggers() -> Vec<Logger> {
    let Some(log) = LOG.get() else {
        return Vec::new();
    };
    let asked = log.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let default = asked.default_level().unwrap_or(LevelFilter::OFF);
    let logger = |name: String, configured| {
        let effective = level::allowed(&name, configured);
        Logger { name, configured, effective }
    };
    let root = Logger { name: ROOT.to_owned(), configured: default, effective: default };
    std::iter::once(root).chain(asked.into_iter().map(|(name, own)| logger(name, own))).collect()
}

/// Sets the level of a logger from now on; false when there are too many, or none is ours.
pub(crate) fn set(logger: &str, level: LevelFilter) -> bool {
    let Some(log) = LOG.get() else {
        return false;
    };
    // Held until it is shown, so that of two who ask at once the later one is.
    let mut asked = log.asked.lock().unwrap_or_else(PoisonError::into_inner);
    let is_root = logger.eq_ignore_ascii_case(ROOT);
    let is_known = is_root || asked.iter().any(|(name, _)| name == logger);
    if !is_known && asked.iter().count() >= MOST {
        return false;
    }
    let next = asked.clone();
    *asked = if is_root { next.with_default(level) } else { next.with_target(logger, level) };
    log.shown.reload(level::discreet(&asked, log.has_requests)).is_ok()
}
