//! The constant answers of a surface, written once when its server is made.

use super::era::{Revision, SUPPORTED};
use super::result::{CACHE_HINTS, Form};
use crate::json::{JsonWriter, quote_into};
use crate::tables::McpSurface;

/// The parts of answers that are the same for every request.
#[derive(Debug)]
pub(crate) struct StaticResults {
    /// The result of `initialize` after the revision.
    handshake: Vec<u8>,
    /// The result of `server/discover`.
    discovery: Vec<u8>,
    /// The end of results of 2026-07-28.
    end: Vec<u8>,
}

impl StaticResults {
    pub(super) fn new(surface: &'static McpSurface) -> Self {
        let info = server_info(surface);
        Self {
            handshake: handshake(surface, &info),
            discovery: discovery(surface, &info),
            end: [b",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":", &*info, b"}}}"].concat(),
        }
    }

    /// The result of `initialize`.
    pub(super) fn initialized(&self, revision: Revision) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.handshake.len() + 48);
        out.extend_from_slice(b"{\"protocolVersion\":");
        quote_into(revision.name(), &mut out);
        out.extend_from_slice(&self.handshake);
        out
    }

    /// MCP 2026-07-28, "server/discover".
    pub(super) fn discovery(&self) -> &[u8] {
        &self.discovery
    }

    /// MCP 2026-07-28, "What every result carries".
    pub(super) fn stateless<'a>(&'a self, id: &'a str) -> Form<'a> {
        Form { id, begin: "\"resultType\":\"complete\",", end: &self.end, any_structure: true }
    }
}

fn server_info(surface: &McpSurface) -> Vec<u8> {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("name").string(surface.namespace);
    if !surface.title.is_empty() {
        out.key("title").string(surface.title);
    }
    out.key("version").string(surface.version);
    out.close_object();
    out.finish().into()
}

/// Tools are always offered, even none of them; the rest where there is some of it.
fn capabilities(surface: &McpSurface) -> &'static str {
    match (surface.resources.is_some(), surface.prompts.is_some()) {
        (false, false) => "{\"tools\":{}}",
        (true, false) => "{\"tools\":{},\"resources\":{}}",
        (false, true) => "{\"tools\":{},\"prompts\":{}}",
        (true, true) => "{\"tools\":{},\"resources\":{},\"prompts\":{}}",
    }
}

fn handshake(surface: &McpSurface, info: &[u8]) -> Vec<u8> {
    let capabilities = capabilities(surface);
    let mut out = format!(",\"capabilities\":{capabilities},\"serverInfo\":").into_bytes();
    out.extend_from_slice(info);
    push_instructions(surface, &mut out);
    out.push(b'}');
    out
}

fn discovery(surface: &McpSurface, info: &[u8]) -> Vec<u8> {
    let capabilities = capabilities(surface);
    let mut out = format!(
        "{{\"resultType\":\"complete\",\"supportedVersions\":{SUPPORTED},\"capabilities\":{capabilities}"
    )
    .into_bytes();
    push_instructions(surface, &mut out);
    out.push(b',');
    out.extend_from_slice(CACHE_HINTS.as_bytes());
    out.extend_from_slice(b"\"_meta\":{\"io.modelcontextprotocol/serverInfo\":");
    out.extend_from_slice(info);
    out.extend_from_slice(b"}}");
    out
}

fn push_instructions(surface: &McpSurface, out: &mut Vec<u8>) {
    if !surface.description.is_empty() {
        out.extend_from_slice(b",\"instructions\":");
        quote_into(surface.description, out);
    }
}
