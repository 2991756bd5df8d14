//! What is logged of a message: the names of the protocol and of the document, and nothing else of it.

use std::sync::Arc;

use hyper::header::HeaderValue;

use super::rpc::{self, Malformed, Message, Reply};
use super::trace::method_name;
use super::{McpServer, UNMATCHED};
use crate::log::LineForm;
use crate::request_log::{LogEntry, LoggedSurface};
use crate::surface::{About, SurfaceKind as _};
use crate::upstream::Context;

/// Notes what a message is.
pub(super) fn asked(context: &Context, message: &Result<Message<'_>, Malformed<'_>>) {
    let Some(entry) = &context.entry else { return };
    match message {
        Ok(Message::Request { method, .. }) => entry.rpc(method_name(method)),
        Ok(Message::Notification { .. }) => entry.rpc("notification"),
        Ok(Message::Response) => entry.rpc("response"),
        Err(malformed) => {
            entry.rpc(UNMATCHED);
            entry.code(malformed.code as i32);
        }
    }
}

/// Notes that a reply is an error of the protocol, if it is one.
pub(super) fn replied(context: &Context, reply: &[u8]) {
    if let Some(entry) = &context.entry
        && let Some(code) = rpc::error_code(reply)
    {
        entry.code(code);
    }
}

impl McpServer {
    /// The context of a message that did not come over HTTP.
    pub(super) fn context_on_stdio(&self, request_id: HeaderValue) -> Context {
        let entry = self.log.map(|form| self.entry(form, &request_id));
        Context { entry, ..Context::bare(request_id) }
    }

    /// Logs a message that could not be read, and was answered with this.
    pub(super) fn refused_on_stdio(&self, malformed: &Malformed<'_>, reply: &Reply) {
        let context = self.context_on_stdio(crate::request_id::fresh());
        if let Some(entry) = &context.entry {
            entry.rpc(UNMATCHED);
            entry.code(malformed.code as i32);
            entry.replied(reply.len());
        }
    }

    fn entry(&self, form: LineForm, request_id: &HeaderValue) -> Arc<LogEntry> {
        let About { kind, namespace, .. } = self.surface.about();
        LogEntry::message(form, LoggedSurface { kind, namespace }, "stdio", request_id)
    }
}

/// The context of a message of a batch, which has an entry of its own.
pub(super) fn part(context: &Context) -> Option<Box<Context>> {
    let entry = context.entry.as_ref()?.part(context.request_id.as_ref()?);
    Some(Box::new(Context { entry: Some(entry), ..context.clone() }))
}

/// Notes the reply to a message of a batch.
pub(super) fn part_replied(context: &Context, reply: &[u8]) {
    replied(context, reply);
    if let Some(entry) = &context.entry {
        entry.replied(reply.len());
    }
}
