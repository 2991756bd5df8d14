//! The table of surfaces.

use super::Page;
use super::html::{attribute, text};
use super::snippets::live;
use crate::model::Guard;

/// All surfaces for callers; the server adds the one for operators.
pub(super) fn table(page: &Page<'_>) -> String {
    let rests = page.capability.rest();
    let rests = rests.map(|rest| row(page, "REST", &rest.namespace, rest.guard.as_ref()));
    let mcps = page.capability.mcp().filter(|mcp| mcp.http);
    let mcps = mcps.map(|mcp| row(page, "MCP", &mcp.namespace, mcp.guard.as_ref()));
    let rows = rests.chain(mcps);
    let numbers = ["Requests", "Errors", "p50", "p99"]
        .map(|name| format!("<th scope=\"col\" class=\"n\">{name}</th>"))
        .concat();
    format!(
        "<div class=\"scroll\"><table class=\"surfaces\"><thead><tr><th scope=\"col\">Surface</th>\
         <th scope=\"col\">State</th><th scope=\"col\">Address</th><th scope=\"col\">Guard</th>{numbers}</tr></thead>\
         <tbody>\n{}</tbody></table></div>",
        rows.collect::<String>()
    )
}

fn row(page: &Page<'_>, kind: &str, namespace: &str, guard: Option<&Guard>) -> String {
    let address = page.code_address(namespace);
    let guard = guard.map(word);
    let data = guard
        .as_ref()
        .map_or_else(String::new, |guard| format!(" data-guard=\"{}\"", attribute(guard)));
    let live =
        |tag, class, key: &str, value| live(tag, class, &format!("{key} {namespace}"), value);
    let numbers =
        ["requests", "errors", "p50", "p99"].map(|key| live("td", "n", key, "–")).concat();
    format!(
        "<tr data-surface=\"{}\"{data}><th scope=\"row\">{kind}</th><td>{}</td><td>{address}</td><td>{}</td>{numbers}</tr>\n",
        attribute(namespace),
        live("strong", "up", "state", "up"),
        text(guard.as_deref().unwrap_or("none")),
    )
}

/// The guard as the script reads it.
fn word(guard: &Guard) -> String {
    match guard {
        Guard::Bearer(_) => "bearer".to_owned(),
        Guard::Basic { .. } => "basic".to_owned(),
        Guard::Digest { .. } => "digest".to_owned(),
        Guard::Header { name, .. } => format!("header {name}"),
        Guard::Query { name, .. } => format!("query {name}"),
        Guard::Cookie { name, .. } => format!("cookie {name}"),
        Guard::OAuth(_) => "oauth2".to_owned(),
    }
}
