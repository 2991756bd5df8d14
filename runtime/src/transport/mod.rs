//! Requests and answers over connections to one place: HTTP/1.1 by a client of our own, HTTP/2, TLS.
//!
//! It knows nothing of operations and credentials: what calls them is in `upstream`, and what asks for
//! keys, tokens and collectors comes here directly.

mod ahead;
mod answer;
mod arrival;
mod connect;
mod fetch;
mod http1;
mod http2;
mod kept;
mod link;
mod origin;
mod outbound;
mod outgoing;
mod receiving;
mod relay;
mod stream;
mod wanted;

pub(crate) use self::answer::{Answer, AnswerBody};
pub(crate) use self::arrival::Arrival;
pub(crate) use self::connect::{Connector, untrusting};
pub(crate) use self::fetch::{Fetched, fetch, is_trustworthy};
pub(crate) use self::kept::Link;
pub(crate) use self::origin::Origin;
pub(crate) use self::outbound::Outbound;
pub(crate) use self::outgoing::{Fault, Outgoing, Progress};
pub(crate) use self::wanted::Wanted;
