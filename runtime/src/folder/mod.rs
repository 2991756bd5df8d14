//! Folders that an operator names. Beside the platform's root certificates, nothing else is read
//! from a disk at run time.
//!
//! Anyone who can write into such a folder decides what is served. A caller cannot leave it: a path is checked
//! before the disk is asked, and its target is checked before anything is opened.

mod disk;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

#[cfg(test)]
pub(crate) use self::disk::tests::Scratch;
use crate::config::{Config, StartError};
use crate::log::Throttle;
use crate::problem::clip;
use crate::semaphore::Semaphore;
use crate::tables;

/// The number of threads that wait for the disk at the same time; further requests wait for their turn.
const AT_ONCE: usize = 8;
/// The number of requests that may wait.
const QUEUE: usize = 1000;

/// A folder whose files are served in the place of those that were compiled in.
#[derive(Debug)]
pub(crate) struct MountedFolder {
    variable: &'static str,
    /// As it was named, so that a link that is moved to another folder is followed.
    root: PathBuf,
    gate: Arc<Semaphore>,
    patience: Duration,
}

/// The reason that a folder cannot be read.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The queue of requests for the disk is full.
    Busy,
    /// The disk does not answer in time.
    Late,
    /// A file is larger than files may be.
    TooLarge,
    /// There are more files than may be listed.
    TooManyFiles,
    /// There are more directory entries than are read for a list.
    TooManyEntries,
    /// The system says no, for this reason.
    Unreadable(io::Error),
}

impl MountedFolder {
    /// The folder that the variable of `table` names; `None` when there is no value.
    pub(crate) fn resolve(
        table: &tables::Folder,
        config: &Config,
        error: &mut StartError,
    ) -> Option<Self> {
        let variable = table.variable;
        let given = config.get(variable).map(|text| text.trim_end_matches(['\r', '\n']));
        let Some(given) = given.filter(|text| !text.is_empty()) else {
            if table.files.is_none() && !config.mock {
                error.missing(variable, &format!("the folder with the files of {}", table.uri));
            }
            return None;
        };
        let way_out = match table.files {
            Some(_) => "name another, or leave it unset to serve what is compiled in",
            None => "create it, or name another",
        };
        let root = std::path::absolute(given).unwrap_or_else(|_| PathBuf::from(given));
        let files = match disk::list(&root) {
            Ok(files) => files.len(),
            Err(trouble) => {
                let (shown, what) = (clip(given, 256), trouble.at_start());
                error.wrong(format!("{variable}: \"{shown}\" {what}; {way_out}"));
                return None;
            }
        };
        tracing::info!("{} is served from {}: {files} files", table.uri, root.display());
        let gate = Semaphore::new(AT_ONCE, QUEUE);
        Some(Self { variable, root, gate, patience: config.limits.answer_timeout })
    }

    /// The variable that names it.
    pub(crate) fn variable(&self) -> &'static str {
        self.variable
    }

    /// Returns the path of the folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The paths of its files, sorted; none while it is not there.
    pub(crate) async fn list(&self) -> Result<Vec<String>, Trouble> {
        match self.ask(disk::list).await {
            Err(Trouble::Unreadable(error)) if disk::is_absence(&error) => {
                self.warn("the folder is gone");
                Ok(Vec::new())
            }
            other => other.inspect_err(|trouble| self.log(trouble)),
        }
    }

    /// The file at `path`, which comes from a caller; `None` when there is no such file.
    pub(crate) async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
        if !disk::is_path(path) {
            return Ok(None);
        }
        let path = path.to_owned();
        let found = self.ask(move |root| disk::read(root, &path)).await;
        found.inspect_err(|trouble| self.log(trouble))
    }

    /// Runs `work` where it may block.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let until = Instant::now() + self.patience;
        let permit = match self.gate.enter() {
            Some(permit) => permit,
            None => self.gate.wait(until).await.map_err(|_| Trouble::Busy)?,
        };
        let root = self.root.clone();
        // The thread keeps its place until the disk has answered, also when nobody waits any more.
        let working = spawn_blocking(move || {
            let done = work(&root);
            drop(permit);
            done
        });
        match timeout_at(until, working).await {
            Ok(Ok(done)) => done,
            Ok(Err(error)) => Err(Trouble::Unreadable(io::Error::other(error))),
            Err(_) => Err(Trouble::Late),
        }
    }

    /// Callers can ask for it as often as they like.
    fn warn(&self, sentence: &str) {
        static WARNED: Throttle = Throttle::new(10);
        if let Some(times) = WARNED.due() {
            tracing::warn!(times, "{}: {sentence}", self.variable);
        }
    }

    fn log(&self, trouble: &Trouble) {
        self.warn(&format!("{} cannot be read: {trouble:?}", self.root.display()));
    }
}

impl Trouble {
    /// The message for callers, which does not show the path of the folder.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Busy => "too many files are being read; try again later".to_owned(),
            Self::Late => "the file system does not answer".to_owned(),
            Self::TooLarge => format!("the file has more than {} bytes", disk::MOST_BYTES),
            Self::TooManyFiles => format!("there are more than {} files to list", disk::MOST_FILES),
            Self::TooManyEntries => {
                format!("there are more than {} directory entries to read", disk::MOST_ENTRIES)
            }
            Self::Unreadable(_) => "the file system refuses".to_owned(),
        }
    }

    fn at_start(&self) -> String {
        match self {
            Self::Unreadable(error) if disk::is_absence(error) => "is no folder".to_owned(),
            Self::Unreadable(error) => format!("cannot be read: {error}"),
            Self::TooManyFiles => format!("has more than {} files", disk::MOST_FILES),
            Self::TooManyEntries => {
                format!(
                    "has more than {} directory entries, hidden ones included",
                    disk::MOST_ENTRIES
                )
            }
            Self::Busy | Self::Late | Self::TooLarge => {
                format!("cannot be read: {}", self.sentence())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::thread::sleep;
    use std::time::Duration;

    use super::{MountedFolder, Scratch, Trouble};
    use crate::semaphore::Semaphore;

    fn folder(root: PathBuf, places: usize, patience: u64) -> MountedFolder {
        let (gate, patience) = (Semaphore::new(places, 1), Duration::from_millis(patience));
        MountedFolder { variable: "A_FOLDER", root, gate, patience }
    }

    #[test]
    fn a_disk_that_hangs_takes_no_more_than_its_places() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let root = Scratch::new();
            root.write("a.md", "a");
            let slow = folder(root.to_path_buf(), 1, 50);
            let hangs = |_: &std::path::Path| {
                sleep(Duration::from_millis(400));
                Ok(())
            };
            assert!(matches!(slow.ask(hangs).await, Err(Trouble::Late)));
            assert!(matches!(slow.read("a.md").await, Err(Trouble::Busy)), "its place is taken");
            // What no disk has to be asked for is answered all the same.
            assert!(matches!(slow.read("../a.md").await, Ok(None)));
            tokio::time::sleep(Duration::from_millis(500)).await;
            let found = slow.read("a.md").await.expect("the disk is back");
            assert_eq!(found.as_deref(), Some(&b"a"[..]));
        });
    }

    #[test]
    fn the_event_loop_goes_on_meanwhile() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let root = Scratch::new();
            let folder = folder(root.to_path_buf(), 8, 5_000);
            let waits = folder.ask(|_| {
                sleep(Duration::from_millis(300));
                Ok(())
            });
            let others = async {
                for _ in 0..10 {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            let first = crate::race::race(waits, others).await;
            assert!(matches!(first, crate::race::First::Right(())), "the thread was blocked");
        });
        crate::lifecycle::end(runtime);
    }

    #[test]
    fn the_limit_that_was_hit_is_named() {
        for (trouble, sentence, at_start) in [
            (
                Trouble::TooManyFiles,
                "there are more than 1000 files to list",
                "has more than 1000 files",
            ),
            (
                Trouble::TooManyEntries,
                "there are more than 10000 directory entries to read",
                "has more than 10000 directory entries, hidden ones included",
            ),
        ] {
            assert_eq!(trouble.sentence(), sentence);
            assert_eq!(trouble.at_start(), at_start);
        }
    }
}
