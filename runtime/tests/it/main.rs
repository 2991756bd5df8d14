//! The runtime over real sockets, against an upstream that can be healthy and faulty.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

#[path = "../../examples/hand_written.rs"]
#[expect(dead_code, reason = "its main function is what a binary would run")]
mod forge;

#[path = "../../examples/bind_files.rs"]
#[expect(dead_code, reason = "its main function is what a binary would run")]
mod bound;

#[path = "../../examples/prompts.rs"]
#[expect(dead_code, reason = "its main function is what a binary would run")]
mod prompted;

mod access_log;
mod answers;
mod binary;
mod bind_files;
#[cfg(unix)]
mod bind_files_load;
mod callers;
mod capability;
mod client;
mod control;
mod cors;
mod crowds;
mod echo;
mod faults;
mod folders;
mod forward;
mod framing;
mod gateway;
mod guarded;
mod guards;
mod health;
mod health_command;
mod http;
mod http_2;
mod language;
mod letters;
mod limits;
mod login_server;
mod logins;
mod logs;
mod mcp;
mod mcp_modern;
mod mcp_modern_wire;
mod mcp_offers;
mod mcp_prompts;
mod mcp_size;
mod meaning;
mod names;
mod negotiation;
mod oauth;
mod oauth_forms;
mod odd_bind_files;
mod page;
mod pool;
mod process_variables;
mod propagation;
mod replies;
mod rest;
mod retries;
mod said;
mod sampling;
mod secret_files;
mod secrets;
mod standards_answers;
mod standards_json;
mod stdio;
mod steps;
mod support;
mod telemetry;
mod tls;
mod traces;
mod types;
mod wire;
