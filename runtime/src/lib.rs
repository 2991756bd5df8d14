//! The runtime of code that is generated from Naftiko capability documents.
//!
//! Generated crates consist of typed inputs and static tables. This crate serves them over REST
//! and MCP, and calls the upstreams they describe.
//!
//! # Feature flags
//!
//! Documents decide which of the first seven a crate needs; all of them, and the page, are on by default. Manifests that the
//! compiler writes leave the default out and name theirs. Without any there are typed calls and the control surface.
//!
//! * `rest`: the REST surface.
//! * `forward`: requests that a REST surface passes on as they are.
//! * `mcp`: the MCP surface, over HTTP and stdio.
//! * `resources`: resources of an MCP surface, and folders that an operator names.
//! * `oauth`: access tokens, verified for callers and had for upstreams.
//! * `digest`: digest authentication of callers, and towards upstreams.
//! * `steps`: functions that call several operations.
//! * `yaml`: files of binds in YAML.
//! * `page`: the page for browsers at `/` of the listeners of surfaces.
//! * `allocator`: jemalloc for binaries.
//! * `release_max_level_debug`: release builds of binaries without events of the level `trace`, from any crate.
//! * `otlp`: traces and metrics for a collector.
//! * `testing`: a server on a free port and an upstream that can be told to fail.
//! * `tower`: `tower_service::Service` for the mountable services.

#![cfg_attr(
    test,
    allow(clippy::expect_used, clippy::panic, reason = "a test ends with its first surprise")
)]

mod access;
mod argument;
mod body;
mod bound;
mod cli;
#[cfg(any(feature = "rest", all(feature = "page", feature = "surface")))]
mod conditions;
mod config;
mod content;
mod cookies;
#[cfg(feature = "digest")]
mod digest;
#[cfg(feature = "oauth")]
mod discovery;
mod end;
mod entrance;
mod error;
mod evaluate;
mod export;
mod expression;
#[cfg(feature = "resources")]
mod folder;
mod guard;
#[cfg(any(feature = "digest", feature = "rest", all(feature = "page", feature = "surface")))]
mod hex;
mod incoming;
#[cfg(feature = "surface")]
mod invoke;
mod json;
mod jsonpath;
mod lifecycle;
mod local;
mod log;
mod memory;
mod metrics;
mod moment;
#[cfg(feature = "surface")]
mod mount;
mod operator;
#[cfg(all(feature = "page", feature = "surface"))]
mod page;
#[cfg(all(feature = "surface", not(feature = "page")))]
#[path = "page/without_page.rs"]
mod page;
mod parameter;
mod problem;
mod projection;
mod query;
mod race;
mod rejection;
mod request;
mod request_id;
mod request_log;
mod response;
mod semaphore;
mod serve;
#[cfg(feature = "steps")]
mod steps;
mod surface;
mod tables;
mod task;
mod trace;
mod transport;
mod types;
mod upstream;
mod value_file;
mod via;
#[cfg(feature = "yaml")]
mod yaml;

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
