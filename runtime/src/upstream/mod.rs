//! Calls to the services a capability consumes.

mod answer;
mod breaker;
mod call;
mod credential;
mod direct;
mod endpoint;
mod gate;
mod mock;
mod outgoing;
mod pool;
mod retry;
mod state;
mod typed;

pub(crate) use self::answer::{Answer, AnswerBody};
pub(crate) use self::call::{Context, media_is_json, prepare};
pub(crate) use self::gate::Gate;
pub(crate) use self::retry::Again;
pub use self::state::State;
pub use self::typed::{Document, Fields, FromUpstream, Pending, Received};
