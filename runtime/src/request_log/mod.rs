//! The log of requests: one line for each, with names of the document and numbers, and nothing else that a caller
//! has sent but its own id of the request.
//!
//! An entry goes with its request, takes down what is known on the way, and is written when the last part of the
//! request is gone: with the last byte of the answer, or with the caller.

mod line;
mod logged_body;

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::header::HeaderValue;
use hyper::{Method, Version};

use self::line::Line;
pub(crate) use self::logged_body::logged;
use crate::log::{self, LineForm};
use crate::metrics::METHODS;

/// One request, or one message where several make a request or none does.
#[derive(Debug)]
pub(crate) struct LogEntry {
    form: LineForm,
    began: Instant,
    surface: LoggedSurface,
    /// What the request of HTTP is; `None` for a message by itself.
    http: Option<HttpRequest>,
    details: Mutex<Details>,
}

/// The surface that is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoggedSurface {
    pub(crate) kind: &'static str,
    pub(crate) namespace: &'static str,
}

/// What is said of a request of HTTP alone.
#[derive(Debug)]
struct HttpRequest {
    method: &'static str,
    version: &'static str,
    caller: Option<SocketAddr>,
}

/// What is known of it so far.
#[derive(Debug, Default)]
struct Details {
    route: Option<Cow<'static, str>>,
    /// The way of a message that has come by itself.
    transport: Option<&'static str>,
    /// The method of MCP, and the tool.
    rpc: Option<&'static str>,
    tool: Option<&'static str>,
    is_error: Option<bool>,
    /// The code of an error of JSON-RPC.
    code: Option<i32>,
    status: Option<u16>,
    upstream: Option<Duration>,
    bytes: u64,
    /// Set if the answer was not read to its end.
    is_cut: bool,
    request_id: Option<String>,
    trace: Option<u128>,
    is_forgotten: bool,
}

impl LogEntry {
    /// Of a request over HTTP.
    pub(crate) fn request(
        form: LineForm,
        surface: LoggedSurface,
        (method, version): (&Method, Version),
        caller: Option<SocketAddr>,
    ) -> Arc<Self> {
        let known = METHODS.iter().find(|known| **known == method.as_str());
        let method = known.copied().unwrap_or(METHODS[METHODS.len() - 1]);
        let version = match version {
            Version::HTTP_10 => "1.0",
            Version::HTTP_2 => "2",
            _ => "1.1",
        };
        Self::new(form, surface, Some(HttpRequest { method, version, caller }))
    }

    /// Of a message over `transport`.
    #[cfg(feature = "mcp")]
    pub(crate) fn message(
        form: LineForm,
        surface: LoggedSurface,
        transport: &'static str,
        request_id: &HeaderValue,
    ) -> Arc<Self> {
        let entry = Self::new(form, surface, None);
        {
            let mut details = entry.details();
            (details.transport, details.request_id) = (Some(transport), text(request_id));
        }
        entry
    }

    fn new(form: LineForm, surface: LoggedSurface, http: Option<HttpRequest>) -> Arc<Self> {
        let (began, details) = (Instant::now(), Mutex::default());
        Arc::new(Self { form, began, surface, http, details })
    }

    fn details(&self) -> MutexGuard<'_, Details> {
        self.details.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path as it is declared.
    pub(crate) fn route(&self, template: impl Into<Cow<'static, str>>) {
        self.details().route = Some(template.into());
    }

    /// An answer begins.
    pub(crate) fn answered(&self, status: u16, request_id: Option<&HeaderValue>) {
        let mut details = self.details();
        details.status = Some(status);
        details.request_id = request_id.and_then(text);
    }

    /// An answer has ended, or breaks off.
    pub(crate) fn sent(&self, bytes: u64, is_cut: bool) {
        let mut details = self.details();
        (details.bytes, details.is_cut) = (bytes, is_cut);
    }

    /// There is nothing to be said of it.
    pub(crate) fn forget(&self) {
        self.details().is_forgotten = true;
    }

    /// An upstream has answered, or failed to, after so long.
    pub(crate) fn called(&self, time: Duration) {
        let mut details = self.details();
        details.upstream = Some(details.upstream.unwrap_or_default() + time);
    }
}

#[cfg(feature = "surface")]
impl LogEntry {
    /// The trace that it is a part of.
    pub(crate) fn trace(&self, id: u128) {
        self.details().trace = Some(id);
    }
}

#[cfg(feature = "mcp")]
impl LogEntry {
    /// The entry of a message that came in this request.
    pub(crate) fn part(&self, request_id: &HeaderValue) -> Arc<Self> {
        Self::message(self.form, self.surface, "batch", request_id)
    }

    /// The method of MCP.
    pub(crate) fn rpc(&self, method: &'static str) {
        self.details().rpc = Some(method);
    }

    /// A message is answered with so many bytes.
    pub(crate) fn replied(&self, bytes: usize) {
        self.sent(u64::try_from(bytes).unwrap_or(u64::MAX), false);
    }

    /// A tool is called.
    pub(crate) fn tool(&self, name: &'static str) {
        self.details().tool = Some(name);
    }

    /// The tool has a result.
    pub(crate) fn result(&self, is_error: bool) {
        self.details().is_error = Some(is_error);
    }

    /// The code of an error of JSON-RPC.
    pub(crate) fn code(&self, code: i32) {
        self.details().code = Some(code);
    }
}

impl Drop for LogEntry {
    fn drop(&mut self) {
        let time = self.began.elapsed();
        let details = self.details.get_mut().unwrap_or_else(PoisonError::into_inner);
        if details.is_forgotten {
            return;
        }
        let mut line = Line::new(self.form);
        line.text("time", &log::timestamp());
        line.text("kind", self.surface.kind).text("surface", self.surface.namespace);
        line.maybe("method", self.http.as_ref().map(|http| http.method));
        line.maybe("transport", details.transport);
        line.maybe("route", details.route.as_deref());
        line.maybe("rpc", details.rpc).maybe("tool", details.tool);
        line.number("is_error", details.is_error).number("code", details.code);
        line.number("status", details.status);
        line.duration("duration_ms", Some(time)).duration("upstream_ms", details.upstream);
        line.number("bytes", Some(details.bytes));
        if let Some(HttpRequest { version, caller, .. }) = &self.http {
            let is_cut = details.is_cut || details.status.is_none();
            line.number("cut_off", is_cut.then_some(true));
            line.text("http", version).maybe("caller", caller.map(|it| it.to_string()).as_deref());
        }
        line.maybe("request_id", details.request_id.as_deref());
        line.maybe("trace_id", details.trace.map(|id| format!("{id:032x}")).as_deref());
        log::request(&line.finish());
    }
}

fn text(value: &HeaderValue) -> Option<String> {
    value.to_str().ok().map(str::to_owned)
}
