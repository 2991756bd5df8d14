//! Errors of comparing and writing a tree.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Error of comparing or writing a tree.
#[derive(Debug)]
pub enum SyncError {
    /// Files that were not written by this compiler stand where it would write.
    InTheWay(Vec<Obstacle>),
    /// A file or folder could not be read or written.
    Io(PathBuf, io::Error),
    /// All files are written, and what they replace could not be taken away, for this reason.
    LeftOver(Box<Self>),
}

/// Something that is not overwritten.
#[derive(Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Path of the entry.
    pub path: PathBuf,
    /// Reason for leaving it alone.
    pub reason: Reason,
}

/// Reason for not overwriting an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A file that was written by this compiler and changed since.
    Edited,
    /// A file that somebody else wrote.
    Foreign,
    /// A file without content, as a full disk leaves it.
    Empty,
    /// A link, a folder, a named pipe: what it is, in words.
    Kind(&'static str),
}

impl Reason {
    /// Returns `true` if `force` overwrites it: a file that stands where one is written.
    pub fn yields_to_force(self) -> bool {
        !matches!(self, Self::Kind(_))
    }
}

impl SyncError {
    /// For errors of the disk at `path`.
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::Io(path, error)
    }

    /// For errors after all files are in their place.
    pub(super) fn left_over(self) -> Self {
        Self::LeftOver(Box::new(self))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited => f.write_str("it was changed since it was generated"),
            Self::Foreign => f.write_str("it was not written by naftiko"),
            Self::Empty => f.write_str("it is empty, as an interrupted run leaves a file"),
            Self::Kind(kind) => write!(f, "it is {kind}, which is neither followed nor replaced"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl fmt::Display for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::InTheWay(obstacles) => {
                f.write_str("nothing was written, since there is something in the way:")?;
                obstacles.iter().try_for_each(|one| write!(f, "\n  {one}"))
            }
            Self::LeftOver(reason) => {
                f.write_str(
                    "the files were written, but what they replace could not be taken away:",
                )?;
                match &**reason {
                    Self::InTheWay(obstacles) => {
                        obstacles.iter().try_for_each(|one| write!(f, "\n  {one}"))
                    }
                    reason => write!(f, " {reason}"),
                }
            }
        }
    }
}

impl std::error::Error for SyncError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::LeftOver(reason) => Some(reason),
            Self::InTheWay(_) | Self::Io(..) => None,
        }
    }
}
