//! Pooled connections to upstreams, one pool for each worker.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Builder, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::answer::{Arrival, Source};
use super::direct::{self, Idle};
use super::endpoint::{Endpoint, Request};
use super::outgoing::Outgoing;
use super::retry::Budget;
use crate::error::{CallError, CallErrorKind};

type Connections<C> = Client<C, Outgoing>;
type Secure = HttpsConnector<HttpConnector>;

/// Connections that are kept between calls. Nothing is made before it is needed: reading the
/// platform's certificates takes longer than everything else at start.
#[derive(Debug)]
pub(crate) struct Pool {
    /// One list for each upstream.
    plain: Vec<Arc<Idle>>,
    /// One budget for each upstream.
    budgets: Vec<Budget>,
    secure: OnceLock<Connections<Secure>>,
}

/// What all pools of a process share: the connector with the platform's certificates.
#[derive(Debug)]
pub(crate) struct Connector {
    connect_timeout: Duration,
    secure: OnceLock<Result<Secure, String>>,
}

impl Pool {
    pub(crate) fn new(upstreams: usize) -> Self {
        let plain = (0..upstreams).map(|_| Arc::default()).collect();
        let budgets = (0..upstreams).map(|_| Budget::default()).collect();
        Self { plain, budgets, secure: OnceLock::new() }
    }

    /// What the repetitions of calls to the upstream with this index are paid from.
    pub(super) fn budget(&self, upstream: usize) -> Option<&Budget> {
        self.budgets.get(upstream)
    }

    /// Sends a request to the upstream with this index.
    pub(super) async fn send(
        &self,
        upstream: usize,
        endpoint: &Endpoint,
        connector: &Connector,
        request: Request,
    ) -> Result<Arrival, CallError> {
        let (request, wanted) = match request {
            Request::Direct { asked, sending } => {
                let unknown = || CallError::new(CallErrorKind::Connect, "no such upstream");
                let idle = self.plain.get(upstream).ok_or_else(unknown)?;
                return direct::send(idle, connector, &endpoint.origin, &asked, sending).await;
            }
            Request::Pooled { request, wanted } => (request, wanted),
        };
        let response = self.secure(connector)?.request(request).await.map_err(|error| {
            let kind =
                if error.is_connect() { CallErrorKind::Connect } else { CallErrorKind::Broken };
            CallError::new(kind, chain(&error))
        })?;
        let (head, body) = response.into_parts();
        let headers = wanted.of(head.status, head.headers);
        Ok(Arrival { status: head.status, headers, source: Source::Pooled(body) })
    }

    fn secure(&self, connector: &Connector) -> Result<&Connections<Secure>, CallError> {
        let secure = connector.secure()?;
        Ok(self.secure.get_or_init(|| builder().build(secure)))
    }
}

/// How long the network is silent before the other end of a connection is asked whether it is there.
const PROBE: Duration = Duration::from_secs(15);

impl Connector {
    pub(crate) fn new(connect_timeout: Duration) -> Self {
        Self { connect_timeout, secure: OnceLock::new() }
    }

    pub(super) fn plain(&self) -> HttpConnector {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(self.connect_timeout));
        // A kept connection whose other end is gone without a word is not kept for long.
        connector.set_keepalive(Some(PROBE));
        connector.set_keepalive_interval(Some(PROBE));
        connector.set_keepalive_retries(Some(2));
        connector.enforce_http(false);
        connector
    }

    pub(super) fn secure(&self) -> Result<Secure, CallError> {
        let made = self.secure.get_or_init(|| {
            let provider = rustls::crypto::ring::default_provider();
            let builder = HttpsConnectorBuilder::new()
                .with_provider_and_native_roots(provider)
                .map_err(|error| error.to_string())?;
            Ok(builder.https_only().enable_all_versions().wrap_connector(self.plain()))
        });
        made.clone().map_err(|detail| CallError::new(CallErrorKind::Connect, detail))
    }
}

fn builder() -> Builder {
    const IDLE: Duration = Duration::from_secs(30);
    const IDLE_CONNECTIONS: usize = 1024;
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_CONNECTIONS);
    builder
}

/// An error with its causes, for the log.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
