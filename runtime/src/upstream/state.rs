//! The state that calls share: resolved variables, upstreams, credentials and connections.

use std::sync::Arc;

use super::endpoint::UpstreamEndpoint;
use super::pool::Pool;
use crate::config::{Config, Limits, StartError};
use crate::memory::Memory;
use crate::metrics::{Counters, METHODS, Shards};
use crate::tables::{Capability, OperationInfo};
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
    /// The tracer of requests; `None` when traces are neither kept nor exported.
    tracer: Option<Arc<Tracer>>,
}

/// The transport of requests out of the process.
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
        let shared = SharedState {
            capability,
            variables,
            endpoints,
            limits: config.limits.clone(),
            memory,
            connector,
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
    #[cfg(feature = "surface")]
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
    #[cfg(feature = "surface")]
    pub(crate) fn memory_of<'m>(
        &'m self,
        extensions: &'m hyper::http::Extensions,
    ) -> &'m Arc<Memory> {
        extensions.get().unwrap_or(self.memory())
    }

    pub(crate) fn endpoint(&self, operation: &OperationInfo) -> Option<&UpstreamEndpoint> {
        self.shared.endpoints.get(operation.upstream)
    }

    /// Returns the origin of `operation`: scheme, host and port; empty when there is none.
    pub(crate) fn origin_of(&self, operation: &OperationInfo) -> String {
        self.endpoint(operation).map(|one| one.origin.to_string()).unwrap_or_default()
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn connector(&self) -> &Arc<Connector> {
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
        let value = match variable.given(config) {
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

impl std::fmt::Debug for SharedState {
    /// Leaves out the variables: some of them are secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("capability", &self.capability.name)
            .field("endpoints", &self.endpoints.len())
            .finish_non_exhaustive()
    }
}
