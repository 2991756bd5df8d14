//! What files say at one moment. Contents are compared, since editors and file systems treat times as they please.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use naftiko_codegen::disk;
use sha2::{Digest as _, Sha256};

use crate::cli::input::{Input, expand};

/// Files by path, with a hash of each that can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot(BTreeMap<PathBuf, Option<[u8; 32]>>);

impl Snapshot {
    /// The documents of a command, folders looked through again, and the files they name.
    pub(super) fn of(paths: &[PathBuf], attachments: &[PathBuf]) -> Self {
        let mut files = BTreeMap::new();
        // What is gone for a moment, while an editor saves, is back in the next one.
        for input in expand(paths).unwrap_or_default() {
            if let Input::File(path) = input {
                let hash = hash(&path);
                files.insert(path, hash);
            }
        }
        for path in attachments {
            add(path, &mut files);
        }
        Self(files)
    }
}

/// An attachment is a file, or a folder with all that is in it.
fn add(path: &Path, files: &mut BTreeMap<PathBuf, Option<[u8; 32]>>) {
    match fs::read_dir(path) {
        Ok(entries) => {
            for entry in entries.flatten() {
                add(&entry.path(), files);
            }
        }
        Err(_) => {
            files.insert(path.to_owned(), hash(path));
        }
    }
}

fn hash(path: &Path) -> Option<[u8; 32]> {
    let read = || -> io::Result<[u8; 32]> {
        let mut bytes = Vec::new();
        disk::open_regular(path)?.read_to_end(&mut bytes)?;
        Ok(Sha256::digest(&bytes).into())
    };
    read().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;

    use super::Snapshot;

    #[test]
    fn contents_count() -> io::Result<()> {
        let folder = std::env::temp_dir().join(format!("naftiko-snapshot-{}", std::process::id()));
        fs::create_dir_all(folder.join("texts"))?;
        let document = folder.join("a.yaml");
        fs::write(&document, "a")?;
        let (paths, named) = ([folder.clone()], [folder.join("texts")]);
        let first = Snapshot::of(&paths, &named);
        fs::write(&document, "a")?;
        assert_eq!(Snapshot::of(&paths, &named), first);
        fs::write(&document, "b")?;
        let second = Snapshot::of(&paths, &named);
        assert_ne!(second, first);
        fs::write(folder.join("texts/one.txt"), "1")?;
        let third = Snapshot::of(&paths, &named);
        assert_ne!(third, second);
        fs::write(folder.join("b.yaml"), "")?;
        assert_ne!(Snapshot::of(&paths, &named), third);
        fs::remove_dir_all(&folder)?;
        assert_eq!(Snapshot::of(&paths, &[]), Snapshot::default());
        Ok(())
    }
}
