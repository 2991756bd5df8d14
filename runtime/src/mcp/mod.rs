//! The MCP surface: a core that knows messages, and two thin bindings that know transports.

mod access;
mod era;
mod http;
mod result;
mod rpc;
mod stdio;
mod tools;

pub(crate) use self::access::Access;
pub use self::http::{McpService, service};
pub(crate) use self::stdio::run as stdio;

use std::borrow::Cow;

use serde::Deserialize;

use self::era::Revision;
use self::rpc::{Code, Reply};
use crate::json::JsonWriter;
use crate::tables::McpSurface;
use crate::upstream::{Context, State};

/// The core: one surface and what its calls need. It knows nothing of HTTP and stdio.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) state: State,
    pub(crate) surface: &'static McpSurface,
}

/// One request, its parts still raw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    /// The id as it was written.
    pub(crate) id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) params: Option<&'a str>,
    /// What the parts are slices of.
    pub(crate) source: &'a bytes::Bytes,
}

#[derive(Deserialize)]
struct InitializeParams<'a> {
    #[serde(borrow, rename = "protocolVersion")]
    protocol_version: Cow<'a, str>,
}

impl Server {
    /// The answer to one request.
    pub(crate) async fn handle(
        &self,
        revision: Revision,
        call: Call<'_>,
        context: &Context,
    ) -> Reply {
        let id = call.id;
        match call.method {
            "tools/call" => tools::call(self, revision, call, context).await,
            "tools/list" => self.list(call),
            "initialize" => self.initialize(call),
            "ping" => rpc::result(id, b"{}"),
            other => {
                let shown = crate::problem::clip(other, 64);
                rpc::error(id, Code::MethodNotFound, &format!("Method not found: {shown}"))
            }
        }
    }

    /// The whole list is one page, so there is no cursor a client could have got from here.
    fn list(&self, call: Call<'_>) -> Reply {
        #[derive(Deserialize)]
        struct Page<'a> {
            #[serde(borrow, default)]
            cursor: Option<&'a serde_json::value::RawValue>,
        }
        let page = call.params.map(serde_json::from_str::<Page<'_>>);
        match page {
            Some(Ok(Page { cursor: Some(_) })) => {
                rpc::error(call.id, Code::InvalidParams, "Unknown cursor")
            }
            Some(Err(_)) => rpc::error(call.id, Code::InvalidParams, "params must be an object"),
            _ => rpc::tool_list(call.id, self.surface.tool_list),
        }
    }

    fn initialize(&self, call: Call<'_>) -> Reply {
        let asked = call.params.and_then(|params| serde_json::from_str(params).ok());
        let Some(InitializeParams { protocol_version }) = asked else {
            let message = "params must have a protocolVersion";
            return rpc::error(call.id, Code::InvalidParams, message);
        };
        let revision = Revision::negotiate(&protocol_version);
        let mut out = JsonWriter::new();
        out.open_object();
        out.key("protocolVersion").string(revision.name());
        out.key("capabilities").raw("{\"tools\":{}}");
        out.key("serverInfo").open_object();
        out.key("name").string(self.surface.namespace);
        if !self.surface.title.is_empty() {
            out.key("title").string(self.surface.title);
        }
        out.key("version").string(self.surface.version);
        out.close_object();
        if !self.surface.description.is_empty() {
            out.key("instructions").string(self.surface.description);
        }
        out.close_object();
        rpc::result(call.id, &out.finish())
    }
}
