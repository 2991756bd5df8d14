//! How programs use the capability: configuration of MCP clients, and the typed client.

use serde_json::{Map, Value, json};

use super::Page;
use super::html::text;
use super::snippets::{figure, live};
use crate::model::{Capability, Guard, Mcp};

/// What stands in the place of an address while the rest is written.
const ADDRESS: &str = "\u{1}address\u{1}";
const PROGRAM: &str = "\u{1}program\u{1}";

/// The snippets of the section.
pub(super) fn snippets(page: &Page<'_>) -> String {
    let capability = page.capability;
    let served: Vec<&Mcp> = capability.mcp().filter(|mcp| mcp.http).collect();
    let mut out = String::new();
    for mcp in &served {
        let name = if served.len() == 1 { &capability.name } else { &mcp.namespace };
        out += &clients(page, name, mcp);
    }
    if capability.mcp().next().is_some() {
        out += &figure("stdio", "stdio", &stdio(page));
    }
    if !capability.upstreams.is_empty() {
        out += &figure("Rust", "rust", &rust(page));
    }
    out
}

fn clients(page: &Page<'_>, name: &str, mcp: &Mcp) -> String {
    let mut server = json!({ "type": "http", "url": ADDRESS });
    if let Some(headers) = headers(mcp.guard.as_ref()) {
        server["headers"] = headers;
    }
    let json = json!({ "mcpServers": { name: server } });
    let code = json!({ "servers": { name: server } });
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let key = match name.chars().all(is_bare) {
        true => name.to_owned(),
        false => serde_json::to_string(name).unwrap_or_default(),
    };
    let toml = format!("[mcp_servers.{key}]\nurl = \"{ADDRESS}\"");
    let shown = |text: &str| filled(text, ADDRESS, &page.address(&mcp.namespace));
    figure("JSON", "json", &shown(&pretty(&json)))
        + &figure("VS Code", "vscode", &shown(&pretty(&code)))
        + &figure("TOML", "toml", &shown(&toml))
}

/// The headers by which a client is let in, where that is a header.
fn headers(guard: Option<&Guard>) -> Option<Value> {
    match guard? {
        Guard::Bearer(_) => Some(json!({ "Authorization": "Bearer …" })),
        Guard::Basic { .. } => Some(json!({ "Authorization": "Basic …" })),
        Guard::Header { name, .. } => Some(json!({ name: "…" })),
        Guard::Cookie { name, .. } => Some(json!({ "Cookie": format!("{name}=…") })),
        Guard::OAuth(_) | Guard::Digest { .. } | Guard::Query { .. } => None,
    }
}

fn stdio(page: &Page<'_>) -> String {
    let variables = page.capability.variables.iter();
    let needed = variables.filter(|variable| variable.required && variable.bound.is_none());
    let environment: Map<String, Value> =
        needed.map(|variable| (variable.name.clone(), json!("…"))).collect();
    let mut server = json!({ "command": PROGRAM, "args": ["mcp", "--stdio"] });
    if !environment.is_empty() {
        server["env"] = Value::Object(environment);
    }
    let json = json!({ "mcpServers": { &page.capability.name: server } });
    filled(&pretty(&json), PROGRAM, &live("span", "", "program", &page.names.binary))
}

fn rust(page: &Page<'_>) -> String {
    let clients = page.capability.upstreams.iter().map(|upstream| {
        let path = client_path(page, &upstream.module);
        format!(
            "use {path}::{client};\nuse naftiko_runtime::Config;\n\n\
             let client = {client}::new(&Config::from_env()?)?;",
            client = upstream.client
        )
    });
    text(&clients.collect::<Vec<_>>().join("\n\n"))
}

/// The module of a typed client, as other crates name it.
fn client_path(page: &Page<'_>, upstream: &str) -> String {
    let Page { names, capability, is_alone, .. } = page;
    let Capability { module, upstreams, .. } = capability;
    match (upstreams.len() == 1, is_alone) {
        (true, true) => format!("{}::client", names.library),
        (true, false) => format!("{}::{module}::client", names.library),
        (false, _) => format!("{}::{module}::{upstream}::client", names.library),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A text as HTML, with HTML in the place of a mark. In JSON the mark is written with escapes.
fn filled(code: &str, mark: &str, html: &str) -> String {
    let written = serde_json::to_string(mark).unwrap_or_default();
    let written = written.trim_matches('"');
    let pieces = code.split(mark).flat_map(|piece| piece.split(written)).map(text);
    pieces.collect::<Vec<_>>().join(html)
}
