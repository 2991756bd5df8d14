//! What calls share: resolved variables, upstreams, credentials and connections.

use std::sync::Arc;

use hyper::http::Extensions;

use super::endpoint::UpstreamEndpoint;
use super::pool::Pool;
use crate::config::{Config, Limits, StartError};
use crate::folder::MountedFolder;
use crate::guard::RequestGuard;
use crate::memory::Memory;
use crate::metrics::{Counters, METHODS, Shards};
use crate::tables::{self, Capability, Credential, OperationInfo, Surface, Variable};
use crate::trace::Tracer;
use crate::transport::Connector;

/// A capability that is ready to be called. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct State {
    shared: Arc<SharedState>,
    transport: Arc<Transport>,
    /// One for each upstream and method.
    clients: Shards<Counters>,
}

struct SharedState {
    capability: &'static Capability,
    variables: Vec<String>,
    endpoints: Vec<UpstreamEndpoint>,
    limits: Limits,
    memory: Arc<Memory>,
    connector: Arc<Connector>,
    /// The guards of the surfaces, found by where their tables are.
    guards: Vec<(&'static tables::Guard, Arc<RequestGuard>)>,
    /// The folders that are served from disk, found the same way.
    folders: Vec<(&'static tables::Folder, MountedFolder)>,
    /// What requests are traced with, if somebody looks at it.
    tracer: Option<Arc<Tracer>>,
}

/// How requests leave the process.
#[derive(Debug)]
pub(crate) enum Transport {
    Network(Box<Pool>),
    Mock,
}

impl State {
    /// Resolves variables, base URIs and credentials. The error names all that are missing.
    pub fn new(capability: &'static Capability, config: &Config) -> Result<Self, StartError> {
        let mut error = StartError::default();
        let memory = Memory::of(&config.limits);
        let state = Self::resolve(capability, config, memory, &mut error);
        error.or(state)
    }

    /// The same with the bytes of a process that has other capabilities as well. With an error it is
    /// there to find further ones, and cannot be called.
    pub(crate) fn resolve(
        capability: &'static Capability,
        config: &Config,
        memory: Arc<Memory>,
        error: &mut StartError,
    ) -> Self {
        let variables = variables(capability, config, error);
        let connector = Arc::new(Connector::new(config.limits.connect_timeout));
        let endpoints = capability
            .upstreams
            .iter()
            .map(|upstream| {
                UpstreamEndpoint::resolve(upstream, &variables, config, &connector, error)
            })
            .collect();
        let guards = guards(capability, config, &connector, error);
        let folders = folders(capability, config, error);
        let shared = SharedState {
            capability,
            variables,
            endpoints,
            limits: config.limits.clone(),
            memory,
            connector,
            guards,
            folders,
            tracer: Tracer::new(capability, config),
        };
        let transport = if config.mock {
            Transport::Mock
        } else {
            Transport::Network(Box::new(Pool::new(capability.upstreams.len())))
        };
        let clients = Shards::new(capability.upstreams.len() * METHODS.len());
        Self { shared: Arc::new(shared), transport: Arc::new(transport), clients }
    }

    /// The same capability with connections of its own, for another worker.
    pub(crate) fn fork(&self) -> Self {
        let transport = match *self.transport {
            Transport::Network(_) => {
                Transport::Network(Box::new(Pool::new(self.shared.endpoints.len())))
            }
            Transport::Mock => Transport::Mock,
        };
        let clients = self.clients.fork();
        Self { shared: Arc::clone(&self.shared), transport: Arc::new(transport), clients }
    }

    pub(crate) fn capability(&self) -> &'static Capability {
        self.shared.capability
    }

    pub(crate) fn endpoints(&self) -> &[UpstreamEndpoint] {
        &self.shared.endpoints
    }

    /// Calls to each upstream, counted.
    pub(crate) fn clients(&self) -> &Shards<Counters> {
        &self.clients
    }

    /// The guard that `table` describes. One of another capability lets nobody in.
    pub(crate) fn guard(&self, table: Option<&'static tables::Guard>) -> Option<Arc<RequestGuard>> {
        let table = table?;
        let known = self.shared.guards.iter().find(|(known, _)| std::ptr::eq(*known, table));
        Some(known.map_or_else(|| Arc::new(RequestGuard::closed()), |(_, guard)| Arc::clone(guard)))
    }

    /// The folder that is served in the place of what `table` has.
    pub(crate) fn folder(&self, table: &'static tables::Folder) -> Option<&MountedFolder> {
        let known = self.shared.folders.iter().find(|(known, _)| std::ptr::eq(*known, table));
        known.map(|(_, folder)| folder)
    }

    /// All folders that are served from disk.
    pub(crate) fn folders(&self) -> impl ExactSizeIterator<Item = &MountedFolder> {
        self.shared.folders.iter().map(|(_, folder)| folder)
    }

    pub(crate) fn tracer(&self) -> Option<&Arc<Tracer>> {
        self.shared.tracer.as_ref()
    }

    pub(crate) fn variables(&self) -> &[String] {
        &self.shared.variables
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// The bytes that everything under way shares.
    pub(crate) fn memory(&self) -> &Arc<Memory> {
        &self.shared.memory
    }

    /// The bytes of a request: those of its connection, if that has its own.
    pub(crate) fn memory_of<'m>(&'m self, extensions: &'m Extensions) -> &'m Arc<Memory> {
        extensions.get().unwrap_or(self.memory())
    }

    pub(crate) fn endpoint(&self, operation: &OperationInfo) -> Option<&UpstreamEndpoint> {
        self.shared.endpoints.get(operation.upstream)
    }

    /// Where `operation` is called: scheme, host and port.
    pub(crate) fn origin_of(&self, operation: &OperationInfo) -> String {
        self.endpoint(operation).map(|one| one.origin.to_string()).unwrap_or_default()
    }

    /// Returns `true` if calls of `operation` show a credential of this server.
    pub(crate) fn shows_credential(&self, operation: &OperationInfo) -> bool {
        self.endpoint(operation).is_some_and(UpstreamEndpoint::shows_credential)
    }

    /// Names of query parameters, encoded, that only a credential may have.
    pub(crate) fn query_credentials(&self, operation: &OperationInfo) -> Vec<&'static str> {
        let upstream = self.shared.capability.upstreams.get(operation.upstream);
        let credentials = upstream.map_or(&[][..], |upstream| upstream.credentials);
        let names = credentials.iter().filter_map(|credential| match credential {
            Credential::Query { name, .. } | Credential::Body { name, .. } => Some(*name),
            _ => None,
        });
        names.collect()
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn connector(&self) -> &Connector {
        &self.shared.connector
    }
}

fn variables(
    capability: &'static Capability,
    config: &Config,
    error: &mut StartError,
) -> Vec<String> {
    let mut values = Vec::with_capacity(capability.variables.len());
    for variable in capability.variables {
        let value = match given(variable, config) {
            _ if config.mock && variable.secret => super::credential::REDACTED.to_owned(),
            Some(text) => text.to_owned(),
            None if !variable.required => String::new(),
            None if config.mock => format!("[{}]", variable.name),
            None => {
                error.missing(variable.name, variable.purpose);
                String::new()
            }
        };
        values.push(value);
    }
    values
}

/// The value of a variable, without the end of line that files of secrets have.
fn given<'c>(variable: &Variable, config: &'c Config) -> Option<&'c str> {
    let text = config.get(variable.name)?.trim_end_matches(['\r', '\n']);
    (!text.is_empty()).then_some(text)
}

/// Callers have to show the real secrets also where nothing real is called; one that is not set is
/// its name in brackets then.
fn guards(
    capability: &'static Capability,
    config: &Config,
    connector: &Arc<Connector>,
    error: &mut StartError,
) -> Vec<(&'static tables::Guard, Arc<RequestGuard>)> {
    let value = |variable: &Variable| match given(variable, config) {
        Some(text) => text.to_owned(),
        None => format!("[{}]", variable.name),
    };
    let variables: Vec<String> = capability.variables.iter().map(value).collect();
    let guarded = capability.surfaces.iter().filter_map(|surface| match surface {
        Surface::Rest(rest) => Some((rest.guard?, rest.namespace, false)),
        Surface::Mcp(mcp) => Some((mcp.guard?, mcp.namespace, true)),
        Surface::Control(control) => Some((control.guard?, "control", false)),
    });
    let resolve = |(table, namespace, described)| {
        let guard = RequestGuard::resolve(
            table, namespace, described, &variables, config, connector, error,
        );
        (table, Arc::new(guard))
    };
    guarded.map(resolve).collect()
}

/// The folders of all surfaces that an operator has named.
fn folders(
    capability: &'static Capability,
    config: &Config,
    error: &mut StartError,
) -> Vec<(&'static tables::Folder, MountedFolder)> {
    let mut folders = Vec::new();
    for surface in capability.surfaces {
        let Surface::Mcp(surface) = surface else { continue };
        for table in surface.folders() {
            folders
                .extend(MountedFolder::resolve(table, config, error).map(|folder| (table, folder)));
        }
    }
    folders
}

impl std::fmt::Debug for SharedState {
    /// Leaves out the variables: some of them are secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("capability", &self.capability.name)
            .field("endpoints", &self.endpoints.len())
            .finish_non_exhaustive()
    }
}
