//! A generated crate on disk: manifest, versions, README and sources, ready for `cargo build`.

mod dependency;
mod error;
mod feature;
pub mod features;
mod lock;
mod manifest;
mod name;
mod place;
mod readme;
mod vendor;
mod workspace;

use std::path::{Path, PathBuf};

pub use self::error::PackageError;
use self::manifest::{Existing, Parts};
pub use self::vendor::{FOLDER as VENDORED, runtime_hash, write_runtime};
pub use self::workspace::Above;
use crate::finding::{Code, Level};
use crate::sync::{self, Beside, Tree, Written};
use crate::text::Source;
use crate::{CrateNames, Files, Options, Report, generate};

/// The release profile of this repository, for crates that have one of their own.
const PROFILE: &str = include_str!("profile.toml");

/// Options for writing a crate.
#[derive(Clone, Debug)]
pub struct PackageOptions {
    /// The name of the crate and of its binary; without one it keeps the name it has, or gets that of
    /// the first document.
    pub name: Option<String>,
    /// The folder of `naftiko-runtime`, from where the command runs; without it the crate keeps the one
    /// it has.
    pub runtime: Option<PathBuf>,
    /// Write the sources of the runtime into the crate. A crate that has them from an earlier call keeps them
    /// in step without.
    pub vendor: bool,
    /// The folder of the crate; made when it does not exist.
    pub out: PathBuf,
    /// Leave out exposed units that cannot be compiled.
    pub keep_going: bool,
    /// Overwrite files that were changed or written by somebody else.
    pub force: bool,
    /// A workspace of its own, with a release profile.
    pub standalone: bool,
}

/// A crate that was written.
#[derive(Clone, Debug)]
pub struct Package {
    /// Name of the crate.
    pub name: String,
    /// Files that were changed, removed or kept.
    pub written: Written,
    /// The workspace it lies in.
    pub above: Above,
    /// Set if it has a page for browsers, behind its feature `page`.
    pub has_page: bool,
}

/// Compiles `sources` into the crate at `options.out`. Sources are kept in step at every call; the
/// manifest, the versions and the README only until somebody edits them.
///
/// # Errors
///
/// See [`PackageError`]; each of them leaves the folder as it was, but for a disk that fails between the sources and
/// those of the runtime. The next call goes on from there.
pub fn write(sources: &[Source], options: &PackageOptions) -> Result<Package, PackageError> {
    let existing =
        sync::is_ours(&options.out, "src").then(|| Existing::read(&options.out)).flatten();
    let name = name::choose(sources, options.name.as_deref(), existing.as_ref(), &options.out)?;
    let names = CrateNames { library: name::library(&name), binary: name.clone() };
    let runtime = Runtime::of(options, existing.as_ref())?;
    let vendored = runtime.vendored()?;
    let compile = Options { keep_going: options.keep_going };
    let (files, mut reports) =
        generate(&names, sources, &compile).map_err(|reports| rejected(&reports))?;
    let above = Above::of(&options.out);
    let needed = features::of_all(&reports);
    let has_page = features::has_page(&reports);
    let parts = Parts { features: &needed, has_page, standalone: options.standalone };
    let manifest = manifest::text(&names, &runtime.path, &parts);
    let readme = readme::text(&names, sources, options.standalone);
    let lock = lock::text(&name, &needed);
    let mut beside = vec![
        Beside { name: "Cargo.toml", text: &manifest, is_vital: true },
        Beside { name: "README.md", text: &readme, is_vital: false },
    ];
    // Cargo reads the versions of a workspace where that is.
    if options.standalone || !above.is_workspace() {
        beside.push(Beside { name: "Cargo.lock", text: &lock, is_vital: false });
    }
    let tree = |folder, files, beside| Tree {
        root: &options.out,
        folder,
        files,
        beside,
        force: options.force,
    };
    let vendored = vendored.as_ref().map(|files| tree(vendor::FOLDER, files, &[]));
    let tree = tree("src", &files, &beside);
    let own = options.out.join("Cargo.toml");
    let mut written = sync::write_when(&tree, |written| {
        // Both folders are written, or none.
        vendored.as_ref().map_or(Ok(()), sync::unobstructed)?;
        // A manifest that is written now asks for the features that are needed.
        let is_complete = written.contains("Cargo.toml") || features::check(&own, &mut reports);
        if is_complete { Ok(()) } else { Err(rejected(&reports)) }
    })?;
    if let Some(vendored) = &vendored {
        written.extend(sync::write(vendored)?);
    }
    Ok(Package { name, written, above, has_page })
}

/// Returns the error for documents that cannot be compiled, or not for this crate.
fn rejected(reports: &[Report]) -> PackageError {
    let errors = reports.iter().flat_map(|report| report.findings.iter());
    let errors = errors.filter(|finding| finding.level() == Level::Error);
    let told = errors.map(|finding| match (&finding.help, finding.code) {
        (Some(help), Code::FeatureMissing) => format!("{}: {help}", finding.message),
        _ => finding.message.clone(),
    });
    PackageError::Rejected(told.collect())
}

/// Where the crate finds the runtime.
struct Runtime {
    /// The path, as the manifest says it.
    path: String,
    /// Set if the crate has the sources itself.
    is_vendored: bool,
}

impl Runtime {
    fn of(options: &PackageOptions, existing: Option<&Existing>) -> Result<Self, PackageError> {
        if let Some(path) = &options.runtime {
            place::check_runtime(path)?;
            let path = place::from_crate(&options.out, path)?;
            return Ok(Self { path, is_vendored: false });
        }
        let there = existing.and_then(|existing| existing.runtime.as_deref());
        // What an older compiler has written into the crate is not the runtime of this one.
        let was_vendored =
            there == Some(vendor::FOLDER) && sync::is_ours(&options.out, vendor::FOLDER);
        if options.vendor || was_vendored {
            return Ok(Self { path: vendor::FOLDER.to_owned(), is_vendored: true });
        }
        let path = there.ok_or(PackageError::NoRuntime)?.to_owned();
        Ok(Self { path, is_vendored: false })
    }

    fn vendored(&self) -> Result<Option<Files>, PackageError> {
        self.is_vendored.then(vendor::files).transpose()
    }
}

/// Returns a path as one word for messages and for a shell, quoted if necessary.
pub fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
