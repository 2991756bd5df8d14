//! Rows: what is seen of an entry before it is opened.

use super::entry::{PageEntry, What};
use super::html::{bdi_of, text};
use super::{Page, details};
use crate::model::Tool;

/// A row with its details, or with a link to them. Its heading is of this level.
pub(super) fn row(page: &Page<'_>, entry: &PageEntry<'_>, level: u8) -> String {
    let content = if page.is_large() {
        details::elsewhere(entry)
    } else {
        details::details(entry, level + 1, &page.address(entry.namespace))
    };
    format!("<li><details><summary>{}</summary>{content}</details></li>\n", heading(entry, level))
}

/// The heading of an entry.
pub(super) fn heading(entry: &PageEntry<'_>, level: u8) -> String {
    let class = match entry.what {
        What::Operation { .. } | What::Forward(_) => "op",
        What::Tool { .. } | What::Resource(_) | What::Prompt => "item",
    };
    format!("<h{level} class=\"row {class}\">{}</h{level}>", content(entry))
}

fn content(entry: &PageEntry<'_>) -> String {
    let about = match entry.about {
        "" => "<span class=\"about\"></span>".to_owned(),
        about => bdi_of("about", about),
    };
    let name = bdi_of("name", entry.name);
    match &entry.what {
        What::Operation { route, path } => {
            let method = text(&route.method);
            let class = class(&route.method);
            let labels = if entry.is_destructive && route.method != "DELETE" {
                labels(&[label("destructive", "destructive", false)])
            } else {
                String::new()
            };
            let path = variables(&text(path));
            format!(
                "<span class=\"method {class}\">{method}</span> <span class=\"path\">{path}</span> \
                 {about} <span class=\"end\">{labels}{name}</span>"
            )
        }
        What::Tool { tool, .. } => {
            format!("{name} {about}{}", end(&labels(&hints(tool))))
        }
        What::Resource(resource) => {
            let media = resource.media.as_deref().unwrap_or_default();
            let media = match media {
                "" => String::new(),
                media => format!("<span class=\"what\">{}</span>", text(media)),
            };
            format!("{name} {about}{}", end(&media))
        }
        What::Prompt => format!("{name} {about}"),
        What::Forward(forward) => format!(
            "<span class=\"method write\">ANY</span> <span class=\"path\">{}</span> {about} \
             <span class=\"end\">{name}</span>",
            variables(&text(&forward.template))
        ),
    }
}

fn end(content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    format!(" <span class=\"end\">{content}</span>")
}

fn class(method: &str) -> &'static str {
    match method {
        "GET" | "HEAD" => "safe",
        "DELETE" => "danger",
        _ => "write",
    }
}

/// Marks the placeholders of a path.
fn variables(path: &str) -> String {
    path.replace('{', "<var>{").replace('}', "}</var>")
}

/// What a tool does, declared or by the defaults of the protocol.
fn hints(tool: &Tool) -> Vec<String> {
    let hints = tool.hints;
    let is_read = hints.read_only == Some(true);
    let mut out = vec![if is_read {
        label("readonly", "read-only", false)
    } else if hints.destructive.unwrap_or(true) {
        label("destructive", "destructive", hints.destructive.is_none())
    } else {
        label("writes", "writes", hints.read_only.is_none())
    }];
    if !is_read && hints.idempotent == Some(true) {
        out.push(label("other", "idempotent", false));
    }
    if hints.open_world == Some(true) {
        out.push(label("other", "open world", false));
    }
    out
}

fn label(class: &str, word: &str, is_implied: bool) -> String {
    if is_implied {
        return format!(
            "<span class=\"label {class} implied\">{word}<span class=\"why\"> by default</span></span>"
        );
    }
    format!("<span class=\"label {class}\">{word}</span>")
}

fn labels(labels: &[String]) -> String {
    format!("<span class=\"labels\">{}</span> ", labels.concat())
}
