//! The commands of the program, with what it has to know of the documents' folders.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::build::CACHE;
use crate::cli::documents::Accepted;

/// How the program is called.
#[derive(Clone, Default)]
pub(super) struct Calling {
    mock: bool,
    /// Variables that name files of binds, which the program would look for where it is called.
    files: Vec<(String, PathBuf)>,
}

impl Calling {
    pub(super) fn of(accepted: &[Accepted], mock: bool) -> Self {
        let files = accepted.iter().flat_map(|one| one.bind_files.clone());
        // Whoever has named one means that.
        let files =
            files.filter(|(name, _)| env::var_os(name).is_none_or(|value| value.is_empty()));
        Self { mock, files: files.collect() }
    }

    /// The command that checks what it is given.
    pub(super) fn checking(&self, program: &Path) -> Command {
        self.command(program, "check")
    }

    /// The command that serves.
    pub(super) fn serving(&self, program: &Path) -> Command {
        let mut command = self.command(program, "serve");
        if self.mock {
            command.arg("--mock");
        }
        command
    }

    fn command(&self, program: &Path, name: &str) -> Command {
        let mut command = Command::new(program);
        command.arg(name).envs(self.files.iter().map(|(name, path)| (name, path)));
        // It would say that nothing reads it.
        command.env_remove(CACHE);
        command
    }
}
