//! A file is of the same type whether it is compiled in or served from disk: the compiler and the
//! runtime, which know nothing of each other, have the same table.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

fn table(file: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let table = text.split("fn media_of(").nth(1).expect("a table");
    let lines = table.lines().take_while(|line| *line != "}").map(str::to_owned);
    lines.collect()
}

#[test]
fn compiler_and_runtime_agree() {
    let compiler = table("naftiko-codegen/src/lower/files.rs");
    assert!(compiler.len() > 15, "{compiler:?}");
    assert_eq!(compiler, table("runtime/src/mcp/folders.rs"));
}
