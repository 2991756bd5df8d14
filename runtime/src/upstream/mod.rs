//! Calls to the services a capability consumes.

mod authenticator;
mod breaker;
mod call;
mod context;
mod credential;
mod digest;
mod endpoint;
mod mock;
mod pool;
mod reference;
mod retry;
mod state;
mod token;
mod typed;
mod verdict;

pub(crate) use self::call::prepare;
pub(crate) use self::context::Context;
pub use self::state::State;
pub use self::typed::Pending;
