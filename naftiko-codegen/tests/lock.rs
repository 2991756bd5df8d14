//! The versions that generated crates are written with are those of this repository.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test lock` rewrites `src/package/tested.lock`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use naftiko_codegen::package::{PackageOptions, write};
use naftiko_codegen::text::Source;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A crate outside of this workspace; it is gone when the test is.
struct Crate(PathBuf);

impl Drop for Crate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Together they need every feature that brings a crate along.
const ALL: [&str; 2] = ["findings/feature-missing.yaml", "golden/binds/binds.yaml"];

fn generated(name: &str, documents: &[&str]) -> Crate {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let out = std::env::temp_dir().join(format!("lock-{number}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&out);
    let sources = documents.iter().map(|name| {
        let document = root().join("naftiko-codegen/tests").join(name);
        Source::from_bytes(*name, fs::read(document).unwrap()).unwrap()
    });
    let sources: Vec<Source> = sources.collect();
    let options = PackageOptions {
        name: Some(name.to_owned()),
        runtime: Some(root().join("runtime")),
        vendor: false,
        out: out.clone(),
        keep_going: false,
        force: false,
        standalone: true,
    };
    write(&sources, &options).unwrap();
    Crate(out)
}

/// Lets cargo read the versions, and perhaps write them. It looks at what this machine needs: crates
/// of other systems may never have been downloaded here.
fn resolved(out: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--quiet"])
        .args(arguments)
        .current_dir(out)
        .output()
        .unwrap();
    if output.status.success() { String::new() } else { String::from_utf8(output.stderr).unwrap() }
}

#[test]
fn versions_are_those_that_the_gate_tests() {
    let out = generated("capability", &ALL);
    fs::copy(root().join("Cargo.lock"), out.0.join("Cargo.lock")).unwrap();
    assert_eq!(resolved(&out.0, &[]), "");
    let text = fs::read_to_string(out.0.join("Cargo.lock")).unwrap();
    let own = |block: &&str| !block.starts_with("name = \"capability\"\n");
    let blocks: Vec<&str> = text.split("\n[[package]]\n").filter(own).collect();
    let needed = blocks.join("\n[[package]]\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/package/tested.lock");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &needed).unwrap();
    }
    let tested = fs::read_to_string(&path).unwrap();
    assert!(needed == tested, "run UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test lock");
}

#[test]
fn cargo_takes_the_versions_as_they_are_written() {
    for name in ["aaa", "capability", "naftiko-s", "zzz"] {
        let out = generated(name, &ALL);
        assert_eq!(resolved(&out.0, &["--locked"]), "", "{name}");
    }
}

/// What a feature brings along is there with it, and only with it.
#[test]
fn cargo_takes_what_features_leave() {
    for (document, has_md5, has_yaml) in
        [(ALL[0], true, false), (ALL[1], false, true), ("golden/places/places.yaml", false, false)]
    {
        let out = generated("capability", &[document]);
        assert_eq!(resolved(&out.0, &["--locked"]), "", "{document}");
        let text = fs::read_to_string(out.0.join("Cargo.lock")).unwrap();
        let has = |name: &str| text.contains(&format!("name = \"{name}\"\n"));
        assert_eq!((has("md5"), has("granit-parser")), (has_md5, has_yaml), "{document}");
        assert_eq!(has("granit-parser"), has("arraydeque"), "{document}");
        let manifest = fs::read_to_string(out.0.join("Cargo.toml")).unwrap();
        assert_eq!(manifest.contains("\"yaml\""), has_yaml, "{manifest}");
    }
}
