//! The way from a crate to the runtime.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::PackageError;
use super::manifest::package_of;

/// Checks that a folder has the runtime that this compiler writes for.
pub(super) fn check_runtime(path: &Path) -> Result<(), PackageError> {
    let manifest = path.join("Cargo.toml");
    let text = crate::disk::open_regular(&manifest).and_then(io::read_to_string);
    let text = text.map_err(|error| PackageError::Io(manifest, error))?;
    let wrong = |problem: String| Err(PackageError::Runtime(path.to_owned(), problem));
    let ours = env!("CARGO_PKG_VERSION");
    match package_of(&text) {
        Some((name, version)) if name == "naftiko-runtime" => match version {
            Some(version) if version != ours => {
                wrong(format!("it has the version {version}, and this compiler writes for {ours}"))
            }
            _ => Ok(()),
        },
        Some((name, _)) => wrong(format!("there is the crate `{name}`")),
        None => wrong("its Cargo.toml names no package".to_owned()),
    }
}

/// A relative path stays one, from the folder of the crate.
pub(super) fn from_crate(out: &Path, path: &Path) -> Result<String, PackageError> {
    let at = |error| PackageError::Io(path.to_owned(), error);
    let real = fs::canonicalize(path).map_err(at)?;
    if path.is_absolute() {
        return text(path);
    }
    let from = plain(out).map_err(at)?;
    let to = plain(path).map_err(at)?;
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let mut relative: PathBuf =
        from.components().skip(shared).map(|_| Component::ParentDir).collect();
    relative.extend(to.components().skip(shared));
    // A link on the way may lead elsewhere; what is certain is where the folder really is.
    let is_there = fs::canonicalize(&from).map_or(true, |from| {
        fs::canonicalize(from.join(&relative)).is_ok_and(|found| found == real)
    });
    text(if is_there { &relative } else { &real })
}

/// An absolute path without `.` and `..`, as cargo understands it.
fn plain(path: &Path) -> io::Result<PathBuf> {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Ok(plain)
}

fn text(path: &Path) -> Result<String, PackageError> {
    match path.to_str() {
        Some(text) => Ok(text.replace('\\', "/")),
        None => Err(PackageError::Runtime(path.to_owned(), "its path is no text".to_owned())),
    }
}
