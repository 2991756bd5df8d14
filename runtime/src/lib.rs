//! What code generated from Naftiko capability documents stands on.
//!
//! Generated crates consist of typed inputs and static tables. This crate serves them over REST
//! and MCP, and calls the upstreams they describe.
//!
//! # Feature flags
//!
//! * `rest` (default): the REST surface.
//! * `mcp` (default): the MCP surface, over HTTP and stdio.
//! * `allocator`: jemalloc for binaries.
//! * `otlp`: traces and metrics for a collector.
//! * `testing`: a server on a free port and an upstream that can be told to fail.
//! * `tower`: `tower_service::Service` for the mountable services.

#![cfg_attr(
    test,
    allow(clippy::expect_used, clippy::panic, reason = "a test ends with its first surprise")
)]
#![cfg_attr(
    not(all(feature = "rest", feature = "mcp")),
    allow(
        dead_code,
        unused_imports,
        unreachable_code,
        unreachable_patterns,
        unused_variables,
        clippy::needless_pass_by_value,
        reason = "what only a surface uses is there without it too"
    )
)]

mod access;
mod argument;
mod body;
mod bound;
mod cli;
mod config;
mod content;
mod cookies;
mod digest;
mod discovery;
mod end;
mod entrance;
mod error;
mod evaluate;
mod export;
mod expression;
mod folder;
mod guard;
mod incoming;
mod invoke;
mod json;
mod lifecycle;
mod local;
mod log;
mod memory;
mod metrics;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod mount;
mod operator;
mod parameter;
mod problem;
mod projection;
mod query;
mod race;
mod rejection;
mod request;
mod request_id;
mod response;
mod semaphore;
mod serve;
mod surface;
mod tables;
mod trace;
mod transport;
mod types;
mod upstream;
mod via;

#[doc(hidden)]
pub mod codegen;
#[cfg(feature = "testing")]
pub mod testing;

/// The allocator of shipped binaries: jemalloc with the feature `allocator`, where that can be built, else the
/// system's. Libraries leave the choice to their binary.
#[cfg(not(all(feature = "allocator", not(target_env = "msvc"))))]
pub use std::alloc::System as Allocator;
#[cfg(all(feature = "allocator", not(target_env = "msvc")))]
pub use tikv_jemallocator::Jemalloc as Allocator;

pub use self::body::ResponseBody;
pub use self::cli::main;
pub use self::config::{Config, Limits, StartError};
pub use self::error::{CallError, CallErrorKind};
pub use self::json::{Json, JsonError, JsonObject, Number};
pub use self::problem::Problem;
pub use self::response::{Document, FromUpstream, Received};
#[cfg(feature = "mcp")]
pub use self::surface::mcp;
#[cfg(feature = "rest")]
pub use self::surface::rest;
pub use self::upstream::{Pending, State};
