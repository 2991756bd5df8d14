//! What is made from real documents compiles without a warning.
//!
//! The documents are not part of this repository: `NAFTIKO_CORPUS` names the folder, and
//! `cargo test -p naftiko-codegen --test corpus_builds -- --include-ignored` checks a spread of them;
//! with `NAFTIKO_CORPUS_ALL=1` every one that is accepted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Files, Options, generate, sync};

/// Of the documents in alphabetical order, each one at a multiple of this is in the spread.
const STRIDE: usize = 4;

/// Fewer would say little about the others.
const LEAST: usize = 30;

/// A document that was accepted, and what was made of it.
struct Generated {
    path: PathBuf,
    bytes: usize,
    /// The name of its crate.
    package: String,
    files: Files,
}

/// The folder of the corpus and those below it, at any depth.
fn folders(root: PathBuf) -> Vec<PathBuf> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(folder) = found.get(next) {
        let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let below = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
        found.extend(below.collect::<Vec<_>>());
        next += 1;
    }
    found
}

fn documents() -> Vec<PathBuf> {
    let root = env::var_os("NAFTIKO_CORPUS").expect("NAFTIKO_CORPUS names no folder");
    let mut documents: Vec<PathBuf> = folders(PathBuf::from(root))
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    documents.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
    documents
}

fn compile(index: usize, path: PathBuf) -> Option<Generated> {
    let bytes = fs::read(&path).unwrap();
    let size = bytes.len();
    let source = Source::from_bytes(path.file_name().unwrap().to_string_lossy(), bytes).ok()?;
    let package = format!("corpus-{index:03}");
    let names = CrateNames { binary: package.clone(), library: package.replace('-', "_") };
    let (files, _) = generate(&names, &[source], &Options::default()).ok()?;
    Some(Generated { path, bytes: size, package, files })
}

/// Every document when asked for, otherwise the spread and the biggest.
fn chosen(accepted: Vec<Generated>) -> Vec<Generated> {
    if env::var_os("NAFTIKO_CORPUS_ALL").is_some_and(|value| value == "1") {
        return accepted;
    }
    let biggest = accepted.iter().map(|one| one.bytes).max();
    let spread = accepted.into_iter().enumerate();
    let spread = spread.filter(|(at, one)| at % STRIDE == 0 || Some(one.bytes) == biggest);
    spread.map(|(_, one)| one).collect()
}

/// One workspace of all crates; gives the line for each that says which document it is.
fn write_workspace(work: &Path, root: &Path, generated: &[Generated]) -> String {
    let _ = fs::remove_dir_all(work);
    let mut members = String::new();
    let mut legend = String::new();
    for one in generated {
        let package = work.join(&one.package);
        sync::sync(&package.join("src"), &one.files, false).unwrap();
        fs::write(package.join("Cargo.toml"), manifest(&one.package, root)).unwrap();
        members.push_str(&format!("{:?}, ", one.package));
        legend.push_str(&format!("{} is {}\n", one.package, one.path.display()));
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    fs::write(work.join("Cargo.toml"), workspace).unwrap();
    fs::copy(root.join("Cargo.lock"), work.join("Cargo.lock")).unwrap();
    legend
}

fn manifest(package: &str, root: &Path) -> String {
    let runtime = root.join("runtime");
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nnaftiko-runtime = {{ path = {runtime:?} }}\n\n\
         [lints.rust]\nwarnings = \"deny\"\n"
    )
}

#[test]
#[ignore = "needs NAFTIKO_CORPUS"]
fn generated_crates_compile_without_warnings() {
    let documents = documents().into_iter().enumerate();
    let accepted = documents.filter_map(|(index, path)| compile(index, path)).collect();
    let generated = chosen(accepted);
    assert!(generated.len() >= LEAST, "only {} documents are accepted", generated.len());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let legend = write_workspace(&work, root, &generated);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--offline", "--quiet", "--keep-going", "--target-dir"])
        .arg(target)
        .current_dir(&work)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !stderr.contains("warning:"), "{stderr}\n{legend}");
    println!("{} crates", generated.len());
}
