//! The only code that writes generated files: what differs is replaced by renaming, what is gone is
//! removed, everything else keeps its time stamp.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Files;

/// Files below `root` that are missing, differ, or should not be there.
///
/// # Errors
///
/// When a file or folder that is there cannot be read.
pub fn stale(root: &Path, files: &Files) -> io::Result<Vec<PathBuf>> {
    let mut stale: Vec<PathBuf> = Vec::new();
    for (path, text) in files {
        let path = root.join(path);
        match fs::read(&path) {
            Ok(found) if normalised(&found) == text.as_bytes() => {}
            Ok(_) => stale.push(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => stale.push(path),
            Err(error) => return Err(error),
        }
    }
    stale.extend(superfluous(root, files)?);
    Ok(stale)
}

/// Makes the `.rs` files below `root` equal to `files`; says which had to change.
///
/// # Errors
///
/// When a file cannot be read, written or removed; what was changed before stays changed.
pub fn sync(root: &Path, files: &Files) -> io::Result<Vec<PathBuf>> {
    let stale = stale(root, files)?;
    let expected: BTreeMap<PathBuf, &String> =
        files.iter().map(|(path, text)| (root.join(path), text)).collect();
    for path in &stale {
        match expected.get(path) {
            Some(text) => replace(path, text)?,
            None => fs::remove_file(path)?,
        }
    }
    remove_empty_folders(root)?;
    Ok(stale)
}

/// A checkout may have turned line ends around.
fn normalised(found: &[u8]) -> Vec<u8> {
    if found.contains(&b'\r') {
        return String::from_utf8_lossy(found).replace("\r\n", "\n").into_bytes();
    }
    found.to_vec()
}

/// Two builds may write at once; each renames a file of its own into place.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = path.with_extension(format!("rs.{}.tmp", std::process::id()));
    fs::write(&temporary, text)?;
    fs::rename(&temporary, path).inspect_err(|_| {
        // The error that matters is the one of the rename.
        let _ = fs::remove_file(&temporary);
    })
}

fn superfluous(root: &Path, files: &Files) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if root.is_dir() {
        walk(root, &mut |path| {
            let relative = path.strip_prefix(root).unwrap_or(path);
            let name = relative.components().map(|part| part.as_os_str().to_string_lossy());
            let name = name.collect::<Vec<_>>().join("/");
            if path.extension().is_some_and(|extension| extension == "rs")
                && !files.contains_key(&name)
            {
                found.push(path.to_owned());
            }
        })?;
    }
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), visit)?;
        } else {
            visit(&entry.path());
        }
    }
    Ok(())
}

fn remove_empty_folders(root: &Path) -> io::Result<()> {
    if !root.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty_folders(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}
