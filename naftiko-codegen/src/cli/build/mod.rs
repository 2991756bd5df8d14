//! `naftiko build`, and the way from documents to a program that `serve` shares.

mod cache;
mod commit;
mod program;
mod toolchain;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

pub(super) use self::cache::VARIABLE as CACHE;
pub(super) use self::program::{Profile, Workshop};
use super::documents::DocumentArguments;
use super::progress::{tell, waited};
use super::{Exit, misuse};

#[derive(Args)]
#[command(after_help = "\
Examples:
  naftiko build weather/weather.yaml -o weather-server
  naftiko build specs -o fleet --static")]
pub(super) struct BuildArguments {
    #[command(flatten)]
    documents: DocumentArguments,
    /// File of the program; one that is there is replaced
    #[arg(short, long, value_name = "BIN")]
    output: PathBuf,
    #[command(flatten)]
    crates: CrateArguments,
    /// Link everything into the file, so that it runs in an image that has nothing else
    #[arg(long = "static")]
    is_static: bool,
}

/// How crates are built that nobody asked to see.
#[derive(Args, Clone)]
pub(super) struct CrateArguments {
    /// Name of the program; without it, that of the first document
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Use no network: what the program stands on has been downloaded before
    #[arg(long)]
    pub(super) offline: bool,
}

pub(super) fn run(arguments: &BuildArguments) -> Exit {
    let started = Instant::now();
    match built(arguments) {
        Ok(size) => {
            let output = arguments.output.display();
            let megabytes = size as f64 / 1e6;
            tell(
                "Built",
                format_args!("{output} ({megabytes:.1} MB) in {}", waited(started.elapsed())),
            );
            Exit::Done
        }
        Err(exit) => exit,
    }
}

fn built(arguments: &BuildArguments) -> Result<u64, Exit> {
    let BuildArguments { documents, output, crates, is_static } = arguments;
    place(output).map_err(misuse)?;
    let workshop = Workshop::open(crates.clone(), documents.keep_going).map_err(misuse)?;
    let accepted = documents.accepted()?;
    let profile = if *is_static { Profile::Static } else { Profile::Release };
    let program = workshop.program(&accepted, profile)?;
    install(&program, output).map_err(|error| misuse(format!("{}: {error}", output.display())))
}

/// What stands in the way of the program is told before minutes are spent on it.
fn place(output: &Path) -> Result<(), String> {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    if output.is_dir() {
        return Err(format!(
            "{} is a folder: `-o` names the file of the program",
            output.display()
        ));
    }
    match folder {
        Some(folder) if !folder.is_dir() => {
            Err(format!("{} is not there: make the folder first", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Copies a program beside its place and renames it there, so that one that runs is not disturbed.
fn install(program: &Path, output: &Path) -> io::Result<u64> {
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = output.with_file_name(name);
    let copied = fs::copy(program, &beside).and_then(|size| {
        fs::rename(&beside, output)?;
        Ok(size)
    });
    if copied.is_err() {
        let _ = fs::remove_file(&beside);
    }
    copied
}
