//! The command line: arguments, streams and exit codes; everything else is the library's.

mod build;
mod check;
mod color;
mod completions;
mod control;
mod diff;
mod documents;
mod explain;
mod generate;
mod input;
mod man;
mod migrate;
mod new;
mod page;
mod progress;
mod serve;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use naftiko_codegen::finding::Style;
use naftiko_codegen::package::PackageError;

/// What the help of the command ends with.
const AFTER_HELP: &str = "\
Exit status: 0 if what was asked for is done, 1 if a document is rejected, a difference is denied or a server is not \
well, 2 if the command cannot be followed.

Examples:
  naftiko new ships
  naftiko serve ships/ships.yaml --watch
  naftiko check specs
  naftiko diff old.yaml new.yaml --deny major
  naftiko status http://127.0.0.1:9091";

#[derive(Parser)]
#[command(
    name = "naftiko",
    version,
    about = "Compiles Naftiko capability documents into strongly typed Rust",
    arg_required_else_help = true,
    after_help = AFTER_HELP
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
    /// Say what changed for callers and operators, and which version number that raises
    Diff(diff::DiffArguments),
    /// Rewrite a document to another version of the language, and nothing else of its text
    Migrate(migrate::MigrateArguments),
    /// Explain a finding: what it means, why it matters, what to do
    Explain(explain::ExplainArguments),
    /// Ask a running server whether it takes calls
    Health(control::HealthArguments),
    /// Ask a running server what it is and serves
    Status(control::StatusArguments),
    /// Ask a running server what it has counted
    Metrics(control::MetricsArguments),
    /// Ask a running server for its latest requests
    Traces(control::TracesArguments),
    /// Print what a shell completes the command with
    Completions(completions::CompletionsArguments),
    /// Print or write the manual
    Man(man::ManArguments),
    /// Become a program that ends with the process that has started it
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    Tied(serve::tied::TiedArguments),
}

/// Exit status of a command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// 0: everything asked for was done.
    Done = 0,
    /// 1: a document was rejected, a difference denied, or a server is not well.
    Rejected = 1,
    /// 2: the command cannot be followed.
    Misuse = 2,
}

impl From<&PackageError> for Exit {
    fn from(error: &PackageError) -> Self {
        match error {
            PackageError::Rejected(_) => Self::Rejected,
            _ => Self::Misuse,
        }
    }
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
            Self::Migrate(arguments) => migrate::run(arguments),
            Self::Explain(arguments) => explain::run(arguments),
            Self::Health(arguments) => control::health(arguments),
            Self::Status(arguments) => control::status(arguments),
            Self::Metrics(arguments) => control::metrics(arguments),
            Self::Traces(arguments) => control::traces(arguments),
            Self::Completions(arguments) => completions::run(arguments),
            Self::Man(arguments) => man::run(arguments),
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

/// Says why a command cannot be followed.
fn misuse(problem: impl Display) -> Exit {
    complain(problem);
    Exit::Misuse
}

/// A number of things, in words: `1 file`, `2 files`.
fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
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

    #[test]
    fn every_command_has_examples_and_a_row_in_the_page() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/commands.md");
        let page = std::fs::read_to_string(page).unwrap_or_default();
        let mut command = super::Cli::command();
        for one in command.get_subcommands_mut().filter(|one| !one.is_hide_set()) {
            let help = one.render_help().to_string();
            let name = one.get_name();
            assert!(help.contains("\nExamples:\n  naftiko"), "{name}");
            assert!(page.contains(&format!("| `naftiko {name} ")), "{name}");
        }
    }
}
