//! The settings of an operator, read in one place.

#[cfg(feature = "binds")]
mod bound_source;
#[cfg(not(feature = "binds"))]
#[path = "config/without_binds.rs"]
mod bound_source;
mod given;
pub(crate) mod number;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

pub(crate) use self::bound_source::{BoundSource, BoundSources};
pub(crate) use self::given::{Given, file_variable};
use crate::value_file::ValueFiles;

/// Everything that is decided at start: limits, and the values of the environment.
///
/// Made from the environment by the binary ([`Config::from_env`]), or by hand by a service that
/// links the generated crate ([`Config::default`] and [`Config::set`]). Names are the same in both.
#[derive(Clone, Default)]
pub struct Config {
    values: BTreeMap<String, String>,
    /// Variables whose values are no text.
    unreadable: Vec<String>,
    /// The files that hold values.
    files: ValueFiles,
    /// The limits on a server and its calls.
    pub limits: Limits,
    /// Set if calls go to the compiled-in upstream that echoes requests.
    pub mock: bool,
}

/// The limits on a server and its calls. Every limit has one answer when it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a caller's request body; more are answered 413. `NAFTIKO_REQUEST_BYTES`.
    pub request_bytes: usize,
    /// Bytes of an upstream's answer; more are answered 502. `NAFTIKO_RESPONSE_BYTES`.
    pub response_bytes: usize,
    /// Bytes of text in a tool's result; of more, a part is shown that says how to get the rest.
    /// Pictures, sounds and the like can have 1 MiB, or as much where this is more. 0 is no limit.
    /// `NAFTIKO_RESULT_BYTES`.
    pub result_bytes: usize,
    /// Bytes that all requests and answers under way may hold; what a caller sends beyond is answered
    /// 503, and what an upstream answers waits. `NAFTIKO_BUFFER_BYTES`.
    pub buffer_bytes: usize,
    /// The same for one connection of HTTP/2, which can have many requests under way.
    /// `NAFTIKO_CONNECTION_BUFFER_BYTES`.
    pub connection_buffer_bytes: usize,
    /// Bytes of a request's head; more are answered 431. `NAFTIKO_HEADER_BYTES`.
    pub header_bytes: usize,
    /// Time for a request's head to arrive, and for which a connection may be idle.
    /// `NAFTIKO_HEADER_TIMEOUT_MS`.
    pub header_timeout: Duration,
    /// Time for a request's body to arrive; later it is answered 408. `NAFTIKO_BODY_TIMEOUT_MS`.
    pub body_timeout: Duration,
    /// Time to connect to an upstream. `NAFTIKO_CONNECT_TIMEOUT_MS`.
    pub connect_timeout: Duration,
    /// Time until an upstream's answer begins; later it is answered 504. `NAFTIKO_ANSWER_TIMEOUT_MS`.
    pub answer_timeout: Duration,
    /// Time for a whole call, answer included. `NAFTIKO_CALL_TIMEOUT_MS`.
    pub call_timeout: Duration,
    /// Time without progress after which a caller that does not read its answer is given up.
    /// `NAFTIKO_WRITE_TIMEOUT_MS`.
    pub write_timeout: Duration,
    /// Open connections of callers to one listener. When there is one more, a connection at rest is
    /// closed; when none rests, the new one. `NAFTIKO_CONNECTIONS`.
    pub connections: usize,
    /// Calls to one upstream at the same time; more wait. `NAFTIKO_UPSTREAM_CALLS`.
    pub upstream_calls: usize,
    /// Calls to one upstream that may wait for their turn, for as long as its answer may take;
    /// more are answered 503. `NAFTIKO_UPSTREAM_QUEUE`.
    pub upstream_queue: usize,
    /// Repetitions of a call: when no connection could be made, and for operations that may be repeated when it
    /// broke or the upstream was busy. 0 is never. `NAFTIKO_RETRIES`.
    pub retries: u32,
    /// Failures in a row after which an upstream is not called for a while and callers are answered
    /// 503. 0 is never. `NAFTIKO_BREAKER_FAILURES`.
    pub breaker_failures: u32,
    /// Time for which the upstream is then not called. `NAFTIKO_BREAKER_MS`.
    pub breaker_rest: Duration,
    /// Time after the signal to end in which connections are still taken, and each is closed with
    /// its next answer; at most half of the time to drain. `NAFTIKO_LINGER_MS`.
    pub linger: Duration,
    /// Time for everything that is under way when the process is asked to end.
    /// `NAFTIKO_DRAIN_MS`.
    pub drain_timeout: Duration,
    /// Worker threads; 0 is one for each core. `NAFTIKO_WORKERS`.
    pub workers: usize,
}

/// The error of a server that cannot start. One message names everything that is missing or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartError {
    missing: BTreeMap<String, String>,
    wrong: Vec<String>,
    failed: Option<String>,
}

/// Every variable of all servers but those of control surfaces and the port for probes.
pub(crate) const SETTINGS: [&str; 27] = [
    "NAFTIKO_ACCESS_LOG",
    "NAFTIKO_ALLOWED_HOSTS",
    "NAFTIKO_ALLOWED_ORIGINS",
    "NAFTIKO_ANSWER_TIMEOUT_MS",
    "NAFTIKO_BODY_TIMEOUT_MS",
    "NAFTIKO_BREAKER_FAILURES",
    "NAFTIKO_BREAKER_MS",
    "NAFTIKO_BUFFER_BYTES",
    "NAFTIKO_CALL_TIMEOUT_MS",
    "NAFTIKO_CONNECTIONS",
    "NAFTIKO_CONNECTION_BUFFER_BYTES",
    "NAFTIKO_CONNECT_TIMEOUT_MS",
    "NAFTIKO_DRAIN_MS",
    "NAFTIKO_HEADER_BYTES",
    "NAFTIKO_HEADER_TIMEOUT_MS",
    "NAFTIKO_LINGER_MS",
    "NAFTIKO_LOG",
    "NAFTIKO_LOG_FORMAT",
    "NAFTIKO_REQUEST_BYTES",
    "NAFTIKO_RESPONSE_BYTES",
    "NAFTIKO_RESULT_BYTES",
    "NAFTIKO_RETRIES",
    "NAFTIKO_TOKENS_WITHOUT_EXP",
    "NAFTIKO_UPSTREAM_CALLS",
    "NAFTIKO_UPSTREAM_QUEUE",
    "NAFTIKO_WORKERS",
    "NAFTIKO_WRITE_TIMEOUT_MS",
];

/// Fifty days in milliseconds and 4 GiB in bytes; more is a slip of the keyboard.
const MOST: usize = 4_294_967_295;
/// Each is a thread.
const MOST_WORKERS: usize = 1024;
/// The longest text a limit's value can have, so that a message never shows a misplaced secret.
const SHOWN: usize = 24;

// === impl Config ===

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, StartError> {
        let mut error = StartError::default();
        let config = Self::gather(&mut error);
        error.or(config)
    }

    /// Reads the environment and collects all errors: a setting that is wrong keeps its default.
    pub(crate) fn gather(error: &mut StartError) -> Self {
        let mut config = Self::default();
        for (name, value) in std::env::vars_os() {
            match (name.into_string(), value.into_string()) {
                (Ok(name), Ok(value)) => drop(config.values.insert(name, value)),
                (Ok(name), Err(_)) => config.unreadable.push(name),
                // Nothing that is read has such a name.
                (Err(_), _) => {}
            }
        }
        config.limits = Limits::read(&config, error);
        config
    }

    /// The names of all variables with a value.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// The names of variables whose values are no text.
    pub(crate) fn unreadable(&self) -> impl Iterator<Item = &str> {
        self.unreadable.iter().map(String::as_str)
    }

    /// Sets what the environment variable `name` would have set: a secret, a base URI, an address.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.insert(name.into(), value.into());
        // Another file may be meant than in clones of this.
        self.files = ValueFiles::default();
        self
    }

    /// The value of an environment variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The value of a variable of OpenTelemetry, where an empty one counts as absent.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Config {
    /// Shows names only: any of the values may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("names", &self.values.keys().collect::<Vec<_>>())
            .field("limits", &self.limits)
            .field("mock", &self.mock)
            .finish()
    }
}

// === impl Limits ===

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 4 << 20,
            response_bytes: 64 << 20,
            result_bytes: 100 << 10,
            buffer_bytes: 128 << 20,
            connection_buffer_bytes: 16 << 20,
            header_bytes: 64 << 10,
            header_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(60),
            call_timeout: Duration::from_secs(120),
            write_timeout: Duration::from_secs(30),
            connections: 10_000,
            upstream_calls: 1_000,
            upstream_queue: 1_000,
            retries: 2,
            breaker_failures: 20,
            breaker_rest: Duration::from_secs(5),
            linger: Duration::from_millis(500),
            drain_timeout: Duration::from_secs(10),
            workers: 0,
        }
    }
}

impl Limits {
    fn read(config: &Config, error: &mut StartError) -> Self {
        let mut limits = Self::default();
        {
            let mut size = |name: &str, least: usize, field: &mut usize| {
                if let Some(value) = error.number(config, name, (least, MOST)) {
                    *field = value;
                }
            };
            size("NAFTIKO_REQUEST_BYTES", 1, &mut limits.request_bytes);
            size("NAFTIKO_RESPONSE_BYTES", 1, &mut limits.response_bytes);
            size("NAFTIKO_RESULT_BYTES", 0, &mut limits.result_bytes);
            size("NAFTIKO_BUFFER_BYTES", 1 << 20, &mut limits.buffer_bytes);
            size("NAFTIKO_CONNECTION_BUFFER_BYTES", 1 << 16, &mut limits.connection_buffer_bytes);
            size("NAFTIKO_HEADER_BYTES", 8192, &mut limits.header_bytes);
            size("NAFTIKO_CONNECTIONS", 1, &mut limits.connections);
            size("NAFTIKO_UPSTREAM_CALLS", 1, &mut limits.upstream_calls);
            size("NAFTIKO_UPSTREAM_QUEUE", 0, &mut limits.upstream_queue);
        }
        if let Some(workers) = error.number(config, "NAFTIKO_WORKERS", (0, MOST_WORKERS)) {
            limits.workers = workers;
        }
        let mut count = |name: &str, field: &mut u32| {
            if let Some(value) = error.number(config, name, (0, MOST)) {
                *field = u32::try_from(value).unwrap_or(u32::MAX);
            }
        };
        count("NAFTIKO_RETRIES", &mut limits.retries);
        count("NAFTIKO_BREAKER_FAILURES", &mut limits.breaker_failures);
        let mut time = |name: &str, field: &mut Duration| {
            if let Some(value) = error.number(config, name, (1, MOST)) {
                *field = Duration::from_millis(u64::try_from(value).unwrap_or(u64::MAX));
            }
        };
        time("NAFTIKO_HEADER_TIMEOUT_MS", &mut limits.header_timeout);
        time("NAFTIKO_BODY_TIMEOUT_MS", &mut limits.body_timeout);
        time("NAFTIKO_CONNECT_TIMEOUT_MS", &mut limits.connect_timeout);
        time("NAFTIKO_ANSWER_TIMEOUT_MS", &mut limits.answer_timeout);
        time("NAFTIKO_CALL_TIMEOUT_MS", &mut limits.call_timeout);
        time("NAFTIKO_WRITE_TIMEOUT_MS", &mut limits.write_timeout);
        time("NAFTIKO_BREAKER_MS", &mut limits.breaker_rest);
        time("NAFTIKO_LINGER_MS", &mut limits.linger);
        time("NAFTIKO_DRAIN_MS", &mut limits.drain_timeout);
        limits
    }
}

// === impl StartError ===

impl StartError {
    pub(crate) fn missing(&mut self, name: &str, purpose: &str) {
        self.missing.entry(name.to_owned()).or_insert_with(|| purpose.to_owned());
    }

    pub(crate) fn wrong(&mut self, sentence: String) {
        if !self.wrong.contains(&sentence) {
            self.wrong.push(sentence);
        }
    }

    /// `value`, unless something was missing or wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self == Self::default() { Ok(value) } else { Err(self) }
    }

    /// Returns the error of a failure of the machine, as opposed to a wrong setting.
    pub(crate) fn failed(reason: &impl ToString) -> Self {
        Self { failed: Some(reason.to_string()), ..Self::default() }
    }

    /// Returns everything that is wrong in one line.
    pub(crate) fn in_one_line(&self) -> String {
        let all = self.failed.iter().chain(&self.wrong).map(String::as_str);
        let missing = self.missing.keys().map(String::as_str);
        all.chain(missing).collect::<Vec<_>>().join("; ")
    }

    /// Returns `true` if setting other values helps.
    pub(crate) fn is_configuration(&self) -> bool {
        self.failed.is_none()
    }

    /// The number that is set, between two bounds.
    pub(crate) fn number(
        &mut self,
        config: &Config,
        name: &str,
        (least, most): (usize, usize),
    ) -> Option<usize> {
        let text = config.get(name)?;
        number::whole(name, text, least, most)
            .map_err(|flaw| {
                let shown = crate::problem::clip(text, SHOWN);
                self.wrong(format!(
                    "{name} must be a whole number from {least} to {most}, not \"{shown}\": {flaw}"
                ));
            })
            .ok()
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(reason) = &self.failed {
            return f.write_str(reason);
        }
        if !self.missing.is_empty() {
            f.write_str("these environment variables must be set:")?;
            for (name, purpose) in &self.missing {
                write!(f, "\n  {name}: {purpose}")?;
            }
        }
        if !self.wrong.is_empty() {
            if !self.missing.is_empty() {
                f.write_str("\n")?;
            }
            f.write_str("these settings cannot be used:")?;
            for sentence in &self.wrong {
                write!(f, "\n  {sentence}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for StartError {}

#[cfg(test)]
mod tests;
