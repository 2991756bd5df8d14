//! `naftiko serve`.

mod calling;
mod child;
mod copies;
mod signals;
mod snapshot;
#[cfg(target_os = "linux")]
pub(super) mod tied;
mod watch;

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use clap::Args;

use self::calling::Calling;
use super::build::{CrateArguments, Profile, Workshop};
use super::documents::{Accepted, DocumentArguments};
use super::progress::{tell, waited};
use super::{Exit, complain, misuse};

#[derive(Args)]
#[command(after_help = "\
Examples:
  naftiko serve weather/weather.yaml --mock
  naftiko serve weather/weather.yaml --watch")]
pub(super) struct ServeArguments {
    #[command(flatten)]
    documents: DocumentArguments,
    /// Answer calls with the request that would have been sent; needs no secret and no upstream
    #[arg(long)]
    mock: bool,
    /// Compile and serve anew after each change; a mistake is shown, and what served goes on serving
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    crates: CrateArguments,
}

pub(super) fn run(arguments: &ServeArguments) -> Exit {
    let ServeArguments { documents, crates, .. } = arguments;
    if arguments.watch && documents.paths.iter().any(|path| path.as_os_str() == "-") {
        return misuse("stdin cannot be watched: name a file, or leave out `--watch`");
    }
    let workshop = match Workshop::open(crates.clone(), documents.keep_going) {
        Ok(workshop) => workshop,
        Err(problem) => return misuse(problem),
    };
    if arguments.watch {
        return watch::run(&workshop, documents, arguments.mock);
    }
    match built(&workshop, documents) {
        Ok((program, accepted)) => {
            become_program(Calling::of(&accepted, arguments.mock).serving(&program))
        }
        Err(exit) => exit,
    }
}

fn built(
    workshop: &Workshop,
    documents: &DocumentArguments,
) -> Result<(PathBuf, Vec<Accepted>), Exit> {
    let started = Instant::now();
    let accepted = to_serve(documents)?;
    let program = workshop.program(&accepted, Profile::Release)?;
    tell("Built", format_args!("the program in {}", waited(started.elapsed())));
    Ok((program, accepted))
}

/// Documents that there is something to serve of.
fn to_serve(documents: &DocumentArguments) -> Result<Vec<Accepted>, Exit> {
    let accepted = documents.accepted()?;
    if accepted.iter().any(|one| one.is_exposed) {
        return Ok(accepted);
    }
    complain("nothing is exposed, so that there is nothing to serve");
    Err(Exit::Rejected)
}

/// From here on this process is the program: signals, exit code and terminal are its own.
#[cfg(unix)]
fn become_program(mut command: Command) -> Exit {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    misuse(format_args!("the program cannot be run: {error}"))
}

#[cfg(not(unix))]
fn become_program(mut command: Command) -> Exit {
    match command.status() {
        Ok(status) if status.success() => Exit::Done,
        Ok(_) => Exit::Rejected,
        Err(error) => misuse(format_args!("the program cannot be run: {error}")),
    }
}
