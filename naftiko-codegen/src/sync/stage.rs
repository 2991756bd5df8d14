//! Writing beside, and putting what was written in its place.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{Obstacle, Reason, SyncError};
use super::marker::{self, Marker};
use super::survey::{GENERATED, Records, Survey};
use super::{Tree, read_marker};

/// Name of the folder of new files, below the stage.
const NEW: &str = "new";
/// The marker of it, once it is complete, and of what interrupted runs had ready.
const READY: &str = "ready";
/// The marker of what interrupted runs had ready.
const EARLIER: &str = "earlier";
/// Name of the folder of files that a run replaces until it is over, below [`NEW`].
const REPLACED: &str = ".replaced";

/// A folder beside what it replaces, on the same disk.
pub(super) struct Stage(PathBuf);

/// Files that are in their place already, and what was there before.
pub(super) struct Moves {
    kept: PathBuf,
    done: Vec<(PathBuf, Option<PathBuf>)>,
}

impl Stage {
    /// Returns the stage of a new run: beside a crate that does not exist yet, inside one that does.
    pub(super) fn of(tree: &Tree<'_>, root: &Path) -> Self {
        if root.exists() { Self::inside(tree, root) } else { Self::beside(root) }
    }

    /// Returns the stages that earlier runs may have left.
    pub(super) fn places(tree: &Tree<'_>, root: &Path) -> [Self; 2] {
        [Self::beside(root), Self::inside(tree, root)]
    }

    fn beside(root: &Path) -> Self {
        let name = root.file_name().unwrap_or_default().to_string_lossy();
        Self(root.with_file_name(format!(".{name}.naftiko-stage")))
    }

    fn inside(tree: &Tree<'_>, root: &Path) -> Self {
        Self(root.join(format!(".{}.naftiko-stage", tree.folder)))
    }

    /// Returns the folder of new files, below the stage.
    pub(super) fn new_folder(&self) -> PathBuf {
        self.0.join(NEW)
    }

    /// Reads the record of files that interrupted runs may have put in place or taken away.
    pub(super) fn records(&self, tree: &Tree<'_>) -> Marker {
        let mut records = self.earlier();
        for place in [self.0.join(READY), self.0.join(NEW).join(tree.marker_path())] {
            records.merge(read_marker(&place).unwrap_or_default());
        }
        records
    }

    fn earlier(&self) -> Marker {
        read_marker(&self.0.join(EARLIER)).unwrap_or_default()
    }

    // === Writing ===

    /// Writes everything, then puts it in its place. An error before that leaves nothing; one after it
    /// is [`SyncError::LeftOver`].
    pub(super) fn write(
        &self,
        root: &Path,
        tree: &Tree<'_>,
        found: &Survey,
        records: &Records,
    ) -> Result<(), SyncError> {
        let can_exchange = self.prepare(root, tree, found).inspect_err(|_| self.give_up())?;
        if !root.exists() {
            let put = fs::rename(self.new_folder(), root).map_err(SyncError::at(root));
            put.inspect_err(|_| self.give_up())?;
            return self.remove().map_err(SyncError::left_over);
        }
        self.put(root, tree, found, records, can_exchange)
    }

    /// Puts what is written in its place, and takes away what it replaces.
    pub(super) fn put(
        &self,
        root: &Path,
        tree: &Tree<'_>,
        found: &Survey,
        records: &Records,
        can_exchange: bool,
    ) -> Result<(), SyncError> {
        let new = self.new_folder();
        let mut moves = Moves::new(&new);
        let put = put_all(root, &new, tree, found, can_exchange, &mut moves);
        put.inspect_err(|_| {
            moves.take_back();
            self.give_up();
        })?;
        let replaced = found.forced.union(&found.obsolete).cloned().collect();
        let cleared = self.clear(root, tree, records, &replaced).and_then(|()| self.remove());
        cleared.map_err(SyncError::left_over)
    }

    /// Nothing was put in its place; what interrupted runs had ready is still to be known.
    pub(super) fn give_up(&self) {
        // The error that matters is the one before.
        let _ = fs::remove_dir_all(self.new_folder());
        let _ = fs::remove_file(self.0.join(READY));
        let _ = fs::remove_dir(&self.0);
    }

    /// Writes the new files. Returns `true` if their folder of sources is complete, foreign files included.
    pub(super) fn prepare(
        &self,
        root: &Path,
        tree: &Tree<'_>,
        found: &Survey,
    ) -> Result<bool, SyncError> {
        let new = self.new_folder();
        let folder = new.join(tree.folder);
        fs::create_dir_all(&folder).map_err(SyncError::at(&self.0))?;
        let mut is_complete = true;
        for (path, text) in tree.files {
            let name = format!("{}/{path}", tree.folder);
            let target = new.join(&name);
            make_folder_of(&target)?;
            if found.changed.contains(&name) {
                fs::write(&target, text).map_err(SyncError::at(&target))?;
            } else {
                // The same file under another name keeps its time stamp.
                is_complete &= fs::hard_link(root.join(&name), &target).is_ok();
            }
        }
        for name in &found.foreign {
            let (from, target) = (root.join(name), new.join(name));
            make_folder_of(&target)?;
            let is_folder = fs::symlink_metadata(&from).is_ok_and(|found| found.is_dir());
            is_complete &= if is_folder {
                fs::create_dir_all(&target).is_ok()
            } else {
                fs::hard_link(&from, &target).is_ok()
            };
        }
        for beside in tree.beside.iter().filter(|one| found.changed.contains(one.name)) {
            let target = new.join(beside.name);
            fs::write(&target, beside.text).map_err(SyncError::at(&target))?;
        }
        let marker = new.join(tree.marker_path());
        fs::write(&marker, found.marker.text()).map_err(SyncError::at(&marker))?;
        copy_permissions(root, &new, tree.folder, &found.foreign);
        let mut known = self.earlier();
        known.merge(found.marker.clone());
        let ready = self.0.join(READY);
        fs::write(&ready, known.text()).map_err(SyncError::at(&ready))?;
        Ok(is_complete)
    }

    // === Taking away ===

    /// Empties the stage of this or an earlier run. What is in it and belongs to somebody else goes
    /// back to its place; what was ready stays known, until the next run is through.
    pub(super) fn clear(
        &self,
        root: &Path,
        tree: &Tree<'_>,
        records: &Records,
        replaced: &BTreeSet<String>,
    ) -> Result<(), SyncError> {
        match fs::symlink_metadata(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(SyncError::Io(self.0.clone(), error)),
            Ok(found) if !found.is_dir() => {
                return Err(in_the_way(self.0.clone(), crate::disk::kind(found.file_type())));
            }
            Ok(_) => {}
        }
        for entry in fs::read_dir(&self.0).map_err(SyncError::at(&self.0))? {
            let entry = entry.map_err(SyncError::at(&self.0))?;
            if ![NEW, READY, EARLIER].iter().any(|known| entry.file_name() == *known) {
                return Err(in_the_way(entry.path(), "not part of an interrupted run"));
            }
        }
        let (new, ready) = (self.0.join(NEW), self.0.join(READY));
        // Before it was ready, nothing of others can have come here but under a second name.
        let was_ready = ready.exists();
        if was_ready {
            self.rescue(root, tree, records, replaced)?;
        }
        if new.exists() {
            fs::remove_dir_all(&new).map_err(SyncError::at(&new))?;
        }
        if was_ready {
            fs::rename(&ready, self.0.join(EARLIER)).map_err(SyncError::at(&ready))?;
        }
        Ok(())
    }

    /// Removes the stage, after it was cleared or everything of it was put in its place.
    pub(super) fn remove(&self) -> Result<(), SyncError> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(SyncError::Io(self.0.clone(), error))
            }
            _ => Ok(()),
        }
    }

    /// Puts back what somebody made or changed among the sources while they were exchanged.
    fn rescue(
        &self,
        root: &Path,
        tree: &Tree<'_>,
        records: &Records,
        replaced: &BTreeSet<String>,
    ) -> Result<(), SyncError> {
        let new = self.new_folder();
        let by_first_line = !new.join(tree.marker_path()).exists();
        let mut pending = vec![tree.folder.to_owned()];
        while let Some(folder) = pending.pop() {
            let path = new.join(&folder);
            let Ok(entries) = fs::read_dir(&path) else { continue };
            for entry in entries {
                let entry = entry.map_err(SyncError::at(&path))?;
                let found = entry.metadata().map_err(SyncError::at(&entry.path()))?;
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                let place = root.join(&name);
                let is_ours = || {
                    let bytes = fs::read(entry.path()).unwrap_or_default();
                    name.ends_with(marker::NAME)
                        || replaced.contains(&name)
                        || records.marker.wrote(&name, &bytes)
                        || (by_first_line && bytes.starts_with(GENERATED))
                };
                if found.is_dir() {
                    pending.push(name);
                } else if is_same(&found, &place) || (found.is_file() && is_ours()) {
                    // It goes with the stage.
                } else if fs::symlink_metadata(&place).is_err() {
                    make_folder_of(&place)?;
                    fs::rename(entry.path(), &place).map_err(SyncError::at(&place))?;
                } else {
                    return Err(in_the_way(entry.path(), "a file that another one has replaced"));
                }
            }
        }
        Ok(())
    }
}

fn in_the_way(path: PathBuf, kind: &'static str) -> SyncError {
    SyncError::InTheWay(vec![Obstacle { path, reason: Reason::Kind(kind) }])
}

fn make_folder_of(path: &Path) -> Result<(), SyncError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(SyncError::at(folder))
}

/// Folders that are there keep who may enter them.
fn copy_permissions(root: &Path, new: &Path, folder: &str, foreign: &BTreeSet<String>) {
    let above = |name: &'_ String| -> Vec<String> {
        let folders = Path::new(name).ancestors().filter_map(Path::to_str);
        folders.filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
    };
    let folders: BTreeSet<String> = foreign.iter().flat_map(above).collect();
    for name in std::iter::once(folder).chain(folders.iter().map(String::as_str)) {
        if let Ok(found) = fs::symlink_metadata(root.join(name))
            && found.is_dir()
        {
            let _ = fs::set_permissions(new.join(name), found.permissions());
        }
    }
}

/// Puts the files beside the sources in place one by one, then the sources with the marker, in one step if possible.
fn put_all(
    root: &Path,
    new: &Path,
    tree: &Tree<'_>,
    found: &Survey,
    can_exchange: bool,
    moves: &mut Moves,
) -> Result<(), SyncError> {
    for beside in tree.beside.iter().filter(|one| found.changed.contains(one.name)) {
        moves.put(&new.join(beside.name), root.join(beside.name))?;
    }
    let (folder, staged) = (root.join(tree.folder), new.join(tree.folder));
    if !folder.exists() {
        fs::rename(&staged, &folder).map_err(SyncError::at(&folder))
    } else if can_exchange && exchange(&staged, &folder) {
        Ok(())
    } else {
        in_place(root, new, tree, found, moves)
    }
}

/// One file after the other, the marker last.
fn in_place(
    root: &Path,
    new: &Path,
    tree: &Tree<'_>,
    found: &Survey,
    moves: &mut Moves,
) -> Result<(), SyncError> {
    let sources = format!("{}/", tree.folder);
    for name in found.changed.iter().filter(|name| name.starts_with(&sources)) {
        let path = root.join(name);
        make_folder_of(&path)?;
        moves.put(&new.join(name), path)?;
    }
    for name in &found.obsolete {
        moves.remove(root.join(name))?;
    }
    moves.put(&new.join(tree.marker_path()), root.join(tree.marker_path()))?;
    for name in &found.obsolete {
        // Only a folder that is empty goes.
        let path = root.join(name);
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != root);
        let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
    }
    Ok(())
}

// === impl Moves ===

impl Moves {
    pub(super) fn new(new: &Path) -> Self {
        Self { kept: new.join(REPLACED), done: Vec::new() }
    }

    /// Puts a file in its place. What was there stays until all are.
    pub(super) fn put(&mut self, staged: &Path, place: PathBuf) -> Result<(), SyncError> {
        let kept = self.next()?;
        let was_there = fs::symlink_metadata(&place).is_ok();
        if was_there {
            let linked = fs::hard_link(&place, &kept);
            // A file system that cannot exchange may not have second names either.
            linked.or_else(|_| fs::copy(&place, &kept).map(drop)).map_err(SyncError::at(&kept))?;
        }
        fs::rename(staged, &place).map_err(SyncError::at(&place))?;
        self.done.push((place, was_there.then_some(kept)));
        Ok(())
    }

    pub(super) fn remove(&mut self, place: PathBuf) -> Result<(), SyncError> {
        let kept = self.next()?;
        fs::rename(&place, &kept).map_err(SyncError::at(&place))?;
        self.done.push((place, Some(kept)));
        Ok(())
    }

    fn next(&self) -> Result<PathBuf, SyncError> {
        fs::create_dir_all(&self.kept).map_err(SyncError::at(&self.kept))?;
        Ok(self.kept.join(self.done.len().to_string()))
    }

    /// Makes everything what it was, the last first.
    pub(super) fn take_back(&mut self) {
        while let Some((place, kept)) = self.done.pop() {
            // The error that matters is the one before.
            let _ = match kept {
                Some(kept) => fs::rename(kept, place),
                None => fs::remove_file(place),
            };
        }
    }
}

/// Exchanges two folders in one step; `false` where that cannot be done.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Returns `true` if a file is the one at `path`, under another name.
#[cfg(unix)]
fn is_same(found: &fs::Metadata, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path)
        .is_ok_and(|other| (found.dev(), found.ino()) == (other.dev(), other.ino()))
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &Path) -> bool {
    false
}
