//! The command line: arguments, streams and exit codes; everything else is the library's.

mod check;
mod explain;
mod generate;
mod input;
mod page;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use naftiko_codegen::finding::Style;

#[derive(Parser)]
#[command(
    name = "naftiko",
    version,
    about = "Compiles Naftiko capability documents into strongly typed Rust",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what the compiler makes of documents, without compiling them
    Check(check::Arguments),
    /// Write a crate that builds on its own
    Generate(generate::Arguments),
    /// Explain a finding: what it means, why it matters, what to do
    Explain(explain::Arguments),
}

/// How a command ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// 0: everything asked for was done.
    Done = 0,
    /// 1: a document was rejected.
    Rejected = 1,
    /// 2: the command cannot be followed.
    Misuse = 2,
}

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    let exit = match Cli::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    ExitCode::from(exit as u8)
}

/// Writes to stdout. A reader that has gone away wants no more, so that is no failure.
fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Writes one line to stderr.
fn complain(problem: impl Display) {
    let _ = writeln!(io::stderr(), "error: {problem}");
}

/// Color for terminals, unless the user wants none.
fn style_for(stream: &impl IsTerminal) -> Style {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if stream.is_terminal() && !unwanted { Style::Colored } else { Style::Plain }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
