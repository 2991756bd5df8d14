//! The command line: arguments, streams and exit codes; everything else is the library's.

mod build;
mod check;
mod color;
mod diff;
mod documents;
mod explain;
mod generate;
mod input;
mod new;
mod page;
mod progress;
mod serve;

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
    /// Start a capability: a folder with a commented document that compiles
    New(new::NewArguments),
    /// Compile documents and serve what they expose
    Serve(serve::ServeArguments),
    /// Say what the compiler makes of documents, without compiling them
    Check(check::CheckArguments),
    /// Compile documents into one program
    Build(build::BuildArguments),
    /// Write a crate that builds on its own
    Generate(generate::GenerateArguments),
    /// Become a program that ends with the process that has started it
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    Tied(serve::tied::TiedArguments),
    /// Say what changed for callers and operators, and which version number that raises
    Diff(diff::DiffArguments),
    /// Explain a finding: what it means, why it matters, what to do
    Explain(explain::ExplainArguments),
}

/// Exit status of a command.
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
    let exit = match Cli::try_parse() {
        Ok(cli) => cli.command.run(),
        // Help and the version are errors to the parser, and belong on stdout.
        Err(text) if !text.use_stderr() => printed(text.print()),
        Err(mistake) => {
            let _ = mistake.print();
            Exit::Misuse
        }
    };
    ExitCode::from(exit as u8)
}

impl Command {
    fn run(&self) -> Exit {
        match self {
            Self::New(arguments) => new::run(arguments),
            Self::Serve(arguments) => serve::run(arguments),
            Self::Build(arguments) => build::run(arguments),
            #[cfg(target_os = "linux")]
            Self::Tied(arguments) => serve::tied::run(arguments),
            Self::Check(arguments) => check::run(arguments),
            Self::Generate(arguments) => generate::run(arguments),
            Self::Diff(arguments) => diff::run(arguments),
            Self::Explain(arguments) => explain::run(arguments),
        }
    }
}

/// Writes to stdout.
fn print(text: &str) -> Exit {
    let mut stdout = io::stdout().lock();
    printed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// A reader that has gone away wants no more, so that is no failure; a full disk is one.
fn printed(written: io::Result<()>) -> Exit {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(format_args!("standard output: {error}"));
            Exit::Misuse
        }
        _ => Exit::Done,
    }
}

/// Writes one line to stderr.
fn complain(problem: impl Display) {
    let _ = writeln!(io::stderr(), "error: {problem}");
}

/// Returns the style of findings on a stream.
fn style_for(stream: &impl IsTerminal) -> Style {
    let get = |name: &str| Some(std::env::var_os(name)?.to_string_lossy().into_owned());
    if color::colored(stream.is_terminal(), get) { Style::Colored } else { Style::Plain }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
