//! The MCP surface: a core that knows messages, and two thin bindings that know transports.
//!
//! Both eras are served side by side, the handshake revisions of 2025 and the stateless revision
//! 2026-07-28. `era` tells them apart, `stateless` and `routing` hold what only the latter has, and
//! everything from `tools` on is common to both but for the form of results.

mod arguments;
#[cfg(feature = "completions")]
mod completion;
#[cfg(not(feature = "completions"))]
#[path = "without_completions.rs"]
mod completion;
mod content_type;
mod era;
mod http;
mod id;
mod invoke_whole;
mod kind;
mod media;
mod note;
mod paging;
mod params;
mod progress;
#[cfg(feature = "prompts")]
mod prompts;
#[cfg(not(feature = "prompts"))]
#[path = "without_prompts.rs"]
mod prompts;
#[cfg(any(feature = "prompts", feature = "resources"))]
mod received;
mod rendering;
#[cfg(feature = "resources")]
mod resources;
#[cfg(not(feature = "resources"))]
#[path = "without_resources.rs"]
mod resources;
mod result;
mod routing;
mod rpc;
mod stateless;
mod static_results;
mod stdio;
mod tools;
mod trace;
mod truncate;

pub use self::http::{McpService, service};
pub(crate) use self::stdio::run as stdio;

use std::pin::Pin;
use std::sync::Arc;

use self::era::{Era, Revision};
use self::params::Params;
use self::resources::MountedResources;
use self::result::Form;
use self::rpc::{Code, Message, Reply};
use self::static_results::StaticResults;
use crate::config::StartError;
use crate::log::LineForm;
use crate::metrics::{Counters, Shards};
use crate::surface::control::{Counted, Source};
use crate::surface::{Mounting, SurfaceKind as _};
use crate::tables::McpSurface;
use crate::upstream::{Context, State};

/// As what a request for anything that is not offered is recorded.
const UNMATCHED: &str = "unmatched";

/// The core: one surface and what its calls need. It knows nothing of HTTP and stdio.
#[derive(Clone, Debug)]
pub(crate) struct McpServer {
    state: State,
    surface: &'static McpSurface,
    fixed: Arc<StaticResults>,
    resources: Option<MountedResources>,
    /// One for each tool.
    tallies: Shards<Counters>,
    /// The form in which messages over stdio are logged, if they are.
    log: Option<LineForm>,
}

/// An answer while its span is open.
type Recorded<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One request, its parts still raw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    /// The id as it was written.
    pub(crate) id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) params: &'a Params<'a>,
    /// The buffer of which the parts are slices.
    pub(crate) source: &'a bytes::Bytes,
}

impl McpServer {
    /// Creates a server. Errors in the environment go to `error`.
    pub(crate) fn new(
        mounting: Mounting<'_>,
        surface: &'static McpSurface,
        error: &mut StartError,
    ) -> Self {
        let mounted = |table| MountedResources::new(table, mounting.config, error);
        let resources = surface.resources.map(mounted);
        let (state, tallies) = (mounting.state.clone(), Shards::new(surface.tools.len()));
        let fixed = Arc::new(StaticResults::new(surface, mounting.state.capability()));
        let log = LineForm::asked(mounting.config, error);
        Self { state, surface, fixed, resources, tallies, log }
    }

    pub(crate) fn surface(&self) -> &'static McpSurface {
        self.surface
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Returns the counters of the surface, and its folders.
    pub(crate) fn counted(&self) -> Counted {
        let names = self.surface.tools.iter().map(|tool| tool.name.to_owned());
        let folders = self.resources.as_ref().map(MountedResources::folders);
        let mut counted =
            Counted::new(self.surface.about(), names.collect(), self.tallies.reader());
        // Results have no status.
        counted.has_statuses = false;
        counted.folders = folders.unwrap_or_default();
        counted
    }

    /// Returns the data for operators where the surface is served alone.
    pub(crate) fn source(&self) -> Source {
        Source::new(&self.state, vec![self.counted()])
    }

    /// The same surface with connections of its own.
    fn fork(&self) -> Self {
        Self {
            state: self.state.fork(),
            surface: self.surface,
            fixed: Arc::clone(&self.fixed),
            resources: self.resources.clone(),
            tallies: self.tallies.fork(),
            log: self.log,
        }
    }

    /// The answer to one message, none of whose headers matter; `None` when it is no request.
    async fn answer(&self, text: &bytes::Bytes, context: &Context) -> Option<Reply> {
        let message = Message::parse(text);
        note::asked(context, &message);
        let Ok(Message::Request { id, method, params }) = message else {
            return None;
        };
        let call = Call { id, method: &method, params: &params, source: text };
        let reply = self.answer_call(call, context).await;
        note::replied(context, &reply);
        Some(reply)
    }

    async fn answer_call(&self, call: Call<'_>, context: &Context) -> Reply {
        if Era::decide(call.method, call.params.meta().is_claim(), None) == Era::Handshake {
            return self.handle(call, context).await;
        }
        let answered = match stateless::claim(call.params.meta()) {
            Ok(revision) => self.handle_stateless(revision, call, context).await,
            Err(refusal) => Err(refusal),
        };
        answered.unwrap_or_else(|refusal| refusal.reply(call.id))
    }

    /// The answer to one request under the revisions of 2025.
    async fn handle(&self, call: Call<'_>, context: &Context) -> Reply {
        if let Some(own) = trace::begin(self, &call, context) {
            return self.recorded(call, own).await;
        }
        let form = Form::handshake(call.id);
        match call.method {
            "initialize" => self.initialize(call),
            "ping" => rpc::result(call.id, b"{}"),
            other => self
                .offered(form, call, context)
                .await
                .unwrap_or_else(|| rpc::unknown_method(call.id, other)),
        }
    }

    /// The same with a span around it. Boxed, so that a rare path does not make the future of every call
    /// larger.
    fn recorded<'a>(&'a self, call: Call<'a>, own: Box<Context>) -> Recorded<'a, Reply> {
        Box::pin(async move {
            let reply = self.handle(call, &own).await;
            trace::end(&call, &own);
            reply
        })
    }

    /// The answer to a request that both eras have; `None` for a method that is not offered.
    async fn offered(&self, form: Form<'_>, call: Call<'_>, context: &Context) -> Option<Reply> {
        let prompts = self.surface.prompts;
        let list = |name, items| form.page(call, name, items);
        Some(match call.method {
            "tools/call" => tools::call(self, form, call, context).await,
            "tools/list" => list("tools", self.surface.tool_list),
            "completion/complete" => completion::complete(self.surface.completions?, form, call),
            "prompts/list" => list("prompts", prompts::list(prompts?)),
            // Boxed, so that a rare path does not make the future of every call larger.
            "prompts/get" => Box::pin(prompts::get(self, prompts?, form, call, context)).await,
            _ => {
                let resources = self.resources.as_ref()?;
                return Box::pin(resources.answer(self, form, call, context)).await;
            }
        })
    }

    fn initialize(&self, call: Call<'_>) -> Reply {
        // A client that asks for no revision takes the one that is offered.
        let asked = match call.params.protocol_version() {
            None if call.params.has_protocol_version() => {
                let message = "the protocolVersion must be a string";
                return rpc::error(call.id, Code::InvalidParams, message);
            }
            asked => asked.unwrap_or_default(),
        };
        rpc::result(call.id, &self.fixed.initialized(Revision::negotiate(&asked)))
    }
}
