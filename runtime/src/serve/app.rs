//! What answers on one listener.

use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::body::ResponseBody;
#[cfg(feature = "mcp")]
use crate::mcp::McpService;
#[cfg(feature = "rest")]
use crate::rest::RestService;

/// One surface that wants to be served.
#[derive(Clone, Debug)]
pub(crate) enum Mount {
    #[cfg(feature = "rest")]
    Rest(RestService),
    #[cfg(feature = "mcp")]
    Mcp(McpService),
}

/// The surfaces of one listener: one of a kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct App {
    #[cfg(feature = "rest")]
    rest: Option<RestService>,
    #[cfg(feature = "mcp")]
    mcp: Option<McpService>,
}

impl Mount {
    pub(crate) fn kind(&self) -> &'static str {
        match *self {
            #[cfg(feature = "rest")]
            Self::Rest(_) => "rest",
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => "mcp",
        }
    }

    pub(crate) fn namespace(&self) -> &'static str {
        match *self {
            #[cfg(feature = "rest")]
            Self::Rest(ref service) => service.surface().namespace,
            #[cfg(feature = "mcp")]
            Self::Mcp(ref service) => service.surface().namespace,
        }
    }
}

impl App {
    /// Adds a surface; gives it back when there is one of its kind already.
    pub(crate) fn add(&mut self, mount: Mount) -> Result<(), Mount> {
        match mount {
            #[cfg(feature = "rest")]
            Mount::Rest(service) if self.rest.is_none() => self.rest = Some(service),
            #[cfg(feature = "mcp")]
            Mount::Mcp(service) if self.mcp.is_none() => self.mcp = Some(service),
            other => return Err(other),
        }
        Ok(())
    }

    /// The same surfaces with connections of their own.
    pub(crate) fn fork(&self) -> Self {
        Self {
            #[cfg(feature = "rest")]
            rest: self.rest.as_ref().map(RestService::fork),
            #[cfg(feature = "mcp")]
            mcp: self.mcp.as_ref().map(McpService::fork),
        }
    }

    /// A listener with both kinds has MCP under `/mcp` and REST everywhere else.
    pub(crate) async fn respond(&self, request: Request<Incoming>) -> Response<ResponseBody> {
        #[cfg(all(feature = "rest", feature = "mcp"))]
        if let (Some(rest), Some(mcp)) = (&self.rest, &self.mcp) {
            return match request.uri().path() {
                "/mcp" | "/mcp/" => mcp.respond(request).await,
                path if mcp.is_probed(path) => mcp.respond(request).await,
                _ => rest.respond(request).await,
            };
        }
        #[cfg(feature = "rest")]
        if let Some(rest) = &self.rest {
            return rest.respond(request).await;
        }
        #[cfg(feature = "mcp")]
        if let Some(mcp) = &self.mcp {
            return mcp.respond(request).await;
        }
        let id = crate::request_id::of(request.headers());
        crate::rejection::Rejection::NotFound.respond(&id)
    }
}
