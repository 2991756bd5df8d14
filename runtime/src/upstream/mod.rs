//! Calls to the services a capability consumes.

mod authenticator;
mod breaker;
mod call;
mod context;
mod credential;
#[cfg(feature = "digest")]
mod digest;
#[cfg(not(feature = "digest"))]
#[path = "without_digest.rs"]
mod digest;
mod endpoint;
#[cfg(feature = "forward")]
mod forward;
#[cfg(feature = "surface")]
mod inbound;
mod mock;
mod pool;
#[cfg(feature = "surface")]
mod prepare;
mod reference;
mod retry;
mod settings;
mod state;
#[cfg(feature = "oauth")]
mod token;
#[cfg(not(feature = "oauth"))]
#[path = "without_token.rs"]
mod token;
mod typed;
mod values;
mod verdict;

#[cfg(feature = "surface")]
pub(crate) use self::context::Context;
#[cfg(any(feature = "rest", all(feature = "page", feature = "surface")))]
pub(crate) use self::endpoint::UpstreamEndpoint;
#[cfg(feature = "surface")]
pub(crate) use self::prepare::prepare;
pub use self::state::State;
pub use self::typed::Pending;
