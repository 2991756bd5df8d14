//! Access to the disk, which blocks.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::Trouble;

/// The most bytes one file can have, as for files that are compiled in.
pub(super) const MOST_BYTES: u64 = 1 << 20;
/// The most files that are listed, as for a folder that is compiled in.
pub(super) const MOST_FILES: usize = 1000;
/// The most directory entries that are read for such a list, with those that are not served.
pub(super) const MOST_ENTRIES: usize = 10 * MOST_FILES;
/// The longest path of a file below its folder, in bytes.
const LONGEST: usize = 1024;

/// Returns `true` if `path` can be that of a file: names with slashes between them.
pub(super) fn is_path(path: &str) -> bool {
    path.len() <= LONGEST && path.split('/').all(is_name)
}

/// A name that is the same in a URI. A name that begins with a dot is private; that leaves out the steps `.`
/// and `..` too.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// The paths of all files below `root`, sorted.
pub(super) fn list(root: &Path) -> Result<Vec<String>, Trouble> {
    let root = root.canonicalize().map_err(Trouble::Unreadable)?;
    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut open = vec![(root.clone(), String::new())];
    while let Some((folder, before)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            // It went away since its own folder was read.
            Err(error) if is_absence(&error) && folder != root => continue,
            Err(error) => return Err(Trouble::Unreadable(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Trouble::Unreadable)?;
            looked_at += 1;
            if looked_at > MOST_ENTRIES {
                return Err(Trouble::TooManyEntries);
            }
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| is_name(name)) else { continue };
            let path = format!("{before}{name}");
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                open.push((entry.path(), format!("{path}/")));
            } else if is_path(&path) && (kind.is_file() || leads_to_file(&entry.path(), &root)) {
                if found.len() == MOST_FILES {
                    return Err(Trouble::TooManyFiles);
                }
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The file at `path` below `root`; `None` when there is none.
pub(super) fn read(root: &Path, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
    match open(root, path) {
        Ok(Some(file)) => {
            let mut bytes = Vec::new();
            let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes);
            read.map_err(Trouble::Unreadable)?;
            if bytes.len() as u64 > MOST_BYTES {
                return Err(Trouble::TooLarge);
            }
            Ok(Some(bytes))
        }
        Ok(None) => Ok(None),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(Trouble::Unreadable(error)),
    }
}

fn open(root: &Path, path: &str) -> io::Result<Option<File>> {
    let root = root.canonicalize()?;
    let real = root.join(path).canonicalize()?;
    // To open a pipe would wait for somebody to write.
    if !real.starts_with(&root) || !fs::metadata(&real)?.is_file() {
        return Ok(None);
    }
    File::open(real).map(Some)
}

fn leads_to_file(link: &Path, root: &Path) -> bool {
    link.canonicalize().is_ok_and(|real| real.starts_with(root) && real.is_file())
}

/// Returns `true` if an error says that something is not there, or not what its path says.
pub(super) fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename)
}

#[cfg(test)]
pub(super) mod tests;
