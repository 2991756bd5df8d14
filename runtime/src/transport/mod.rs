//! Requests and answers over connections to one place: HTTP/1.1 by a client of our own, HTTP/2, TLS.
//!
//! It knows nothing of operations and credentials: what calls them is in `upstream`, and what asks for
//! keys, tokens and collectors comes here directly.

mod ahead;
mod answer;
mod connect;
mod connection_pool;
mod fetch;
mod header_filter;
mod http1;
mod http2;
mod http_request;
mod link;
mod origin;
mod outgoing;
mod relay;
mod response_head;
mod response_reader;
mod stream;

pub(crate) use self::answer::{UpstreamResponse, UpstreamResponseBody};
pub(crate) use self::connect::{Connector, untrusting};
pub(crate) use self::connection_pool::ConnectionPool;
pub(crate) use self::fetch::{Fetched, fetch, is_trustworthy};
pub(crate) use self::header_filter::HeaderFilter;
pub(crate) use self::http_request::UpstreamHttpRequest;
pub(crate) use self::origin::Origin;
pub(crate) use self::outgoing::{Fault, Progress, UpstreamRequestBody};
pub(crate) use self::response_head::ResponseHead;
