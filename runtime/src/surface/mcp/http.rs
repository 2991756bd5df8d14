//! MCP over Streamable HTTP: one message or batch a POST, answered as JSON, without sessions.

use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

use super::era::{Era, Revision};
use super::progress::{self, EventStream, Watched};
use super::routing::{self, VERSION};
use super::rpc::{self, Malformed, Message, Replies, Reply};
use super::stateless::{self, StatelessRefusal};
use super::{Call, McpServer, media, note};
use crate::access::{Access, Guarded, Present};
use crate::body::ResponseBody;
use crate::config::{Config, StartError};
use crate::end::End;
use crate::guard::{self, RequestGuard};
use crate::incoming::{self, RequestBody};
use crate::memory::Claim;
use crate::mount::mountable;
use crate::page::{self, Hosting, Page};
use crate::rejection::Rejection;
use crate::request_log::LogEntry;
use crate::surface::control::Counted;
use crate::surface::{About, Answer, Mounting, Service, SurfaceKind as _};
use crate::tables::McpSurface;
use crate::upstream::{Context, State};

/// The methods at the path of the guard's metadata.
const READS: &str = "GET, HEAD";
/// The path of the guard's metadata, as it is logged.
const METADATA: &str = "/.well-known/oauth-protected-resource";
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");
/// Tells proxies to pass events on as they come.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The reply to a POST.
enum HttpReply {
    Nothing,
    Whole(Reply),
    Events(EventStream),
}

/// Answers the requests of one MCP surface. Cheap to clone.
#[derive(Clone, Debug)]
pub struct McpService {
    server: McpServer,
    access: Access,
    guard: Option<Arc<RequestGuard>>,
    page: Option<Arc<Page>>,
}

/// A service for `surface`, to be mounted anywhere. It answers on `/mcp` and `/`.
///
/// # Errors
///
/// Names what is missing or wrong in the environment: secrets of the guard, what it has to know, and
/// folders of resources.
pub fn service(
    state: &State,
    surface: &'static McpSurface,
    config: &Config,
) -> Result<McpService, StartError> {
    let mut error = StartError::default();
    let service = McpService::new(Mounting { state, config }, surface, &mut error);
    error.or(service)
}

mountable!(McpService);

impl McpService {
    pub(super) fn new(
        mounting: Mounting<'_>,
        surface: &'static McpSurface,
        error: &mut StartError,
    ) -> Self {
        let guard = mounting.guard(surface.guard, surface.namespace, true, error);
        let server = McpServer::new(mounting, surface, error);
        let page = mounting.page(&surface.about(), surface.guard, None, error);
        Self { server, access: Access::default(), guard, page }
    }

    fn state(&self) -> &State {
        &self.server.state
    }
}

impl Service for McpService {
    fn about(&self) -> About {
        self.server.surface.about()
    }

    fn claims(&self, path: &str) -> bool {
        matches!(path, "/mcp" | "/mcp/") || self.is_probed(path)
    }

    fn access_mut(&mut self) -> &mut Access {
        &mut self.access
    }

    fn fork(&self) -> Box<dyn Service> {
        let (access, guard) = (self.access.clone(), self.guard.clone());
        let page = self.page.as_ref().map(|page| page.fork());
        Box::new(Self { server: self.server.fork(), access, guard, page })
    }

    fn counted(&self) -> Option<Counted> {
        Some(self.server.counted())
    }

    #[cfg(feature = "page")]
    fn page(&self) -> Option<(&Page, &Access)> {
        self.page.as_deref().map(|page| (page, &self.access))
    }

    fn call(&self, request: Request<Incoming>, end: Option<End>) -> Answer<'_> {
        page::enter(self, request, end)
    }
}

impl Hosting for McpService {
    fn page(&self) -> Option<(&Page, Option<&Arc<RequestGuard>>)> {
        self.page.as_deref().map(|page| (page, self.guard.as_ref()))
    }
}

impl Guarded for McpService {
    fn access(&self) -> &Access {
        &self.access
    }

    fn methods(&self, path: &str) -> Option<&'static str> {
        match path {
            "/mcp" | "/mcp/" | "/" => Some("POST"),
            _ => self.guard.as_ref()?.metadata(path).map(|_| READS),
        }
    }

    async fn respond(
        &self,
        parts: &mut Parts,
        body: &mut RequestBody,
        id: &HeaderValue,
        admitted: Result<Present, Rejection>,
    ) -> Response<ResponseBody> {
        if let Some(entry) = parts.extensions.get::<Arc<LogEntry>>() {
            self.note_route(entry, parts.uri.path());
        }
        let answered = match admitted {
            Ok(present) => self.answer(parts, present, body, id).await,
            Err(rejection) => Err(rejection),
        };
        let response = answered.unwrap_or_else(|rejection| rejection.respond(id));
        tracing::debug!(
            method = %parts.method,
            status = response.status().as_u16(),
            request_id = id.to_str().unwrap_or_default(),
            "mcp"
        );
        response
    }
}

impl McpService {
    /// Returns `true` if a client that was not let in asks here for how to be.
    fn is_probed(&self, path: &str) -> bool {
        self.guard.is_some() && guard::is_probe(path)
    }

    /// Notes the path for the log, which is one of few.
    fn note_route(&self, entry: &LogEntry, path: &str) {
        match path {
            "/mcp" | "/mcp/" => entry.route("/mcp"),
            "/" => entry.route("/"),
            _ if self.methods(path).is_some() => entry.route(METADATA),
            _ => {}
        }
    }

    fn metadata(&self, parts: &Parts) -> Result<Response<ResponseBody>, Rejection> {
        let document = self.guard.as_ref().and_then(|guard| guard.metadata(parts.uri.path()));
        let document = document.ok_or(Rejection::NotFound)?;
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(Rejection::not_allowed(&parts.method, READS));
        }
        let mut response = respond(StatusCode::OK, HttpReply::Whole(document.to_vec()));
        if parts.method == Method::HEAD {
            *response.body_mut() = ResponseBody::empty();
        }
        Ok(response)
    }

    async fn answer(
        &self,
        parts: &mut Parts,
        present: Present,
        body: &mut RequestBody,
        id: &HeaderValue,
    ) -> Result<Response<ResponseBody>, Rejection> {
        if !matches!(parts.uri.path(), "/mcp" | "/mcp/" | "/") {
            return self.metadata(parts);
        }
        guard::admit(self.guard.as_ref(), parts).await?;
        if parts.method != Method::POST {
            return Err(Rejection::not_allowed(&parts.method, "POST"));
        }
        media::check(&parts.headers)?;
        let (limits, memory) = (self.state().limits(), self.state().memory_of(&parts.extensions));
        // Whatever is asked for, its answer is made here as a whole.
        if memory.answers.is_full() {
            return Err(Rejection::Crowded);
        }
        let body = incoming::read(&parts.headers, body, limits, &memory.requests).await?;
        let mut context = Context::new(parts, present.way, id.clone());
        let tracer = self.state().tracer();
        context.caller = tracer.map(|tracer| Box::new(tracer.read(&parts.headers)));
        let (status, said) = if rpc::is_batch(&body) {
            self.batch(&body, &parts.headers, &context).await
        } else {
            self.one(&body, &body, &parts.headers, &context).await
        };
        if let HttpReply::Whole(reply) = &said {
            note::replied(&context, reply);
        }
        Ok(respond(status, said))
    }

    /// `text` is a message in `source`.
    async fn one(
        &self,
        text: &[u8],
        source: &Bytes,
        headers: &HeaderMap,
        context: &Context,
    ) -> (StatusCode, HttpReply) {
        let message = Message::parse(text);
        note::asked(context, &message);
        let (id, method, params) = match message {
            Ok(Message::Request { id, method, params }) => (id, method, params),
            Ok(Message::Notification { .. } | Message::Response) => {
                return (StatusCode::ACCEPTED, HttpReply::Nothing);
            }
            Err(malformed) => {
                return (StatusCode::BAD_REQUEST, HttpReply::Whole(malformed.reply()));
            }
        };
        let header = version(headers);
        let call = Call { id, method: &method, params: &params, source };
        match Era::decide(&method, params.meta().is_claim(), header) {
            Era::Handshake => (StatusCode::OK, self.handshake(call, headers, context).await),
            Era::Stateless => match self.stateless(call, headers, context).await {
                Ok(said) => (StatusCode::OK, said),
                Err(refusal) => (refusal.status(), HttpReply::Whole(refusal.reply(id))),
            },
            Era::Unserved => {
                let asked = header.unwrap_or_default();
                (StatusCode::BAD_REQUEST, HttpReply::Whole(rpc::unsupported(id, asked)))
            }
        }
    }

    /// A call in a batch is only a part of its source and is answered there.
    async fn handshake(&self, call: Call<'_>, headers: &HeaderMap, context: &Context) -> HttpReply {
        let batched = rpc::is_batch(call.source);
        match progress::token(call.method, call.params) {
            Some(token) if !batched && media::takes_events(headers) => {
                self.watch(token, &call, context).await
            }
            _ => HttpReply::Whole(self.server.handle(call, context).await),
        }
    }

    /// In the order of checks of MCP 2026-07-28, "Streamable HTTP". Its future is dropped with the
    /// connection, and the call to the upstream with it.
    async fn stateless<'a>(
        &self,
        call: Call<'a>,
        headers: &HeaderMap,
        context: &Context,
    ) -> Result<HttpReply, StatelessRefusal<'a>> {
        let revision = stateless::claim(call.params.meta())?;
        routing::check(headers, &revision, &call)?;
        if call.method == "tools/call" {
            routing::check_arguments(headers, &call, self.server.surface.tools)?;
        }
        match progress::token(call.method, call.params) {
            Some(token) if media::takes_events(headers) => {
                Ok(self.watch(token, &call, context).await)
            }
            _ => self.server.handle_stateless(revision, call, context).await.map(HttpReply::Whole),
        }
    }

    /// The answer alone when it is there before the first sign of life, else both as events.
    async fn watch(&self, token: &str, call: &Call<'_>, context: &Context) -> HttpReply {
        let server = self.server.clone();
        let (source, context) = (call.source.clone(), context.clone());
        let answering = async move { server.answer(&source, &context).await.unwrap_or_default() };
        let mut watched = Watched::new(token.to_owned(), answering);
        match watched.next().await {
            Some(reply) if watched.is_answered() => HttpReply::Whole(reply),
            Some(notice) => HttpReply::Events(EventStream::new(notice, watched)),
            None => HttpReply::Nothing,
        }
    }

    /// Only the first revision has batches; a header that names another one is in the way.
    async fn batch(
        &self,
        body: &Bytes,
        headers: &HeaderMap,
        context: &Context,
    ) -> (StatusCode, HttpReply) {
        let others = version(headers).is_some_and(|named| named.trim() != Revision::BATCHES.name());
        let messages = if others {
            Err(Malformed::request("batches are not part of this protocol version", None))
        } else {
            rpc::batch(body)
        };
        let messages = match messages {
            Ok(messages) => messages,
            Err(malformed) => {
                return (StatusCode::BAD_REQUEST, HttpReply::Whole(malformed.reply()));
            }
        };
        let (mut replies, mut claim) =
            (Replies::default(), Claim::new(&self.state().memory().answers));
        if let Some(entry) = &context.entry {
            entry.rpc("batch");
        }
        for message in messages {
            let part = note::part(context);
            let context = part.as_deref().unwrap_or(context);
            let (_, said) = self.one(message.as_bytes(), body, headers, context).await;
            if let HttpReply::Whole(reply) = said {
                note::part_replied(context, &reply);
                replies.push(&reply);
                claim.reach(replies.size());
            }
        }
        match replies.finish() {
            Some(replies) => (StatusCode::OK, HttpReply::Whole(replies)),
            None => (StatusCode::ACCEPTED, HttpReply::Nothing),
        }
    }
}

/// The revision in the header; one that is no text is unknown, and so is one of two that differ.
fn version(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(&VERSION).iter();
    let first = given.next()?;
    let text = first.to_str().ok().filter(|_| given.all(|other| other == first));
    Some(text.unwrap_or("?"))
}

impl StatelessRefusal<'_> {
    fn status(&self) -> StatusCode {
        match self {
            Self::Method(_) => StatusCode::NOT_FOUND,
            Self::Meta(_) | Self::Header(_) | Self::Revision(_) => StatusCode::BAD_REQUEST,
        }
    }
}

fn respond(status: StatusCode, said: HttpReply) -> Response<ResponseBody> {
    let (body, media) = match said {
        HttpReply::Nothing => (ResponseBody::empty(), None),
        HttpReply::Whole(reply) => (ResponseBody::whole(reply), Some(JSON)),
        HttpReply::Events(events) => (ResponseBody::streamed(events), Some(EVENTS)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(media) = media {
        if media == EVENTS {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            response.headers_mut().insert(BUFFERING, HeaderValue::from_static("no"));
        }
        response.headers_mut().insert(CONTENT_TYPE, media);
    }
    response
}
