//! The surfaces of one listener.

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::access::{Access, Guarded, enter, origins_variable};
use crate::body::ResponseBody;
use crate::end::End;
use crate::operator;
use crate::surface::control::{ControlService, Counted};
#[cfg(feature = "mcp")]
use crate::surface::mcp::McpService;
#[cfg(feature = "rest")]
use crate::surface::rest::RestService;
use crate::upstream::State;

/// One surface that wants to be served.
#[derive(Clone, Debug)]
pub(crate) enum Mount {
    #[cfg(feature = "rest")]
    Rest(RestService),
    #[cfg(feature = "mcp")]
    Mcp(McpService),
    Control(ControlService),
}

/// The surfaces of one listener: one of a kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct App {
    #[cfg(feature = "rest")]
    rest: Option<RestService>,
    #[cfg(feature = "mcp")]
    mcp: Option<McpService>,
    /// Alone on its listener.
    control: Option<ControlService>,
}

impl Mount {
    pub(crate) fn kind(&self) -> &'static str {
        match *self {
            #[cfg(feature = "rest")]
            Self::Rest(_) => "rest",
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => "mcp",
            Self::Control(_) => "control",
        }
    }

    pub(crate) fn namespace(&self) -> &'static str {
        match *self {
            #[cfg(feature = "rest")]
            Self::Rest(ref service) => service.surface().namespace,
            #[cfg(feature = "mcp")]
            Self::Mcp(ref service) => service.surface().namespace,
            Self::Control(_) => "control",
        }
    }

    /// The variable with the origins that may use this surface alone, made from the one for its port.
    pub(crate) fn origins_variable(&self) -> Option<String> {
        match *self {
            #[cfg(feature = "rest")]
            Self::Rest(ref service) => origins_variable(service.surface().port_variable),
            #[cfg(feature = "mcp")]
            Self::Mcp(ref service) => origins_variable(service.surface().port_variable),
            Self::Control(_) => origins_variable(operator::CONTROL_PORT),
        }
    }

    /// The variable with the names of this surface alone.
    pub(crate) fn hosts_variable(&self) -> Option<&'static str> {
        matches!(self, Self::Control(_)).then_some(operator::CONTROL_HOSTS)
    }

    #[must_use]
    pub(crate) fn with_access(self, access: Access) -> Self {
        match self {
            #[cfg(feature = "rest")]
            Self::Rest(service) => Self::Rest(service.with_access(access)),
            #[cfg(feature = "mcp")]
            Self::Mcp(service) => Self::Mcp(service.with_access(access)),
            Self::Control(service) => Self::Control(service.with_access(access)),
        }
    }

    /// The state its calls share; `None` for a surface without calls.
    pub(crate) fn state(&self) -> Option<&State> {
        match *self {
            #[cfg(feature = "rest")]
            Self::Rest(ref service) => Some(service.state()),
            #[cfg(feature = "mcp")]
            Self::Mcp(ref service) => Some(service.state()),
            Self::Control(_) => None,
        }
    }

    /// Its counters.
    fn counted(&self) -> Option<Counted> {
        let tallies = match *self {
            #[cfg(feature = "rest")]
            Self::Rest(ref service) => service.tallies(),
            #[cfg(feature = "mcp")]
            Self::Mcp(ref service) => service.tallies(),
            Self::Control(_) => return None,
        };
        Some(Counted::new(self.kind(), self.namespace(), tallies))
    }
}

/// The counters of a capability's surfaces.
pub(super) fn counted(mounts: &[Mount], state: &State) -> Vec<Counted> {
    let is_own = |of: &State| std::ptr::eq(of.capability(), state.capability());
    let own = mounts.iter().filter(|mount| mount.state().is_some_and(is_own));
    own.filter_map(Mount::counted).collect()
}

impl App {
    /// Adds a surface; gives it back when there is one of its kind already.
    pub(crate) fn add(&mut self, mount: Mount) -> Result<(), Mount> {
        if self.control.is_some() {
            return Err(mount);
        }
        match mount {
            #[cfg(feature = "rest")]
            Mount::Rest(service) if self.rest.is_none() => self.rest = Some(service),
            #[cfg(feature = "mcp")]
            Mount::Mcp(service) if self.mcp.is_none() => self.mcp = Some(service),
            Mount::Control(service) if self.is_empty() => self.control = Some(service),
            other => return Err(other),
        }
        Ok(())
    }

    /// Returns `true` for a control surface.
    pub(crate) fn is_control(&self) -> bool {
        self.control.is_some()
    }

    fn is_empty(&self) -> bool {
        #[cfg(feature = "rest")]
        if self.rest.is_some() {
            return false;
        }
        #[cfg(feature = "mcp")]
        if self.mcp.is_some() {
            return false;
        }
        true
    }

    /// The same surfaces at the address that the system has given them.
    pub(crate) fn at(self, address: SocketAddr) -> Self {
        Self {
            #[cfg(feature = "rest")]
            rest: self.rest.map(|rest| {
                let access = rest.access().clone().at(address);
                rest.with_access(access)
            }),
            #[cfg(feature = "mcp")]
            mcp: self.mcp.map(|mcp| {
                let access = mcp.access().clone().at(address);
                mcp.with_access(access)
            }),
            control: self.control.map(|control| {
                let access = control.access().clone().at(address);
                control.with_access(access)
            }),
        }
    }

    /// The same surfaces with connections of their own.
    pub(crate) fn fork(&self) -> Self {
        Self {
            #[cfg(feature = "rest")]
            rest: self.rest.as_ref().map(RestService::fork),
            #[cfg(feature = "mcp")]
            mcp: self.mcp.as_ref().map(McpService::fork),
            control: self.control.clone(),
        }
    }

    /// A listener with both kinds has MCP under `/mcp` and REST everywhere else. `end` is told when all
    /// of the request was read.
    pub(crate) async fn respond(
        &self,
        request: Request<Incoming>,
        end: Option<End>,
    ) -> Response<ResponseBody> {
        #[cfg(all(feature = "rest", feature = "mcp"))]
        if let (Some(rest), Some(mcp)) = (&self.rest, &self.mcp) {
            return match request.uri().path() {
                "/mcp" | "/mcp/" => enter(mcp, request, end).await,
                path if mcp.is_probed(path) => enter(mcp, request, end).await,
                _ => enter(rest, request, end).await,
            };
        }
        #[cfg(feature = "rest")]
        if let Some(rest) = &self.rest {
            return enter(rest, request, end).await;
        }
        #[cfg(feature = "mcp")]
        if let Some(mcp) = &self.mcp {
            return enter(mcp, request, end).await;
        }
        if let Some(control) = &self.control {
            return enter(control, request, end).await;
        }
        let id = crate::request_id::of(request.headers());
        crate::rejection::Rejection::NotFound.respond(&id)
    }
}
