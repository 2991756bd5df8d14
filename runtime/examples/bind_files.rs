//! The golden document `binds` as a binary, for tests of the files that it reads.

use std::process::ExitCode;

use naftiko_runtime::codegen::Manifest;

#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/binds/src/binds/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::useless_format, reason = "another crate's sources")]
mod binds;

/// What the binary contains.
pub(crate) static MANIFEST: Manifest =
    Manifest { name: "binds", version: env!("CARGO_PKG_VERSION"), capabilities: &[&binds::SERVED] };

fn main() -> ExitCode {
    naftiko_runtime::main(&MANIFEST)
}
