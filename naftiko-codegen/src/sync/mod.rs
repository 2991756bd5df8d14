//! The only code that writes generated files, and what it promises.
//!
//! * It owns what it wrote: a marker among the sources has a hash for each file. Anything else in the
//!   way is an error that names it; [`Tree::force`] overwrites such files, and never removes one that is
//!   somebody else's. Links are not followed, and only files are opened.
//! * A run that fails leaves what was there, unless it says that the files were written: then all of them
//!   are, and something is left of what they replace. One that is killed leaves whole files: everything is written
//!   beside, then manifest, versions and README are renamed, and last the folder of the sources, which
//!   the marker is in, is exchanged in one step. Where a file system cannot do that, files are renamed one
//!   by one, the marker last. The next run knows what is its own by what the stage records, goes on from
//!   there, and takes away what is left over.
//! * Of two runs at once the second waits for the first.
//! * What does not differ keeps its time stamp.

mod error;
#[cfg(test)]
mod killed;
mod marker;
mod stage;
mod survey;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

pub use self::error::{Obstacle, Reason, SyncError};
use self::marker::Marker;
use self::stage::Stage;
use self::survey::{Records, Survey, survey};
use crate::Files;

/// Files to write, and the folder to write them to.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    /// The folder that holds the folder of sources; made when it does not exist.
    pub root: &'a Path,
    /// The name of the folder of sources, such as `src`.
    pub folder: &'a str,
    /// The sources.
    pub files: &'a Files,
    /// Files beside the sources.
    pub beside: &'a [Beside<'a>],
    /// Overwrite files that were changed or are somebody else's.
    pub force: bool,
}

/// A file beside the sources, to which people add: once it was edited, it stays.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// Its name.
    pub name: &'a str,
    /// Initial content.
    pub text: &'a str,
    /// Nothing works without it, so that one of somebody else is in the way.
    pub is_vital: bool,
}

/// Result of a run: its files, by what happened to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were made or replaced.
    pub changed: Vec<PathBuf>,
    /// Files of an earlier run that are not generated any more.
    pub removed: Vec<PathBuf>,
    /// Edited files that would be different now, and were left as they are.
    pub kept: Vec<PathBuf>,
}

/// Files below `root` that are missing, differ, or should not be there; the marker is one of them.
///
/// # Errors
///
/// When a file or folder that is there cannot be read.
pub fn stale(root: &Path, files: &Files) -> Result<Vec<PathBuf>, SyncError> {
    let (parent, folder) = split(root)?;
    let tree = Tree { root: &parent, folder: &folder, files, beside: &[], force: false };
    let found = survey(&tree, &parent, &tree.records(&parent))?;
    let mut stale: Vec<PathBuf> =
        found.changed.iter().chain(&found.obsolete).map(|name| tree.shown(name)).collect();
    stale.extend(found.obstacles.into_iter().map(|one| one.path));
    if stale.is_empty() && found.marker_differs {
        stale.push(tree.shown(&tree.marker_path()));
    }
    stale.sort();
    Ok(stale)
}

/// Makes the sources below `root` equal to `files`; says which had to change.
///
/// # Errors
///
/// See [`write()`].
pub fn sync(root: &Path, files: &Files, force: bool) -> Result<Written, SyncError> {
    let (parent, folder) = split(root)?;
    write(&Tree { root: &parent, folder: &folder, files, beside: &[], force })
}

/// Writes a tree.
///
/// # Errors
///
/// When something that was not written by this compiler is in the way, or a file cannot be read or
/// written. Then what was there is there, but for [`SyncError::LeftOver`].
pub fn write(tree: &Tree<'_>) -> Result<Written, SyncError> {
    write_when(tree, |_| Ok(()))
}

/// Whether a tree could be written.
///
/// # Errors
///
/// When something is in the way, or a file cannot be read.
pub(crate) fn unobstructed(tree: &Tree<'_>) -> Result<(), SyncError> {
    let root = absolute(tree.root).map_err(SyncError::at(tree.root))?;
    let found = survey(tree, &root, &tree.records(&root))?;
    if found.obstacles.is_empty() { Ok(()) } else { Err(SyncError::InTheWay(found.obstacles)) }
}

/// Writes a tree, unless `accepts` returns an error. It is told which files are written, when nothing is in the way.
pub(crate) fn write_when<E: From<SyncError>>(
    tree: &Tree<'_>,
    accepts: impl FnOnce(&BTreeSet<String>) -> Result<(), E>,
) -> Result<Written, E> {
    let root = absolute(tree.root).map_err(SyncError::at(tree.root))?;
    let (Some(parent), Some(_)) = (root.parent(), root.file_name()) else {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "a crate cannot be written here");
        return Err(SyncError::Io(root, error).into());
    };
    if let Some(found) = fs::symlink_metadata(&root).ok().filter(|found| !found.is_dir()) {
        let reason = Reason::Kind(crate::disk::kind(found.file_type()));
        let obstacle = Obstacle { path: tree.root.to_owned(), reason };
        return Err(SyncError::InTheWay(vec![obstacle]).into());
    }
    fs::create_dir_all(parent).map_err(SyncError::at(parent))?;
    let _lock = lock(parent);
    let records = tree.records(&root);
    let found = survey(tree, &root, &records)?;
    if !found.obstacles.is_empty() {
        return Err(SyncError::InTheWay(found.obstacles).into());
    }
    accepts(&found.changed)?;
    let is_same = found.changed.is_empty() && found.obsolete.is_empty() && !found.marker_differs;
    for left in Stage::places(tree, &root) {
        left.clear(&root, tree, &records, &found.forced)?;
        if is_same {
            left.remove()?;
        }
    }
    if !is_same {
        Stage::of(tree, &root).write(&root, tree, &found, &records)?;
    }
    Ok(tree.written(&found))
}

/// Returns `true` if this compiler has written the sources in `folder` below `root`.
pub(crate) fn is_ours(root: &Path, folder: &str) -> bool {
    let folder = root.join(folder);
    let library = crate::disk::open_regular(&folder.join("lib.rs"));
    let mut first = vec![0; survey::GENERATED.len()];
    read_marker(&folder.join(marker::NAME)).is_some()
        || library
            .and_then(|mut file| file.read_exact(&mut first))
            .is_ok_and(|()| first == survey::GENERATED)
}

// === impl Written ===

impl Written {
    /// Adds what happened to further files.
    pub(crate) fn extend(&mut self, more: Self) {
        let Self { changed, removed, kept } = more;
        self.changed.extend(changed);
        self.removed.extend(removed);
        self.kept.extend(kept);
    }
}

// === impl Tree ===

impl Tree<'_> {
    fn marker_path(&self) -> String {
        format!("{}/{}", self.folder, marker::NAME)
    }

    /// A path as the user would write it.
    fn shown(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Reads the records of earlier runs, interrupted ones included.
    fn records(&self, root: &Path) -> Records {
        let own = read_marker(&root.join(self.marker_path()));
        let by_first_line = own.is_none();
        let mut marker = own.unwrap_or_default();
        for left in Stage::places(self, root) {
            marker.merge(left.records(self));
        }
        Records { marker, by_first_line }
    }

    fn written(&self, found: &Survey) -> Written {
        let shown = |names: &std::collections::BTreeSet<String>| {
            names.iter().map(|name| self.shown(name)).collect()
        };
        Written {
            changed: shown(&found.changed),
            removed: shown(&found.obsolete),
            kept: shown(&found.kept),
        }
    }
}

/// A marker, where a file is one.
fn read_marker(path: &Path) -> Option<Marker> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    let text = is_file.then(|| fs::read_to_string(path).ok()).flatten()?;
    Some(Marker::parse(&text))
}

/// Returns the canonical path; the absolute path, links unresolved, if it does not exist.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(path),
        found => found,
    }
}

/// A folder of sources, as the folder it is in and its name.
fn split(root: &Path) -> Result<(PathBuf, String), SyncError> {
    let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty());
    let name = root.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let error = || io::Error::new(io::ErrorKind::InvalidInput, "the folder needs a name");
    let name = name.ok_or_else(error).map_err(SyncError::at(root))?;
    Ok((parent.unwrap_or(Path::new(".")).to_owned(), name))
}

/// Keeps other runs waiting until it is dropped. A folder is locked rather than a file, so that
/// nothing is left behind; where that cannot be done, runs are on their own.
fn lock(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok()?;
    Some(folder)
}
