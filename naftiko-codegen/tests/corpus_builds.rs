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

mod cargo_command;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_command::cargo;
use naftiko_codegen::package::features::{Feature, needed};
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
    /// What it asks of the runtime.
    features: Vec<&'static str>,
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
    let (files, reports) = generate(&names, &[source], &Options::default()).ok()?;
    let needed = needed(reports.first()?.capability.as_ref()?);
    let features = needed.into_iter().map(Feature::name).collect();
    Some(Generated { path, bytes: size, package, files, features })
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
        fs::write(package.join("Cargo.toml"), manifest(one, root)).unwrap();
        members.push_str(&format!("{:?}, ", one.package));
        legend.push_str(&format!("{} is {}\n", one.package, one.path.display()));
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    fs::write(work.join("Cargo.toml"), workspace).unwrap();
    fs::copy(root.join("Cargo.lock"), work.join("Cargo.lock")).unwrap();
    legend
}

fn manifest(one: &Generated, root: &Path) -> String {
    let Generated { package, features, .. } = one;
    let runtime = root.join("runtime");
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [features]\ndefault = [\"page\"]\npage = [\"naftiko-runtime/page\"]\n\n\
         [dependencies.naftiko-runtime]\npath = {runtime:?}\n\
         default-features = false\nfeatures = {features:?}\n\n\
         [lints.rust]\nwarnings = \"deny\"\n"
    )
}

/// Runs `cargo check` in the workspace of all crates.
fn check(work: &Path, packages: &[&str]) -> Result<(), String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = cargo()
        .args(["check", "--offline", "--quiet", "--keep-going", "--target-dir"])
        .arg(target)
        .args(packages)
        .current_dir(work)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && !stderr.contains("warning:") {
        Ok(())
    } else {
        Err(stderr.into())
    }
}

fn accepted() -> impl Iterator<Item = Generated> {
    documents().into_iter().enumerate().filter_map(|(index, path)| compile(index, path))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
#[ignore = "needs NAFTIKO_CORPUS"]
fn generated_crates_compile_without_warnings() {
    let generated = chosen(accepted().collect());
    assert!(generated.len() >= LEAST, "only {} documents are accepted", generated.len());
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let legend = write_workspace(&work, root(), &generated);
    check(&work, &["--workspace"]).unwrap_or_else(|said| panic!("{said}\n{legend}"));
    println!("{} crates", generated.len());
}

/// In a workspace each crate has the features of all others too; alone it has its own.
#[test]
#[ignore = "needs NAFTIKO_CORPUS"]
fn every_set_of_features_compiles_alone() {
    let mut sets = BTreeMap::new();
    for one in accepted() {
        sets.entry(one.features.clone()).or_insert(one);
    }
    let generated: Vec<Generated> = sets.into_values().collect();
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("feature-sets");
    let legend = write_workspace(&work, root(), &generated);
    for one in &generated {
        let checked = check(&work, &["--package", &one.package]);
        checked.unwrap_or_else(|said| panic!("{:?}: {said}\n{legend}", one.features));
        println!("{:?}", one.features);
    }
}
