//! The collector: the target of exports, and the treatment of refusals.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::{Method, Request, StatusCode, Uri};
use tokio::time::{Instant, sleep};

use super::headers::CollectorHeaders;
use crate::config::{Config, StartError};
use crate::expression::Expr;
use crate::operator::ENDPOINT;
use crate::tables::StartValue;
use crate::transport::{Connector, fetch};

/// The pause before a second try, where the collector does not say.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest one that it can ask for.
const LONGEST_PAUSE: u64 = 5;
/// For so long nothing is said again about a collector that does not work.
const QUIET: Duration = Duration::from_secs(60);

/// A collector that takes OTLP over HTTP.
#[derive(Debug)]
pub(super) struct Collector {
    traces: Uri,
    metrics: Uri,
    headers: Arc<CollectorHeaders>,
    /// The time of the last message that it does not work.
    said: Option<Instant>,
    /// Set if what was sent last was not taken, and that was said.
    is_failing: bool,
}

/// The signal that is sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signal {
    Traces,
    Metrics,
}

impl Collector {
    /// The environment wins over the document. The error is a sentence without values.
    pub(super) fn resolve(
        written: &[Expr],
        variables: &[StartValue],
        config: &Config,
        headers: &Arc<CollectorHeaders>,
    ) -> Result<Self, String> {
        let (place, endpoint) = match config.given(ENDPOINT) {
            Some(text) => (ENDPOINT, text.to_owned()),
            None => ("the endpoint of the document", rendered(written, variables, config)?),
        };
        let wrong =
            || format!("{place} must be an http or https URI without user, query and fragment");
        let at = |path: &str| {
            let uri: Uri = format!("{}{path}", endpoint.trim_end_matches('/')).parse().ok()?;
            let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
            let has_host = uri.host().is_some_and(|host| !host.is_empty());
            (is_http && has_host && !endpoint.contains(['?', '#', '@'])).then_some(uri)
        };
        Ok(Self {
            traces: at("/v1/traces").ok_or_else(wrong)?,
            metrics: at("/v1/metrics").ok_or_else(wrong)?,
            headers: Arc::clone(headers),
            said: None,
            is_failing: false,
        })
    }

    /// Returns `true` if the collector took it. An error is logged, but not again and again.
    pub(super) async fn send(
        &mut self,
        connector: &Connector,
        signal: Signal,
        body: Bytes,
    ) -> bool {
        let sent = self.try_twice(connector, signal, &body).await;
        let host = self.traces.host().unwrap_or_default();
        match &sent {
            Ok(()) if self.is_failing => {
                self.is_failing = false;
                tracing::info!("the collector at {host} takes traces and metrics again");
            }
            Ok(()) => {}
            Err(reason) => {
                if self.said.is_none_or(|said| said.elapsed() > QUIET) {
                    tracing::warn!("the collector at {host} does not take {signal:?}: {reason}");
                    self.said = Some(Instant::now());
                    self.is_failing = true;
                }
            }
        }
        sent.is_ok()
    }

    async fn try_twice(
        &self,
        connector: &Connector,
        signal: Signal,
        body: &Bytes,
    ) -> Result<(), String> {
        let mut is_last = false;
        loop {
            let request = self.request(signal, body.clone());
            let answer = fetch(connector, request).await;
            let answer = answer.map_err(|error| error.detail().to_owned())?;
            if answer.status.is_success() {
                return Ok(());
            }
            match pause(answer.status, answer.retry_after) {
                Some(pause) if !is_last => sleep(pause).await,
                _ => return Err(format!("it answered {}", answer.status)),
            }
            is_last = true;
        }
    }

    fn request(&self, signal: Signal, body: Bytes) -> Request<Bytes> {
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = match signal {
            Signal::Traces => self.traces.clone(),
            Signal::Metrics => self.metrics.clone(),
        };
        *request.headers_mut() = self.headers.now();
        request
    }
}

/// Returns the time to wait before the next attempt; `None` if it would not help.
fn pause(status: StatusCode, retry_after: Option<u64>) -> Option<Duration> {
    if !matches!(status.as_u16(), 429 | 502 | 503 | 504) {
        return None;
    }
    match retry_after {
        Some(seconds) => (seconds <= LONGEST_PAUSE).then(|| Duration::from_secs(seconds)),
        None => Some(PAUSE),
    }
}

/// A text with variables that nobody has to set.
fn rendered(pieces: &[Expr], variables: &[StartValue], config: &Config) -> Result<String, String> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Expr::Literal(literal) => text.push_str(literal),
            Expr::Variable(index) => {
                let Some(variable) = variables.get(*index) else { continue };
                let mut error = StartError::default();
                let given = variable.given(variables, config, &mut error);
                error.or(()).map_err(|error| error.in_one_line())?;
                let value =
                    given.text().ok_or_else(|| format!("{} is not set", variable.name()))?;
                text.push_str(value.trim());
            }
            _ => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{
        Collector, CollectorHeaders, Config, Duration, Expr, StartValue, StatusCode, pause,
    };

    static WRITTEN: [Expr; 3] = [Expr::Literal("http://"), Expr::Variable(0), Expr::Literal("/x")];
    static VARIABLES: [StartValue; 1] =
        [StartValue::Variable { name: "HOST", purpose: "", secret: false, required: false }];

    fn traces(config: &Config) -> Result<String, String> {
        let headers = CollectorHeaders::read(config, &mut Vec::new());
        let found = Collector::resolve(&WRITTEN, &VARIABLES, config, &headers)?;
        Ok(found.traces.to_string())
    }

    #[test]
    fn where_it_is() {
        let config = Config::default();
        assert_eq!(traces(&config), Err("HOST is not set".to_owned()));
        let config = config.set("HOST", "collector:4318");
        assert_eq!(traces(&config).as_deref(), Ok("http://collector:4318/x/v1/traces"));
        let config = config.set("OTEL_EXPORTER_OTLP_ENDPOINT", "https://other.test/");
        assert_eq!(traces(&config).as_deref(), Ok("https://other.test/v1/traces"));
        for wrong in ["other.test", "grpc://x", "http://u:hunter2@x", "http://x?y", "http://"] {
            let config = config.clone().set("OTEL_EXPORTER_OTLP_ENDPOINT", wrong);
            let reason = traces(&config).expect_err(wrong);
            assert!(!reason.contains("hunter2"), "{reason}");
        }
    }

    #[test]
    fn second_tries() {
        let pause = |status, after| pause(StatusCode::from_u16(status).expect("a status"), after);
        assert_eq!(pause(503, None), Some(Duration::from_secs(1)));
        assert_eq!(pause(429, Some(3)), Some(Duration::from_secs(3)));
        assert_eq!(
            (pause(429, Some(60)), pause(500, None), pause(400, Some(1))),
            (None, None, None)
        );
    }
}
