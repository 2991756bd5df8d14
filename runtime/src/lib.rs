//! What code generated from Naftiko capability documents stands on.
//!
//! Generated crates consist of typed inputs and static tables. This crate serves them over REST
//! and MCP, and calls the upstreams they describe.
//!
//! # Feature flags
//!
//! * `rest` (default): the REST surface.
//! * `mcp` (default): the MCP surface, over HTTP and stdio.
//! * `testing`: a server on a free port and an upstream that can be told to fail.
//! * `tower`: `tower_service::Service` for the mountable services.

mod argument;
mod base64;
mod config;
mod error;
mod json;
mod problem;
mod projection;
mod request;
mod tables;
mod template;
mod upstream;
mod value;

#[doc(hidden)]
pub mod codegen;

pub use self::config::{Config, Limits, StartError};
pub use self::error::{CallError, CallErrorKind};
pub use self::json::{Json, JsonError, JsonObject};
pub use self::problem::Problem;
pub use self::upstream::{Document, Pending, State};
