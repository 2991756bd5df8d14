//! Calls to the services a capability consumes.

mod answer;
mod breaker;
mod call;
mod connect;
mod credential;
mod digest;
mod endpoint;
mod fetch;
mod gate;
mod http1;
mod http2;
mod link;
mod login;
mod mock;
mod origin;
mod outbound;
mod outgoing;
mod pool;
mod retry;
mod state;
mod stream;
mod token;
mod typed;
mod wanted;

pub(crate) use self::answer::{Answer, AnswerBody};
pub(crate) use self::call::{Context, TRACE_PARENT, media_is_json, prepare};
pub(crate) use self::connect::Connector;
pub(crate) use self::fetch::{Fetched, fetch, is_trustworthy};
pub(crate) use self::gate::{Gate, Permit};
pub(crate) use self::outgoing::{Fault, Outgoing, Progress};
pub(crate) use self::retry::Again;
pub use self::state::State;
pub use self::typed::{Document, Fields, FromUpstream, Pending, Received};
