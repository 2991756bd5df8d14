//! Entry point for a `build.rs`: regenerates the sources, so that cargo compiles them in the same run.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk;
use crate::finding::cargo_lines;
use crate::load::open_document;
use crate::package::features;
use crate::sync::{self, SyncError};
use crate::text::Source;
use crate::{CrateNames, Files, Options, generate};

/// `check` compares only, and fails when the generated files are not what the documents say; `force`
/// overwrites files that were changed or written by somebody else.
const MODE: Variable = Variable { name: "NAFTIKO_CODEGEN", former: "FORGE_CODEGEN" };
/// `1` leaves out exposed units that cannot be compiled.
const KEEP_GOING: Variable = Variable { name: "NAFTIKO_KEEP_GOING", former: "FORGE_KEEP_GOING" };

/// Folders and names for a build script.
#[derive(Clone, Debug)]
pub struct Build<'a> {
    /// The folder of documents; every `.yaml` and `.yml` in it is compiled.
    pub specs: &'a Path,
    /// The folder of generated sources.
    pub out: &'a Path,
    /// Names of the crate's targets.
    pub names: CrateNames,
}

/// Regenerates what differs and tells cargo what to watch; every problem is a `cargo::error` line.
///
/// `NAFTIKO_CODEGEN=check` only compares; `NAFTIKO_CODEGEN=force` overwrites generated files that were
/// changed, and files of somebody else that stand in their places. `NAFTIKO_KEEP_GOING=1` leaves out exposed units that cannot be
/// compiled instead of failing.
pub fn run(build: &Build<'_>) {
    println!("cargo::rerun-if-changed={}", build.specs.display());
    for variable in [MODE, KEEP_GOING] {
        println!("cargo::rerun-if-env-changed={}", variable.name);
        println!("cargo::rerun-if-env-changed={}", variable.former);
        variable.warn();
    }
    if let Err(problems) = regenerate(build) {
        for problem in problems {
            println!("cargo::error={problem}");
        }
    }
}

/// An environment variable, and the name that it had before.
struct Variable {
    name: &'static str,
    former: &'static str,
}

impl Variable {
    fn value(&self) -> Option<OsString> {
        env::var_os(self.name).or_else(|| env::var_os(self.former))
    }

    /// Tells who uses the former name.
    fn warn(&self) {
        if env::var_os(self.former).is_some() {
            let Self { name, former } = self;
            println!("cargo::warning={former} is called {name} now; the former name goes away");
        }
    }
}

/// Action on generated files.
enum Mode {
    Write { force: bool },
    Check,
}

fn mode() -> Result<Mode, String> {
    let Some(mode) = MODE.value() else { return Ok(Mode::Write { force: false }) };
    match mode.to_str() {
        Some("") => Ok(Mode::Write { force: false }),
        Some("force") => Ok(Mode::Write { force: true }),
        Some("check") => Ok(Mode::Check),
        _ => Err(format!("{} must be check or force", MODE.name)),
    }
}

fn keeps_going() -> Result<bool, String> {
    match KEEP_GOING.value().as_deref().map(|value| value.to_str()) {
        None | Some(Some("" | "0")) => Ok(false),
        Some(Some("1")) => Ok(true),
        Some(_) => Err(format!("{} must be 1 or 0", KEEP_GOING.name)),
    }
}

fn regenerate(build: &Build<'_>) -> Result<(), Vec<String>> {
    let mode = mode().map_err(|problem| vec![problem])?;
    if matches!(mode, Mode::Check) {
        // Elsewhere this would be the run's own doing, and have everything compiled once more.
        println!("cargo::rerun-if-changed={}", build.out.display());
    }
    let sources = read_specs(build.specs)?;
    let options = Options { keep_going: keeps_going().map_err(|problem| vec![problem])? };
    let (files, reports) = match generate(&build.names, &sources, &options) {
        Ok((files, mut reports)) => {
            let is_complete = manifest().is_none_or(|path| features::check(&path, &mut reports));
            (is_complete.then_some(files), reports)
        }
        Err(reports) => (None, reports),
    };
    for report in &reports {
        for line in cargo_lines(&report.sources, &report.findings) {
            println!("{line}");
        }
        for path in &report.attachments {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    // The findings have said why.
    let Some(files) = files else { return Ok(()) };
    match mode {
        Mode::Check => compare(build.out, &files),
        Mode::Write { force } => match sync::sync(build.out, &files, force) {
            Ok(_) => Ok(()),
            Err(problem) => Err(said(&problem)),
        },
    }
}

/// The manifest of the crate whose build script runs.
fn manifest() -> Option<PathBuf> {
    let path = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
    println!("cargo::rerun-if-changed={}", path.display());
    Some(path)
}

fn compare(out: &Path, files: &Files) -> Result<(), Vec<String>> {
    let stale = sync::stale(out, files).map_err(|problem| said(&problem))?;
    let Some(first) = stale.first() else { return Ok(()) };
    Err(vec![format!(
        "{} differs from what the documents say ({} files in all); run `cargo build` and commit {}",
        first.display(),
        stale.len(),
        out.display()
    )])
}

/// One line for each problem, as cargo wants them.
fn said(problem: &SyncError) -> Vec<String> {
    let SyncError::InTheWay(obstacles) = problem else { return vec![problem.to_string()] };
    let mut lines: Vec<String> = obstacles.iter().map(ToString::to_string).collect();
    let way_out = if obstacles.iter().any(|one| one.reason.yields_to_force()) {
        format!("move what is yours, or set {}=force to overwrite it", MODE.name)
    } else {
        "move it away".to_owned()
    };
    lines.push(format!("no generated file was written, since these are in the way; {way_out}"));
    lines
}

/// Every document of a folder, in the order of their names.
fn read_specs(folder: &Path) -> Result<Vec<Source>, Vec<String>> {
    let at = |path: &Path, error: io::Error| vec![format!("{}: {error}", path.display())];
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, error))? {
        let path = entry.map_err(|error| at(folder, error))?.path();
        if disk::is_document(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(vec![format!("{}: there is no document to compile", folder.display())]);
    }
    let open = |path: &PathBuf| {
        let name = path.to_string_lossy().replace('\\', "/");
        open_document(path, name.as_str()).map_err(|error| vec![format!("{name}: {error}")])
    };
    paths.iter().map(open).collect()
}
