//! Exchanges outside the pools: keys, metadata and tokens, which are rare and small.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use super::pool::{Connector, chain};
use crate::error::{CallError, CallErrorKind};

/// Time for one exchange.
const TIME: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const SIZE: usize = 256 << 10;

/// An answer, whole.
pub(crate) struct Fetched {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    /// In seconds.
    #[cfg(feature = "otlp")]
    pub(crate) retry_after: Option<u64>,
}

/// Whether secrets may go to `uri` and keys may come from it: TLS, or this machine.
pub(crate) fn is_trustworthy(uri: &Uri) -> bool {
    let local = uri.host().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
    match uri.scheme_str() {
        Some("https") => uri.host().is_some_and(|host| !host.is_empty()),
        Some("http") => local,
        _ => false,
    }
}

/// One exchange with an absolute URI; redirects are not followed.
pub(crate) async fn fetch(
    connector: &Connector,
    request: Request<Full<Bytes>>,
) -> Result<Fetched, CallError> {
    let late = |_| CallError::new(CallErrorKind::Timeout, "no whole answer in time");
    timeout(TIME, exchange(connector, request)).await.map_err(late)?
}

async fn exchange(
    connector: &Connector,
    request: Request<Full<Bytes>>,
) -> Result<Fetched, CallError> {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_max_idle_per_host(0);
    let sent = if request.uri().scheme_str() == Some("https") {
        builder.build(connector.secure()?).request(request).await
    } else {
        builder.build(connector.plain()).request(request).await
    };
    let response = sent.map_err(|error| CallError::new(CallErrorKind::Connect, chain(&error)))?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, SIZE)
        .collect()
        .await
        .map_err(|error| CallError::new(CallErrorKind::Broken, error))?
        .to_bytes();
    Ok(Fetched {
        status: head.status,
        body,
        #[cfg(feature = "otlp")]
        retry_after: head
            .headers
            .get(hyper::header::RETRY_AFTER)
            .and_then(|after| after.to_str().ok()?.trim().parse().ok()),
    })
}
