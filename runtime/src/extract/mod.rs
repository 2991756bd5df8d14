//! From what a caller sent to the values of a unit's parameters.

#[cfg(feature = "rest")]
mod fields;
#[cfg(feature = "mcp")]
pub(crate) mod mcp;
pub(crate) mod query;
#[cfg(feature = "rest")]
pub(crate) mod rest;
