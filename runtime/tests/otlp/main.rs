//! What a collector gets, read by the official messages of OTLP.

#![expect(clippy::expect_used, clippy::panic, reason = "these are tests")]

#[path = "../../examples/hand_written.rs"]
#[expect(dead_code, reason = "its main function is what a binary would run")]
mod forge;

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "other tests need the rest")]
mod support;

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/control/src/control/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod lights;

mod binary;
mod coast;
mod faults;
mod metrics;
mod settings;
mod traces;
