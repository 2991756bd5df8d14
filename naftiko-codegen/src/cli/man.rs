//! `naftiko man`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;

use super::{Cli, Exit, complain, print};

#[derive(Args)]
#[command(after_help = "\
Examples:
  naftiko man | man -l -
  naftiko man ~/.local/share/man/man1")]
pub(super) struct ManArguments {
    /// Folder for a page of each command; without it, the page of naftiko is printed
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(arguments: &ManArguments) -> Exit {
    let Some(folder) = &arguments.folder else {
        let mut page = Vec::new();
        // Writing to memory cannot fail.
        let _ = Man::new(Cli::command()).render(&mut page);
        return print(&String::from_utf8_lossy(&page));
    };
    match write(folder) {
        Ok(()) => print(&format!("wrote the pages to {}\n", folder.display())),
        Err(problem) => {
            complain(format_args!("{}: {problem}", folder.display()));
            Exit::Misuse
        }
    }
}

fn write(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
}
