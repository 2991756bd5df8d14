//! Places for the files of programs that run, while cargo writes the next one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is older was left by somebody who could not clear up.
const OLD: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// A folder of this process; gone when the command is.
pub(super) struct Copies {
    folder: PathBuf,
    number: usize,
}

impl Copies {
    pub(super) fn below(all: &Path) -> io::Result<Self> {
        clear(all);
        let folder = all.join(std::process::id().to_string());
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, number: 0 })
    }

    /// Two files take turns: one serves, and the other has served before.
    pub(super) fn next(&mut self) -> PathBuf {
        self.number = (self.number + 1) % 2;
        self.folder.join(format!("program-{}{}", self.number, std::env::consts::EXE_SUFFIX))
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn clear(all: &Path) {
    for entry in fs::read_dir(all).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|found| found.modified());
        let is_old = modified.is_ok_and(|then| then.elapsed().is_ok_and(|age| age > OLD));
        if is_old {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
