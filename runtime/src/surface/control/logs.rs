//! `/logs`: what the log shows, and changing that while the process runs.

use std::borrow::Cow;

use bytes::Bytes;
use tracing_subscriber::filter::LevelFilter;

use super::wrong;
use crate::json::{JsonWriter, members, unquote};
use crate::log::{self, Throttle};

/// The longest name of a logger, in bytes.
const LONGEST: usize = 128;
const LEVELS: [(&str, LevelFilter); 6] = [
    ("off", LevelFilter::OFF),
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
];

pub(super) fn logs() -> Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("loggers").open_object();
    for logger in log::loggers() {
        out.key(&logger.name).open_object();
        out.key("configuredLevel").string(&logger.configured.to_string());
        out.key("effectiveLevel").string(&logger.effective.to_string());
        out.close_object();
    }
    out.close_object();
    out.close_object();
    out.finish()
}

/// Takes `{"level": "debug"}` for a logger; otherwise says what is wrong.
pub(super) fn set(logger: &str, body: &[u8]) -> Result<Bytes, Bytes> {
    static CHANGED: Throttle = Throttle::new(100);
    let usable = |byte: u8| byte.is_ascii_alphanumeric() || b"_:-".contains(&byte);
    if !(1..=LONGEST).contains(&logger.len()) || !logger.bytes().all(usable) {
        return Err(wrong("a logger is ROOT or a module, such as naftiko_runtime::surface::rest"));
    }
    let level = asked(body)
        .and_then(|asked| LEVELS.iter().find(|(name, _)| asked.eq_ignore_ascii_case(name)));
    let Some(&(name, level)) = level else {
        return Err(wrong(
            r#"the body must be {"level": …} with off, error, warn, info, debug or trace"#,
        ));
    };
    if !log::set(logger, level) {
        return Err(wrong("too many loggers have a level of their own"));
    }
    if let Some(times) = CHANGED.due() {
        tracing::info!(logger, level = name, times, "the log level is changed");
    }
    Ok(logs())
}

/// The text of `level`, when the body says that and nothing else.
fn asked(body: &[u8]) -> Option<String> {
    let members = members(body).ok().flatten()?;
    match members.as_slice() {
        [(name, level)] if name == "level" => unquote(level).ok().map(Cow::into_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn a_level_is_said_once_and_alone() {
        for text in [r#"{"level":"debug"}"#, r#" { "level" : "d\u0065bug" } "#] {
            assert_eq!(asked(text.as_bytes()).as_deref(), Some("debug"), "{text}");
        }
        for text in [
            "",
            "{}",
            "\"debug\"",
            r#"{"level":"debug","level":"trace"}"#,
            r#"{"level":"debug","leve":"trace"}"#,
            r#"{"level":"\ud800"}"#,
            r#"{"level":null}"#,
        ] {
            assert_eq!(asked(text.as_bytes()), None, "{text}");
        }
    }
}
