//! What a capability serves: one folder for each kind of surface.

pub(crate) mod control;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(feature = "rest")]
pub mod rest;
