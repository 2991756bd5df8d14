//! The command line of a shipped binary.

mod arguments;
mod bound;
mod describe;
mod environment;
mod health;
#[cfg(feature = "mcp")]
mod stdio;

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use self::arguments::{Command, Format};
#[cfg(feature = "mcp")]
use self::stdio::stdio;
use crate::config::{Config, StartError};
use crate::log;
use crate::serve::{Bound, Server, make_room, page_told};
use crate::surface::{About, Manifest};

/// The exit status of a configuration mistake, `EX_CONFIG` of sysexits.
const MISCONFIGURED: u8 = 78;
/// The exit status of a mistake on the command line.
const MISUSED: u8 = 2;

/// Runs the command line of the process.
#[must_use]
pub fn main(manifest: &'static Manifest) -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|one| one.to_string_lossy().into_owned()).collect();
    match arguments::parse(&arguments) {
        Ok(Command::Help) => print(manifest, &arguments::help(manifest)),
        Ok(Command::Version) => {
            print(manifest, &format!("{} {}\n", manifest.name, manifest.build()))
        }
        Ok(Command::Describe(Format::Text)) => print(manifest, &describe::text(manifest)),
        Ok(Command::Describe(Format::Json)) => print(manifest, &describe::json(manifest)),
        Ok(Command::Check) => check(manifest),
        Ok(Command::Health(question)) => health::health(manifest, &question),
        Ok(Command::Serve { mock }) => serve(manifest, mock),
        Ok(Command::Stdio { mock, surface }) => stdio(manifest, mock, surface.as_deref()),
        Err(message) => {
            let name = manifest.name;
            complain(manifest, format_args!("{message}\nTry '{name} --help'."));
            ExitCode::from(MISUSED)
        }
    }
}

fn serve(manifest: &'static Manifest, mock: bool) -> ExitCode {
    let (config, error) = settings(manifest, mock);
    make_room();
    let mut server = match Server::bind(manifest, &config, error) {
        Ok(server) => server,
        Err(error) => return refuse(manifest, &error),
    };
    // Before it is announced: who has read the line may end the process.
    server.obey_signals();
    announce(server.bound());
    tell(manifest, config);
    if server.run() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Checks the settings that `serve` needs, without serving.
fn check(manifest: &'static Manifest) -> ExitCode {
    let (config, mut error) = settings(manifest, false);
    let doubts = Server::check(manifest, &config, &mut error);
    for doubt in doubts.into_iter().chain(environment::doubts(manifest, &config)) {
        complain(manifest, format_args!("warning: {doubt}"));
    }
    match error.or(()) {
        Ok(()) => {
            let sources = bound::sources(manifest, &config);
            print(manifest, &format!("{sources}everything that is needed is set\n"))
        }
        Err(error) => refuse(manifest, &error),
    }
}

#[cfg(not(feature = "mcp"))]
fn stdio(manifest: &'static Manifest, _: bool, _: Option<&str>) -> ExitCode {
    complain(manifest, "this binary has no MCP surface");
    ExitCode::from(MISUSED)
}

/// Logs the addresses on which surfaces listen.
fn announce(bound: &[Bound]) {
    for bound in bound {
        for About { kind, namespace, path, .. } in &bound.surfaces {
            tracing::info!("{kind} surface {namespace} listens on http://{}{path}", bound.address);
        }
        if let Some(line) = page_told(bound) {
            tracing::info!("{line}");
        }
    }
}

/// Reads the environment and starts the log. Errors are reported later, with everything else.
fn settings(manifest: &Manifest, mock: bool) -> (Config, StartError) {
    let mut error = StartError::default();
    let mut config = Config::gather(&mut error);
    config.mock = mock;
    environment::check(manifest, &config, &mut error);
    log::start(&config, &mut error);
    (config, error)
}

/// Logs warnings of settings that are probably mistakes, on a thread of its own: reading the certificates of the
/// machine takes a while.
fn tell(manifest: &'static Manifest, config: Config) {
    let telling = std::thread::Builder::new().spawn(move || {
        for doubt in environment::doubts(manifest, &config) {
            tracing::warn!("{doubt}");
        }
    });
    if let Err(error) = telling {
        tracing::debug!("doubts about the environment are not told: {error}");
    }
}

fn refuse(manifest: &Manifest, error: &StartError) -> ExitCode {
    complain(manifest, error);
    ExitCode::from(if error.is_configuration() { MISCONFIGURED } else { 1 })
}

/// A reader that has seen enough, such as `head`, is no mistake.
fn print(manifest: &Manifest, text: &str) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(manifest, format_args!("standard output: {error}"));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Standard error may be full or gone, which must not hide how the command ends.
fn complain(manifest: &Manifest, message: impl Display) {
    let _ = writeln!(std::io::stderr(), "{}: {message}", manifest.name);
}
