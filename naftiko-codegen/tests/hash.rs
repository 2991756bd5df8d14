//! The hash of a capability tells builds from different files apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;

use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, check};

const PLAIN: &str = "naftiko: 1.0.0-alpha2
info: {label: Fleet, description: Fleet}
capability:
  exposes:
  - type: mcp
    namespace: fleet
    port: 9090
    transport: http
    resources:
    - {name: a, label: A, uri: 'fleet://a', description: A, location: 'file:///./a.md'}
";

#[test]
fn every_byte_that_is_compiled_counts() {
    let folder = std::env::temp_dir().join(format!("naftiko-hash-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let hash = |text: &str, file: &str| {
        fs::write(folder.join("a.md"), file).unwrap();
        let source = Source::new("fleet.yaml", text.to_owned()).in_folder(&folder);
        let report = check(&source, &Options::default());
        report.capability.unwrap_or_else(|| panic!("{:?}", report.findings)).spec_hash
    };
    let first = hash(PLAIN, "one");
    assert_eq!(hash(PLAIN, "one"), first);
    for other in [
        hash(PLAIN, "two"),
        hash(PLAIN, ""),
        hash(&format!("\u{feff}{PLAIN}"), "one"),
        hash(&format!("{PLAIN}\n"), "one"),
    ] {
        assert_ne!(other, first);
    }
    fs::remove_dir_all(folder).unwrap();
}
