//! The golden document `prompts` as a binary, for tests of prompts over stdio.

#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/prompts/src/prompts/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod prompts;

use std::process::ExitCode;

use naftiko_runtime::codegen::Manifest;

/// What the binary contains.
pub(crate) static MANIFEST: Manifest =
    Manifest { name: "prompts", version: "0", capabilities: &[&prompts::SERVED] };

fn main() -> ExitCode {
    naftiko_runtime::main(&MANIFEST)
}
