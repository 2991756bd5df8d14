//! The lossless tree: its places, what it survives, and edits of it.
//!
//! Documents are not part of this repository: `NAFTIKO_SHARED` names their folder, and
//! `cargo test -p naftiko-codegen --test yaml -- --include-ignored` runs these tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod any;
mod breakages;
mod edits;
mod forms;
mod kinds;
#[path = "../source/pieces.rs"]
mod pieces;
mod places;
mod reading;
mod support;
