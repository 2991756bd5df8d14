//! What a `build.rs` does: regenerate, then let cargo compile the result in the same run.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::finding::cargo_lines;
use crate::source::Source;
use crate::{CrateNames, Options, generate, sync};

/// Compare only, and fail when the generated files are not what the documents say.
const MODE_VARIABLE: &str = "FORGE_CODEGEN";
/// Set to leave out exposed units that cannot be compiled.
const KEEP_GOING_VARIABLE: &str = "FORGE_KEEP_GOING";

/// What to compile, and where to.
#[derive(Clone, Debug)]
pub struct Build<'a> {
    /// The folder of documents; every `.yaml` and `.yml` in it is compiled.
    pub specs: &'a Path,
    /// The folder of generated sources.
    pub out: &'a Path,
    /// What the crate's targets are called.
    pub names: CrateNames,
}

/// Regenerates what differs and tells cargo what to watch; every problem is a `cargo::error` line.
///
/// `FORGE_CODEGEN=check` only compares. `FORGE_KEEP_GOING=1` leaves out exposed units that cannot be
/// compiled instead of failing.
pub fn run(build: &Build<'_>) {
    println!("cargo::rerun-if-changed={}", build.specs.display());
    for variable in [MODE_VARIABLE, KEEP_GOING_VARIABLE] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    if let Err(problem) = regenerate(build) {
        println!("cargo::error={problem}");
    }
}

fn regenerate(build: &Build<'_>) -> Result<(), String> {
    let sources = read_specs(build.specs)?;
    let options = Options { keep_going: env::var_os(KEEP_GOING_VARIABLE).is_some() };
    let (files, reports) = match generate(&build.names, &sources, &options) {
        Ok((files, reports)) => (Some(files), reports),
        Err(reports) => (None, reports),
    };
    for (source, report) in sources.iter().zip(&reports) {
        for line in cargo_lines(source, &report.findings) {
            println!("{line}");
        }
        for path in &report.attachments {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    // The findings have said why.
    let Some(files) = files else { return Ok(()) };
    let out = build.out.display();
    if env::var_os(MODE_VARIABLE).is_some_and(|mode| mode == "check") {
        let stale = sync::stale(build.out, &files).map_err(|error| format!("{out}: {error}"))?;
        return match stale.first() {
            None => Ok(()),
            Some(first) => Err(format!(
                "{} differs from what the documents say ({} files in all); run `cargo build` and commit {out}",
                first.display(),
                stale.len()
            )),
        };
    }
    sync::sync(build.out, &files)
        .map(|_| ())
        .map_err(|error| format!("{out} is stale and cannot be rewritten: {error}"))
}

/// Every document of a folder, in the order of their names.
fn read_specs(folder: &Path) -> Result<Vec<Source>, String> {
    let at = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, error))? {
        let path = entry.map_err(|error| at(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{}: there is no document to compile", folder.display()));
    }
    let mut sources = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).map_err(|error| at(&path, error))?;
        let name = path.to_string_lossy().replace('\\', "/");
        sources.push(
            Source::from_bytes(&name, bytes)
                .map_err(|finding| format!("{name}: {} [{}]", finding.message, finding.code))?,
        );
    }
    Ok(sources)
}
