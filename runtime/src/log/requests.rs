//! Lines about requests, which stand in the same log and are asked for by a variable of their own.

use crate::config::{Config, StartError};

/// The target of such lines.
pub(super) const REQUESTS: &str = "naftiko_runtime::request_log";
const VARIABLE: &str = "NAFTIKO_ACCESS_LOG";

/// The form of lines about requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineForm {
    Text,
    Json,
}

impl LineForm {
    /// Returns the form that an operator asks for; `None` for no such lines.
    pub(crate) fn asked(config: &Config, error: &mut StartError) -> Option<Self> {
        match config.given(VARIABLE) {
            None | Some("off") => None,
            Some("text") => Some(Self::Text),
            Some("json") => Some(Self::Json),
            Some(_) => {
                error.wrong(format!("{VARIABLE} must be off, text or json"));
                None
            }
        }
    }
}

/// Warns of lines that no program reads as those around them.
pub(super) fn doubt(config: &Config) -> Option<String> {
    let is_json = |name| config.given(name).map(|form| form == "json");
    let log = is_json("NAFTIKO_LOG_FORMAT").unwrap_or(false);
    let requests = LineForm::asked(config, &mut StartError::default())?;
    (log != (requests == LineForm::Json)).then(|| {
        format!(
            "{VARIABLE} and NAFTIKO_LOG_FORMAT are of two forms, and their lines stand in one log"
        )
    })
}

/// Writes a line about a request.
pub(crate) fn request(line: &str) {
    tracing::info!(target: REQUESTS, "{line}");
}
