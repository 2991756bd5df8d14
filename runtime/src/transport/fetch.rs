//! Exchanges outside the pools: keys, metadata and tokens, which are rare and small.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::ACCEPT_ENCODING;
use hyper::{Request, StatusCode, Uri};
use tokio::time::{Instant, timeout_at};

use super::answer::{UpstreamResponse, UpstreamResponseBody};
use super::connect::Connector;
use super::connection_pool::ConnectionPool;
use super::header_filter::HeaderFilter;
use super::http_request::UpstreamHttpRequest;
use super::origin::Origin;
use super::outgoing::UpstreamRequestBody;
use crate::content::IDENTITY;
use crate::error::{CallError, CallErrorKind};
use crate::memory::BytePool;
use crate::request::HeaderList;

/// Time for one exchange.
const TIME: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const SIZE: usize = 256 << 10;

/// An answer, whole.
#[derive(Debug, Default)]
pub(crate) struct Fetched {
    pub(crate) status: StatusCode,
    /// `content-type`, if the answer says it.
    #[cfg(feature = "oauth")]
    pub(crate) media: Option<hyper::header::HeaderValue>,
    /// The text in UTF-8, as far as it is text.
    #[cfg(feature = "oauth")]
    pub(crate) body: Bytes,
    /// In seconds.
    #[cfg(feature = "otlp")]
    pub(crate) retry_after: Option<u64>,
}

/// One exchange with an absolute URI; redirects are not followed.
pub(crate) async fn fetch(
    connector: &Connector,
    request: Request<Bytes>,
) -> Result<Fetched, CallError> {
    let deadline = Instant::now() + TIME;
    let late = |_| CallError::new(CallErrorKind::Timeout, "no whole answer in time");
    timeout_at(deadline, exchange(connector, request, deadline)).await.map_err(late)?
}

async fn exchange(
    connector: &Connector,
    request: Request<Bytes>,
    deadline: Instant,
) -> Result<Fetched, CallError> {
    let (parts, body) = request.into_parts();
    let nowhere = || CallError::new(CallErrorKind::Connect, "the URI is not absolute");
    let origin = Origin::of(&parts.uri).ok_or_else(nowhere)?;
    let target = target(&parts.uri);
    let mut headers = HeaderList::default();
    for (name, value) in &parts.headers {
        headers.append(name.clone(), value.clone());
    }
    headers.add_missing(ACCEPT_ENCODING, &IDENTITY);
    let (method, body) = (parts.method, UpstreamRequestBody::whole(body));
    let wanted = HeaderFilter::OfContent;
    let outbound = UpstreamHttpRequest { method, target, headers, body, wanted }.check(&origin)?;
    // Nothing is kept: the next exchange is a long time off.
    let arrival = Arc::new(ConnectionPool::default()).send(connector, &origin, outbound).await?;
    let body = UpstreamResponseBody::network(arrival.source, deadline, SIZE, None)?;
    let answer = UpstreamResponse { status: arrival.status, headers: arrival.headers, body };
    let content = answer.read(&BytePool::unbounded()).await?;
    Ok(Fetched {
        status: content.status,
        #[cfg(feature = "oauth")]
        media: content.headers.get(hyper::header::CONTENT_TYPE).cloned(),
        #[cfg(feature = "oauth")]
        body: content.text()?,
        #[cfg(feature = "otlp")]
        retry_after: content
            .headers
            .get(hyper::header::RETRY_AFTER)
            .and_then(|after| after.to_str().ok()?.trim().parse().ok()),
    })
}

/// Path and query, of which the URI may leave out the first.
fn target(uri: &Uri) -> String {
    let path = uri.path();
    uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use hyper::Uri;

    use super::target;

    #[test]
    fn targets_begin_with_a_path() {
        for (uri, expected) in [
            ("https://idp", "/"),
            ("https://idp?tenant=x", "/?tenant=x"),
            ("https://idp/a?b=c", "/a?b=c"),
            ("https://user:hunter2@idp/a", "/a"),
        ] {
            assert_eq!(target(&Uri::from_static(uri)), expected);
        }
    }
}
