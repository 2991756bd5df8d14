//! The document at `/`: what the capability is, and all rows.

use super::entry::{PageEntry, SECTIONS};
use super::html::{bdi, text};
use super::snippets::live;
use super::{Page, connect, document, groups, spec, surfaces};
use crate::model::{Credential, Expr};

/// The whole document.
pub(super) fn overview(page: &Page<'_>) -> String {
    let mut navigation = vec![link("overview", "Overview", None, "")];
    let mut sections = vec![about(page)];
    for (id, title) in SECTIONS {
        let entries: Vec<&PageEntry<'_>> =
            page.entries.iter().filter(|entry| entry.what.section() == id).collect();
        if entries.is_empty() {
            continue;
        }
        let made = groups::section(page, id, title, &entries);
        navigation.push(link(id, title, Some(&entries.len().to_string()), &made.navigation));
        sections.push(made.html);
    }
    let connect = connect::snippets(page);
    if !connect.is_empty() {
        navigation.push(link("connect", "Connect", None, ""));
        sections.push(format!(
            "<section id=\"connect\" aria-labelledby=\"h-connect\"><h2 id=\"h-connect\">Connect</h2>\
             <p class=\"beside\">MCP clients and the Rust client</p>\n\
             <div class=\"snippets\">{connect}</div></section>\n"
        ));
    }
    let lines = spec::grouped(spec::count(page));
    navigation.push(link("spec", "Spec", Some(&format!("{lines} lines")), ""));
    sections.push(spec::section(page));
    let capability = page.capability;
    let body = format!(
        "<header class=\"top\"><p class=\"label\">{}</p><strong class=\"mock\">mock</strong></header>\n{}\
         <nav aria-label=\"Sections\"><ul>{}</ul>\n\
         <p class=\"build\">{} {}<br>commit {}<br>format {}</p></nav>\n\
         <main id=\"content\" tabindex=\"-1\">\n{}</main>\n",
        bdi(&capability.label),
        document::mode(page),
        navigation.concat(),
        bdi(&capability.name),
        live("span", "", "version", env!("CARGO_PKG_VERSION")),
        live("span", "", "commit", "unknown"),
        bdi(&capability.document.version),
        sections.concat()
    );
    document::document(&capability.label, "", &body)
}

fn link(id: &str, title: &str, count: Option<&str>, groups: &str) -> String {
    let count =
        count.map_or_else(String::new, |count| format!(" <span class=\"n\">{count}</span>"));
    format!("<li><a href=\"#{id}\">{title}{count}</a>{groups}</li>")
}

/// The first section: what it is for, what it calls, and its surfaces.
fn about(page: &Page<'_>) -> String {
    let capability = page.capability;
    let mut facts: Vec<String> = Vec::new();
    for upstream in &capability.upstreams {
        let key = format!("upstream {}", upstream.namespace);
        facts.push(fact(
            "Upstream",
            &live("code", "", &key, &super::base_uri(upstream, capability)),
        ));
        let credentials = upstream.credentials.iter().map(|one| credential(page, one));
        facts.extend(credentials.map(|credential| fact("Credential", &credential)));
    }
    if !capability.document.tags.is_empty() {
        let tags: Vec<String> = capability.document.tags.iter().map(|tag| bdi(tag)).collect();
        facts.push(fact("Tags", &tags.join(", ")));
    }
    let whole = match capability.description.as_str() {
        description if description == capability.label => String::new(),
        description => format!("<p class=\"whole\">{}</p>\n", bdi(description)),
    };
    let facts = if facts.is_empty() {
        String::new()
    } else {
        format!("<dl class=\"facts\">{}</dl>\n", facts.concat())
    };
    format!(
        "<section id=\"overview\" aria-labelledby=\"h-overview\"><h1 id=\"h-overview\">{}</h1>\n{whole}{facts}{}</section>\n",
        bdi(&capability.label),
        surfaces::table(page)
    )
}

fn fact(name: &str, value: &str) -> String {
    format!("<div><dt>{name}</dt><dd>{value}</dd></div>")
}

/// A credential by its kind and the variables that it comes from, never by its value.
fn credential(page: &Page<'_>, credential: &Credential) -> String {
    let (kind, parts): (&str, Vec<&[Expr]>) = match credential {
        Credential::Bearer(token) => ("bearer", vec![token]),
        Credential::Basic { username, password } => ("basic", vec![username, password]),
        Credential::Digest { username, password } => ("digest", vec![username, password]),
        Credential::Header { value, .. } => ("key in a header", vec![value]),
        Credential::Query { value, .. } => ("key in the query", vec![value]),
        Credential::Cookie { value, .. } => ("key in a cookie", vec![value]),
        Credential::Body { value, .. } => ("key in the body", vec![value]),
        Credential::OAuth(client) => {
            ("client credentials", vec![&client.client_id, &client.client_secret])
        }
    };
    let names = parts.into_iter().flatten().filter_map(|part| match part {
        Expr::Variable(index) => page.capability.variables.get(*index),
        _ => None,
    });
    let mut from: Vec<String> = names
        .map(|variable| {
            let state = live("span", "", &format!("variable {}", variable.name), "not set");
            format!("<code>{}</code>, {state}", text(&variable.name))
        })
        .collect();
    from.dedup();
    if from.is_empty() {
        return format!("{kind} from the document");
    }
    format!("{kind} from {}", from.join(" and "))
}
