//! The command line of a shipped binary.

mod arguments;
mod describe;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use self::arguments::{Command, Format};
use crate::config::{Config, StartError};
use crate::control;
use crate::export::Exporter;
use crate::log;
use crate::serve::{Bound, Server, make_room};
use crate::tables::Manifest;

/// What a configuration mistake ends with, `EX_CONFIG` of sysexits.
const MISCONFIGURED: u8 = 78;
/// What a mistake on the command line ends with.
const MISUSED: u8 = 2;

/// Runs the command line of the process.
#[must_use]
pub fn main(manifest: &'static Manifest) -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|one| one.to_string_lossy().into_owned()).collect();
    match arguments::parse(&arguments) {
        Ok(Command::Help) => print(&arguments::help(manifest)),
        Ok(Command::Version) => print(&format!("{} {}\n", manifest.name, manifest.version)),
        Ok(Command::Describe(Format::Text)) => print(&describe::text(manifest)),
        Ok(Command::Describe(Format::Json)) => print(&describe::json(manifest)),
        Ok(Command::Check) => check(manifest),
        Ok(Command::Serve { mock }) => serve(manifest, mock),
        Ok(Command::Stdio { mock, surface }) => stdio(manifest, mock, surface.as_deref()),
        Err(message) => {
            let name = manifest.name;
            eprintln!("{name}: {message}\nTry '{name} --help'.");
            ExitCode::from(MISUSED)
        }
    }
}

fn serve(manifest: &'static Manifest, mock: bool) -> ExitCode {
    let server = config(mock).and_then(|config| {
        make_room(config.limits.connections);
        Server::bind(manifest, &config)
    });
    let server = match server {
        Ok(server) => server,
        Err(error) => return refuse(manifest, &error),
    };
    announce(server.bound());
    if server.run(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says whether `serve` has the settings it needs, without serving.
fn check(manifest: &'static Manifest) -> ExitCode {
    match config(false).and_then(|config| Server::check(manifest, &config)) {
        Ok(()) => print("everything that is needed is set\n"),
        Err(error) => refuse(manifest, &error),
    }
}

#[cfg(feature = "mcp")]
fn stdio(manifest: &'static Manifest, mock: bool, surface: Option<&str>) -> ExitCode {
    let (capability, surface) = match arguments::mcp_surface(manifest, surface) {
        Ok(found) => found,
        Err(message) => {
            eprintln!("{}: {message}", manifest.name);
            return ExitCode::from(MISUSED);
        }
    };
    let started = crate::serve::runtime()
        .map_err(|error| StartError::failed(&error))
        .and_then(|runtime| Ok((config(mock)?, runtime)))
        .and_then(|(config, runtime)| {
            Ok((mcp_service(capability, surface, &config, &runtime)?, config, runtime))
        });
    let (service, config, runtime) = match started {
        Ok(started) => started,
        Err(error) => return refuse(manifest, &error),
    };
    let source = control::Source::stdio(&service.server());
    let exporter = Exporter::new(manifest.name, vec![source], &config).start();
    let (input, output) = (tokio::io::stdin(), tokio::io::stdout());
    let ended = runtime.block_on(crate::mcp::stdio(service.server(), input, output));
    // A read of stdin may still be waiting in its thread.
    crate::serve::end(runtime);
    exporter.finish(Instant::now() + config.limits.drain_timeout);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::debug!("the client is gone: {error}");
            ExitCode::SUCCESS
        }
    }
}

/// What answers on stdio; a control surface beside it answers from now on.
#[cfg(feature = "mcp")]
fn mcp_service(
    capability: &'static crate::tables::Capability,
    surface: &'static crate::tables::McpSurface,
    config: &Config,
    runtime: &tokio::runtime::Runtime,
) -> Result<crate::mcp::McpService, StartError> {
    let state = crate::upstream::State::new(capability, config)?;
    let service = crate::mcp::service(state, surface);
    if let Some(control) = crate::serve::Aside::bind(&service, config, runtime)? {
        announce(control.bound());
        runtime.spawn(control.run());
    }
    Ok(service)
}

#[cfg(not(feature = "mcp"))]
fn stdio(manifest: &'static Manifest, _: bool, _: Option<&str>) -> ExitCode {
    eprintln!("{}: this binary has no MCP surface", manifest.name);
    ExitCode::from(MISUSED)
}

/// Says where surfaces listen.
fn announce(bound: &[Bound]) {
    for bound in bound {
        for (namespace, kind) in &bound.names {
            let path = if *kind == "mcp" { "/mcp" } else { "" };
            tracing::info!("{kind} surface {namespace} listens on http://{}{path}", bound.address);
        }
    }
}

/// Reads the environment and starts the log.
fn config(mock: bool) -> Result<Config, StartError> {
    let mut config = Config::from_env()?;
    config.mock = mock;
    log::start(&config)?;
    Ok(config)
}

fn refuse(manifest: &Manifest, error: &StartError) -> ExitCode {
    eprintln!("{}: {error}", manifest.name);
    ExitCode::from(if error.is_configuration() { MISCONFIGURED } else { 1 })
}

/// A reader that has seen enough, such as `head`, is no mistake.
fn print(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}
