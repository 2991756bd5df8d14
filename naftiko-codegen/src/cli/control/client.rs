//! Questions to a control surface.

use std::fs;
use std::path::Path;
use std::time::Duration;

use naftiko_codegen::finding::visible;
use ureq::Agent;
use ureq::http::{HeaderName, HeaderValue};

use super::super::{Exit, complain};
use super::ServerArguments;
use super::address::{BaseUrl, CONTROL, PlaceVariables, from_environment, given, usual};

const TOKEN: &str = "NAFTIKO_CONTROL_TOKEN";
const TOKEN_FILE: &str = "NAFTIKO_CONTROL_TOKEN_FILE";
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer that is read, in bytes.
const LARGEST: u64 = 64 << 20;
/// Largest file with a token or headers, in bytes.
const LARGEST_FILE: u64 = 64 << 10;

/// A server that can be asked.
pub(super) struct ControlClient {
    pub(super) base: BaseUrl,
    agent: Agent,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// An answer of whatever status.
pub(super) struct ControlAnswer {
    pub(super) status: u16,
    pub(super) body: String,
}

fn variable(name: &str) -> Option<String> {
    Some(std::env::var_os(name)?.to_string_lossy().into_owned())
}

impl ControlClient {
    /// A client for what the arguments and the environment say.
    pub(super) fn new(arguments: &ServerArguments) -> Result<Self, String> {
        Self::at(arguments, &[CONTROL])
    }

    /// The same, where the first port that the environment names counts.
    pub(super) fn at(
        arguments: &ServerArguments,
        places: &[PlaceVariables],
    ) -> Result<Self, String> {
        let base = match &arguments.url {
            Some(url) => given(url)?,
            None => {
                let found = places.iter().map(|place| from_environment(*place, variable));
                let found: Vec<_> = found.collect::<Result<_, _>>()?;
                found.into_iter().flatten().next().unwrap_or_else(|| usual(variable))
            }
        };
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            // What is asked for may be secret, and the server is here.
            .proxy(None)
            .user_agent(concat!("naftiko/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self { base, agent: config.into(), headers: headers(arguments)? })
    }

    /// The answer for a path.
    pub(super) fn get(&self, path: &str) -> Result<ControlAnswer, String> {
        let url = format!("{}{path}", self.base.text);
        let mut request = self.agent.get(&url);
        for (name, value) in &self.headers {
            request = request.header(name.clone(), value.clone());
        }
        let mut response = request.call().map_err(|error| self.unreachable(&error))?;
        let status = response.status().as_u16();
        let asked_for = response.headers().get("www-authenticate").and_then(|h| h.to_str().ok());
        let asked_for = asked_for.map(visible);
        let body = response.body_mut().with_config().limit(LARGEST).read_to_string();
        let body = body.map_err(|error| format!("{url}: {}", visible(&error.to_string())))?;
        match status {
            401 | 403 => Err(self.refused(status, asked_for)),
            _ => Ok(ControlAnswer { status, body }),
        }
    }

    /// The body for a path that is there; says what is wrong otherwise.
    pub(super) fn found(&self, path: &str) -> Result<String, String> {
        let ControlAnswer { status, body } = self.get(path)?;
        let place = path.split('?').next().unwrap_or(path);
        match status {
            200 => Ok(body),
            404 => Err(format!(
                "{}{place} is not there: this control surface does not have it, or it is no control surface\n\
                 help: documents switch it on under `management` or `observability` of their control adapter",
                self.base.text
            )),
            _ => Err(format!(
                "{}{place} answered {status}: {}",
                self.base.text,
                visible(body.trim())
            )),
        }
    }

    fn unreachable(&self, error: &ureq::Error) -> String {
        let base = &self.base.text;
        let problem = format!("nobody answers at {base}: {}", visible(&error.to_string()));
        if !self.base.is_guess {
            return problem;
        }
        format!(
            "{problem}\nhelp: {} is not set, so this was a guess; set it as for the server, or give the URL\n\
             help: a document without a control adapter has a control surface where {} is set when it starts",
            CONTROL.port, CONTROL.port
        )
    }

    fn refused(&self, status: u16, asked_for: Option<String>) -> String {
        let base = &self.base.text;
        let scheme = asked_for.map_or(String::new(), |scheme| format!(" ({scheme})"));
        let problem = if self.headers.is_empty() {
            format!("{base} asks who you are{scheme}")
        } else {
            format!("{base} does not accept the credential{scheme}: {status}")
        };
        format!(
            "{problem}\nhelp: put a bearer token into {TOKEN} or into the file that {TOKEN_FILE} or --token-file names\n\
             help: for other kinds, --header-file names a file with the header, such as `Authorization: Basic …`"
        )
    }
}

/// Prints what is wrong, and says that it could not be done.
pub(super) fn failed(problem: impl std::fmt::Display, exit: Exit) -> Exit {
    complain(problem);
    exit
}

fn headers(arguments: &ServerArguments) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
    let mut headers = Vec::new();
    if let Some(token) = token(arguments)? {
        let value = secret(&format!("Bearer {token}"))
            .ok_or("the token has characters that no header can have")?;
        headers.push((ureq::http::header::AUTHORIZATION, value));
    }
    if let Some(path) = &arguments.header_file {
        for (number, line) in read(path)?.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            // The line may be a secret: only its number is shown.
            let wrong = || {
                format!(
                    "{}: line {} is no header",
                    visible(&path.display().to_string()),
                    number + 1
                )
            };
            let (name, value) = line.split_once(':').ok_or_else(wrong)?;
            let name = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| wrong())?;
            headers.push((name, secret(value.trim()).ok_or_else(wrong)?));
        }
    }
    Ok(headers)
}

fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The token, from the nearest place that has one.
fn token(arguments: &ServerArguments) -> Result<Option<String>, String> {
    let said = |name: &str| variable(name).filter(|text| !text.trim().is_empty());
    let file = arguments.token_file.clone();
    let text = match (file, said(TOKEN), said(TOKEN_FILE)) {
        (Some(path), _, _) => Some(read(&path)?),
        (None, Some(_), Some(_)) => {
            return Err(format!("{TOKEN} and {TOKEN_FILE} are both set; which is meant?"));
        }
        (None, None, Some(path)) => Some(read(Path::new(&path))?),
        (None, token, None) => token,
    };
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

fn read(path: &Path) -> Result<String, String> {
    let wrong = |problem: &dyn std::fmt::Display| {
        format!("{}: {problem}", visible(&path.display().to_string()))
    };
    let size = fs::metadata(path).map_err(|error| wrong(&error))?.len();
    if size > LARGEST_FILE {
        return Err(wrong(&"it is too large for a token or for headers"));
    }
    fs::read_to_string(path).map_err(|error| wrong(&error))
}
