//! The state that calls share: resolved variables, upstreams, credentials and connections.

use std::sync::Arc;

use super::endpoint::UpstreamEndpoint;
use super::pool::Pool;
use super::settings::Settings;
use super::values::CallValues;
use crate::config::{Config, Limits, StartError};
use crate::memory::Memory;
use crate::metrics::{Counters, METHODS, Shards};
use crate::tables::{Capability, OperationInfo};
use crate::trace::Tracer;
use crate::transport::{Connector, Origin};
use crate::value_file::{Follower, Live, Loaded, Renewal, Setting};

/// A capability that is ready to be called. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct State {
    shared: Arc<SharedState>,
    transport: Arc<Transport>,
    /// One for each upstream and method.
    clients: Shards<Counters>,
    #[cfg(feature = "steps")]
    steps: Shards<Counters>,
}

struct SharedState {
    capability: &'static Capability,
    values: Live<CallValues>,
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
        let connector = Arc::new(Connector::new(config.limits.connect_timeout));
        let (limits, mock) = (&config.limits, config.mock);
        let settings = Settings::read(capability, config, error);
        let changes = settings.changes;
        let (values, origins) = CallValues::resolve(settings, capability, mock, &connector, error);
        let endpoints = values.endpoints(capability, origins, limits, mock);
        let shared = Arc::new(SharedState {
            capability,
            values: Live::new(values, changes),
            endpoints,
            limits: limits.clone(),
            memory,
            connector,
            tracer: Tracer::new(capability, config),
        });
        if changes {
            config.follow_files(Arc::<SharedState>::downgrade(&shared));
        }
        let transport = if config.mock {
            Transport::Mock
        } else {
            Transport::Network(Box::new(Pool::new(capability.upstreams.len())))
        };
        let clients = Shards::new(capability.upstreams.len() * METHODS.len());
        Self {
            shared,
            transport: Arc::new(transport),
            clients,
            #[cfg(feature = "steps")]
            steps: Shards::new(capability.upstreams.len() + 1),
        }
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
        Self {
            shared: Arc::clone(&self.shared),
            transport: Arc::new(transport),
            clients: self.clients.fork(),
            #[cfg(feature = "steps")]
            steps: self.steps.fork(),
        }
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

    /// Steps that ended, counted: calls by the index of their upstream, searches behind these.
    #[cfg(feature = "steps")]
    pub(crate) fn steps(&self) -> &Shards<Counters> {
        &self.steps
    }

    pub(crate) fn tracer(&self) -> Option<&Arc<Tracer>> {
        self.shared.tracer.as_ref()
    }

    /// What calls are made of now.
    pub(crate) fn values(&self) -> Loaded<'_, CallValues> {
        self.shared.values.load()
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

impl Follower for SharedState {
    fn renew(&self, changed: &[Setting]) -> Result<Renewal<'_>, String> {
        let origins: Vec<&Origin> =
            self.endpoints.iter().map(|endpoint| &endpoint.origin).collect();
        let now = self.values.load();
        let next = now.with(changed, self.capability, &self.connector, &origins)?;
        Ok(Box::new(move || {
            if let Some(next) = next {
                self.values.store(next);
            }
        }))
    }
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
