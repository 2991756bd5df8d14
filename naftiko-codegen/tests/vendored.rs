//! The runtime that the compiler carries along is the one of this repository.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test vendored` writes `vendored/naftiko-runtime.tar`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use naftiko_codegen::package::features::Feature;

const NAME: &str = "naftiko-runtime";
/// What the page's files are made of, which are compressed beside it.
const PACKED: &str = "src/page/shell";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a crate needs to be built: neither tests nor examples.
fn published(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for name in ["Cargo.toml", "README.md"] {
        files.insert(name.to_owned(), fs::read_to_string(folder.join(name)).unwrap());
    }
    let manifest = files.get_mut("Cargo.toml").unwrap();
    *manifest = without_tests(manifest);
    sources(&folder.join("src"), "src", &mut files);
    files
}

fn sources(folder: &Path, name: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if name == PACKED {
            continue;
        }
        if path.is_dir() {
            sources(&path, &name, files);
        } else {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// A manifest without the sections about tests: in a workspace their dependencies would have to be there.
fn without_tests(manifest: &str) -> String {
    let mut text = String::new();
    let mut is_kept = true;
    for line in manifest.split_inclusive('\n') {
        if line.starts_with('[') {
            is_kept = !["[dev-dependencies", "[[test]]", "[[example]]", "[[bench]]"]
                .iter()
                .any(|section| line.starts_with(section));
        }
        if is_kept {
            text.push_str(line);
        }
    }
    text
}

/// The same bytes for the same files, whoever packs them and when.
fn pack(files: &BTreeMap<String, String>) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, text) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, format!("{NAME}/{path}"), text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap()
}

fn unpack(archive: &[u8]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().strip_prefix(NAME).unwrap().to_str().unwrap().to_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        files.insert(path, text);
    }
    files
}

#[test]
fn the_archive_is_the_runtime() {
    let files = published(&root().parent().unwrap().join("runtime"));
    assert!(files.len() > 200, "{} files", files.len());
    let path: PathBuf = root().join("vendored").join(format!("{NAME}.tar"));
    let archive = pack(&files);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &archive).unwrap();
    }
    let there = fs::read(&path).unwrap();
    let unpacked = unpack(&there);
    let differing = differences(&unpacked, &files);
    assert!(
        differing.is_empty() && there == archive,
        "{} is not the folder `runtime`; `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test vendored` writes it. Different: {differing:?}",
        path.display()
    );
}

fn differences<'a>(
    one: &'a BTreeMap<String, String>,
    other: &'a BTreeMap<String, String>,
) -> Vec<&'a String> {
    let mut names: Vec<&String> =
        one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn nothing_of_tests_is_carried_along() {
    let files = published(&root().parent().unwrap().join("runtime"));
    let manifest: toml::Table = files.get("Cargo.toml").unwrap().parse().unwrap();
    assert!(manifest.contains_key("dependencies"));
    assert!(manifest.contains_key("lints"));
    for section in ["dev-dependencies", "test", "example", "bench", "workspace"] {
        assert!(!manifest.contains_key(section), "{section}");
    }
}

/// A feature that the compiler does not know is one that no manifest of `generate` asks for.
#[test]
fn every_default_feature_is_one_that_documents_ask_for() {
    let files = published(&root().parent().unwrap().join("runtime"));
    let manifest: toml::Table = files.get("Cargo.toml").unwrap().parse().unwrap();
    let default = manifest["features"]["default"].as_array().unwrap();
    let mut names: Vec<&str> = default.iter().map(|name| name.as_str().unwrap()).collect();
    names.retain(|name| *name != "page");
    names.sort_unstable();
    assert_eq!(names, Feature::ALL.map(Feature::name));
}
