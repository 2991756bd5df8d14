//! Requests and answers over connections to one place: HTTP/1.1 by a client of our own, HTTP/2, TLS.
//!
//! It knows nothing of operations and credentials: what calls them is in `upstream`, and what asks for
//! keys, tokens and collectors comes here directly.

#[cfg(feature = "rest")]
mod ahead;
mod answer;
#[cfg(feature = "forward")]
mod caller_body;
mod connect;
mod connection_pool;
#[cfg(any(feature = "oauth", feature = "otlp"))]
mod fetch;
mod header_filter;
mod http1;
mod http2;
mod http_request;
mod link;
mod origin;
mod outgoing;
#[cfg(feature = "rest")]
mod relay;
mod response_head;
mod response_reader;
mod stream;

pub(crate) use self::answer::{UpstreamResponse, UpstreamResponseBody};
#[cfg(feature = "forward")]
pub(crate) use self::caller_body::CallerBody;
pub(crate) use self::connect::{Connector, untrusting};
pub(crate) use self::connection_pool::ConnectionPool;
#[cfg(feature = "oauth")]
pub(crate) use self::fetch::Fetched;
#[cfg(any(feature = "oauth", feature = "otlp"))]
pub(crate) use self::fetch::fetch;
pub(crate) use self::header_filter::HeaderFilter;
pub(crate) use self::http_request::UpstreamHttpRequest;
pub(crate) use self::origin::Origin;
#[cfg(feature = "forward")]
pub(crate) use self::outgoing::{Fault, RelayedBody};
pub(crate) use self::outgoing::{Progress, UpstreamRequestBody};
pub(crate) use self::response_head::ResponseHead;
