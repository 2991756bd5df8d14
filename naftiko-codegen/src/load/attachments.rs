//! Files that a document names and that become part of the program.
//!
//! Only what lies below the document's own folder is read, wherever links lead: a document from
//! somebody else must not be able to carry other files of the machine into a binary.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::location::{path_of, within};
use crate::disk;

/// The most bytes one file can have.
const MOST_BYTES: u64 = 1 << 20;
/// The most files one folder can have.
const MOST_FILES: usize = 1000;

/// The files around one document.
#[derive(Clone, Debug)]
pub(super) struct Attachments {
    folder: PathBuf,
    /// Files and folders that were read, to watch for changes.
    read: Vec<PathBuf>,
    /// SHA-256 of each name and each content, in the order of reading.
    digests: Vec<[u8; 32]>,
}

impl Attachments {
    /// The files of a folder; the empty path is where the process runs.
    pub(super) fn below(folder: &Path) -> Self {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Self { folder: folder.to_owned(), read: Vec::new(), digests: Vec::new() }
    }

    /// Everything that was looked at, files and folders.
    pub(super) fn into_read(self) -> Vec<PathBuf> {
        self.read
    }

    /// Remembers a path that was looked at.
    pub(super) fn note(&mut self, path: &Path) {
        if !path.as_os_str().is_empty() && !self.read.iter().any(|known| known == path) {
            self.read.push(path.to_owned());
        }
    }

    /// The file at `location`, as it is written in a file of `folder`, or the files below it.
    pub(super) fn read(
        &mut self,
        location: &str,
        folder: &Path,
    ) -> Result<Vec<(String, Vec<u8>)>, String> {
        let files = self.contents(location, folder)?;
        for (name, bytes) in &files {
            self.digests.push(Sha256::digest(name).into());
            self.digests.push(Sha256::digest(bytes).into());
        }
        Ok(files)
    }

    /// Returns the digests of the names and contents that were read, in the order of reading.
    pub(super) fn digests(&self) -> impl Iterator<Item = &[u8]> {
        self.digests.iter().map(<[u8; 32]>::as_slice)
    }

    fn contents(
        &mut self,
        location: &str,
        folder: &Path,
    ) -> Result<Vec<(String, Vec<u8>)>, String> {
        let path = self.resolve(location, folder)?;
        self.read.push(path.clone());
        if !path.is_dir() {
            return Ok(vec![(String::new(), bytes(&path)?)]);
        }
        let mut files = Vec::new();
        walk(&path, "", &mut files).map_err(|error| said(&path, &error))?;
        files.sort();
        let root = self.root()?;
        files
            .into_iter()
            .map(|(name, file)| {
                let real = file.canonicalize().map_err(|error| said(&file, &error))?;
                if !real.starts_with(&root) {
                    return Err(format!("`{name}` leads out of the folder of the document"));
                }
                Ok((name, bytes(&real)?))
            })
            .collect()
    }

    fn root(&self) -> Result<PathBuf, String> {
        self.folder.canonicalize().map_err(|error| said(&self.folder, &error))
    }

    fn resolve(&self, location: &str, folder: &Path) -> Result<PathBuf, String> {
        let path = path_of(location).ok_or("only `file:` locations can be compiled in")?;
        let path = within(folder, &path);
        let real = path.canonicalize().map_err(|error| said(&path, &error))?;
        if real.starts_with(self.root()?) {
            Ok(real)
        } else {
            Err(format!("`{location}` is not below the folder of the document"))
        }
    }
}

pub(super) fn said(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no `{}`", path.display()),
        _ => format!("`{}` cannot be read: {error}", path.display()),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    disk::open_regular(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| said(path, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("`{}` has more than {MOST_BYTES} bytes", path.display()));
    }
    Ok(bytes)
}

fn walk(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let own = entry.file_name().to_string_lossy().into_owned();
        if own.starts_with('.') {
            continue;
        }
        let name = if name.is_empty() { own } else { format!("{name}/{own}") };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &name, files)?;
        } else {
            files.push((name, entry.path()));
        }
        if files.len() > MOST_FILES {
            let message = format!("more than {MOST_FILES} files");
            return Err(io::Error::other(message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Attachments;

    #[test]
    fn only_what_lies_below_the_document_is_read() {
        let folder = "tests/findings".as_ref();
        let mut attachments = Attachments::below(folder);
        for (location, says) in [
            ("file:///etc/hostname", "not below"),
            ("../../Cargo.toml", "not below"),
            ("file:///./none.md", "there is no"),
            // The dot of a hidden file is part of its name.
            ("file:///.merge-key.yaml", "there is no `/.merge-key.yaml`"),
            ("https://x.example/a", "only `file:`"),
        ] {
            let problem = attachments.read(location, folder).err().unwrap_or_default();
            assert!(problem.contains(says), "{location}: {problem}");
        }
        let count = |found: Result<Vec<_>, String>| found.map_or(0, |files| files.len());
        assert_eq!(count(attachments.read("file:///./merge-key.yaml", folder)), 1);
        assert!(count(attachments.read("file://./", folder)) > 100);
    }

    #[test]
    fn what_is_hidden_in_a_folder_stays_there() -> std::io::Result<()> {
        let folder = std::env::temp_dir().join(format!("hidden-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("docs/.git"))?;
        for file in ["docs/a.md", "docs/.env", "docs/.git/config"] {
            std::fs::write(folder.join(file), file)?;
        }
        let found = Attachments::below(&folder).read("docs", &folder);
        assert_eq!(found, Ok(vec![("a.md".to_owned(), b"docs/a.md".to_vec())]));
        assert!(
            Attachments::below(&folder).read("docs/.env", &folder).is_ok(),
            "it is named itself"
        );
        std::fs::remove_dir_all(folder)
    }
}
