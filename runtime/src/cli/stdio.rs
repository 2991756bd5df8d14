//! The command `mcp --stdio`.

use std::io::ErrorKind;
use std::process::ExitCode;
use std::time::Instant;

use tokio::runtime::Runtime;

use super::{MISUSED, announce, complain, refuse, settings, tell};
use crate::config::{Config, StartError};
use crate::export::Exporter;
use crate::lifecycle;
use crate::memory::Memory;
use crate::serve::StdioControl;
use crate::surface::mcp::{self, McpServer};
use crate::surface::{Manifest, Mounting};
use crate::tables::{Capability, McpSurface};
use crate::task::boxed;
use crate::upstream::State;

/// Serves one surface on standard input and output until its client is gone.
pub(super) fn stdio(manifest: &'static Manifest, mock: bool, surface: Option<&str>) -> ExitCode {
    let (capability, surface) = match mcp_surface(manifest, surface) {
        Ok(found) => found,
        Err(message) => {
            complain(manifest, message);
            return ExitCode::from(MISUSED);
        }
    };
    let started =
        lifecycle::runtime().map_err(|error| StartError::failed(&error)).and_then(|runtime| {
            let (config, error) = settings(manifest, mock);
            let server = stdio_server(capability, surface, &config, &runtime, error)?;
            Ok((server, config, runtime))
        });
    let (server, config, runtime) = match started {
        Ok(started) => started,
        Err(error) => return refuse(manifest, &error),
    };
    tell(manifest, config.clone());
    let source = server.source();
    let exporter = Exporter::new(manifest.name, vec![source], &config).start();
    let (input, output) = (tokio::io::stdin(), tokio::io::stdout());
    let ended = runtime.block_on(mcp::stdio(server, input, output));
    // A read of stdin may still be waiting in its thread.
    lifecycle::end(runtime);
    exporter.finish(Instant::now() + config.limits.drain_timeout);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            tracing::debug!("the client is gone: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(manifest, format_args!("standard input or output: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Creates the server that answers on stdio; a control surface beside it answers from now on.
fn stdio_server(
    capability: &'static Capability,
    surface: &'static McpSurface,
    config: &Config,
    runtime: &Runtime,
    mut error: StartError,
) -> Result<McpServer, StartError> {
    let memory = Memory::of(&config.limits);
    let state = State::resolve(capability, config, memory, &mut error);
    let mounting = Mounting { state: &state, config };
    let server = McpServer::new(mounting, surface, &mut error);
    if let Some(control) = StdioControl::bind(&server, config, runtime, error)? {
        announce(control.bound());
        runtime.spawn(boxed(control.run()));
    }
    Ok(server)
}

/// The MCP surface to use: the only one, or the named one.
fn mcp_surface(
    manifest: &'static Manifest,
    name: Option<&str>,
) -> Result<(&'static Capability, &'static McpSurface), String> {
    let mut found = Vec::new();
    for served in manifest.capabilities {
        let surfaces = served.surfaces.iter().filter_map(|surface| surface.0.stdio());
        found.extend(surfaces.map(|surface| (served.capability, surface)));
    }
    let names: Vec<&str> = found.iter().map(|(_, surface)| surface.namespace).collect();
    let names = names.join(", ");
    match (name, found.as_slice()) {
        (_, []) => Err("this binary has no MCP surface".to_owned()),
        (None, [only]) => Ok(*only),
        (None, _) => Err(format!("several MCP surfaces; choose with '--surface': {names}")),
        (Some(name), all) => all
            .iter()
            .find(|(_, surface)| surface.namespace == name)
            .copied()
            .ok_or_else(|| format!("no MCP surface '{name}'; there is {names}")),
    }
}
