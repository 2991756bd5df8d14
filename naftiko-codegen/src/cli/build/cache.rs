//! The folder in which crates are written and built that nobody asked to see.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::package;
use naftiko_codegen::text::Source;
use sha2::{Digest as _, Sha256};

/// Names another folder.
pub(in crate::cli) const VARIABLE: &str = "NAFTIKO_CACHE";

/// Everything in it can be made again.
pub(in crate::cli) struct Cache(PathBuf);

impl Cache {
    /// Makes the folder when it does not exist.
    pub(in crate::cli) fn open() -> Result<Self, String> {
        let folder = folder().ok_or_else(|| {
            format!(
                "there is no folder for what is built: set {VARIABLE} to one that can be written to"
            )
        })?;
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        make(&folder)?;
        Ok(Self(folder))
    }

    /// The folder of the runtime that this compiler writes for; written when it is not there.
    pub(super) fn runtime(&self) -> Result<PathBuf, String> {
        let folder = self.0.join("runtime").join(package::runtime_hash());
        package::write_runtime(&folder).map_err(|error| format!("{error}"))
    }

    /// The folder of the crate for documents, the same for the same files and the same name.
    pub(super) fn crate_for(&self, sources: &[Source], name: Option<&str>) -> PathBuf {
        let mut hash = Sha256::new();
        for source in sources {
            let name = Path::new(source.name());
            let path = fs::canonicalize(name).unwrap_or_else(|_| name.to_owned());
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update([0]);
        }
        hash.update(name.unwrap_or_default());
        let hash: String =
            hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        self.0.join("crates").join(hash)
    }

    /// Programs that run while the next one is built.
    pub(super) fn running(&self) -> PathBuf {
        self.0.join("running")
    }

    /// What cargo keeps between builds. All crates share it, so that what they stand on is built once.
    pub(super) fn builds(&self) -> PathBuf {
        self.0.join("build")
    }
}

fn make(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                format!("; {VARIABLE} names another folder for what is built")
            }
            _ => String::new(),
        };
        format!("{}: {error}{hint}", folder.display())
    })
}

/// Where a system has what programs can make again.
fn folder() -> Option<PathBuf> {
    let set =
        |name| env::var_os(name).map(PathBuf::from).filter(|path| !path.as_os_str().is_empty());
    if let Some(own) = set(VARIABLE) {
        return Some(own);
    }
    let caches = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_vendor = "apple") {
        env::home_dir().map(|home| home.join("Library/Caches"))
    } else {
        let named = set("XDG_CACHE_HOME").filter(|path| path.is_absolute());
        named.or_else(|| env::home_dir().map(|home| home.join(".cache")))
    };
    caches.map(|caches| caches.join("naftiko"))
}
