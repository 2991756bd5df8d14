//! The generated crate from outside: the real binary, the typed client, the mountable services, and
//! MCP through a client that others wrote.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod binary;
mod client;
mod mcp;
mod mount;
mod rest;
mod support;
