//! Errors of writing a crate.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::sync::SyncError;

/// Error of writing a crate.
#[derive(Debug)]
pub enum PackageError {
    /// A document is rejected, or two have the same name; `check` says why.
    Rejected(Vec<String>),
    /// The name cannot be that of a crate.
    Name(String),
    /// The name is taken, by what is said.
    NameTaken(String, &'static str),
    /// The crate that is there has another name than the one that was asked for.
    NameDiffers {
        /// The folder of the crate.
        out: PathBuf,
        /// Its name.
        there: String,
        /// The name that was asked for.
        asked: String,
    },
    /// Nothing says where the runtime is.
    NoRuntime,
    /// The folder is not that of the runtime, for the reason that is said.
    Runtime(PathBuf, String),
    /// A file or folder could not be read.
    Io(PathBuf, io::Error),
    /// The crate could not be written.
    Sync(SyncError),
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(messages) => write!(f, "nothing was written: {}", messages.join("; ")),
            Self::Name(name) => write!(
                f,
                "`{name}` cannot be the name of a crate: use up to 64 letters, digits, `-` and `_`, begin with a letter, and name it with `--name`"
            ),
            Self::NameTaken(name, by) => {
                write!(f, "`{name}` cannot be the name of the crate, since it is that of {by}: choose another with `--name`")
            }
            Self::NameDiffers { out, there, asked } => write!(
                f,
                "the crate in {} is called `{there}`, not `{asked}`, and nothing was written: leave `--name` out to keep its name, or write `{asked}` into another folder",
                out.display()
            ),
            Self::NoRuntime => f.write_str(
                "nothing says where the crate finds `naftiko-runtime`: `--vendor` writes its sources into the crate, and `--runtime PATH` names a folder that has them",
            ),
            Self::Runtime(path, problem) => {
                write!(f, "{} is not the folder of `naftiko-runtime`: {problem}", path.display())
            }
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Sync(error) => error.fmt(f),
        }
    }
}

impl From<SyncError> for PackageError {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}

impl std::error::Error for PackageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Sync(error) => Some(error),
            _ => None,
        }
    }
}
