//! The crates of ours that a generated crate stands on, carried along as sources.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::error::PackageError;
use crate::Files;
use crate::encoding::hex;
use crate::sync::{self, Tree};

/// `naftiko-runtime` as it is published: manifest, README and sources, as a tar archive. `tests/vendored.rs` holds it to
/// the folder `runtime` of this repository, and writes it.
const RUNTIME: &[u8] = include_bytes!("../../vendored/naftiko-runtime.tar");
/// The folder of the runtime in a crate that has its sources; the archive has it too.
pub const FOLDER: &str = "naftiko-runtime";

/// Tells the runtime that this compiler writes for from any other.
pub fn runtime_hash() -> String {
    hex(&Sha256::digest(RUNTIME)[..8])
}

/// Writes the sources of the runtime below `folder`, which is this compiler's alone; returns the folder of the crate.
///
/// # Errors
///
/// When a file or folder cannot be written.
pub fn write_runtime(folder: &Path) -> Result<PathBuf, PackageError> {
    let files = files()?;
    sync::write(&Tree { root: folder, folder: FOLDER, files: &files, beside: &[], force: true })?;
    Ok(folder.join(FOLDER))
}

/// The files of the crate, by their path in it.
pub(super) fn files() -> Result<Files, PackageError> {
    unpack(RUNTIME).map_err(|error| PackageError::Io(PathBuf::from("naftiko-runtime.tar"), error))
}

fn unpack(archive: &[u8]) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.strip_prefix(FOLDER).map(Path::to_path_buf);
        let path = path.ok().and_then(|path| path.to_str().map(str::to_owned));
        let path = path.ok_or_else(|| io::Error::other("an entry has no name"))?;
        let mut text = String::new();
        entry.read_to_string(&mut text)?;
        files.insert(path, text);
    }
    Ok(files)
}
