//! What is known since the start, in its places in the documents of the compiler.
//!
//! An element with `data-live` holds one value; nothing that an author wrote can look like one, since quotation
//! marks of a document are escaped in all of its texts.

use std::collections::HashMap;

use super::html::escape;
use super::{Page, facts};

const LIVE: &str = " data-live=\"";

/// The document with what holds for this process.
pub(super) fn fill(html: &str, page: &Page) -> String {
    let html = page.shared.texts.shell.name_versions(html);
    let html = if page.shared.facts.mock {
        html.replacen("<body data-mode=\"live\"", "<body data-mode=\"mock\"", 1)
    } else {
        html
    };
    let html = match control(page) {
        Some(row) => with_row(&html, &row),
        None => html,
    };
    with_values(&html, &values(page))
}

/// Puts values into the elements whose key is known.
fn with_values(html: &str, values: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(LIVE) {
        out.push_str(before);
        out.push_str(LIVE);
        rest = after;
        let Some(value) = after.split_once('"').and_then(|(key, _)| values.get(key)) else {
            continue;
        };
        let Some((tag, content)) = after.split_once('>') else { continue };
        let Some(end) = content.find("</") else { continue };
        out.push_str(tag);
        out.push('>');
        out.push_str(value);
        rest = content.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Values by their keys, both as they stand in a document.
fn values(page: &Page) -> HashMap<String, String> {
    let facts = &page.shared.facts;
    let mut values = HashMap::new();
    let mut add = |key: &str, value: &str| {
        values.insert(escape(key).into_owned(), escape(value).into_owned());
    };
    for upstream in &facts.upstreams {
        add(&format!("upstream {}", upstream.namespace), &upstream.address);
    }
    let hosts: Vec<&str> = facts.upstreams.iter().map(|one| one.host.as_str()).collect();
    if !hosts.is_empty() {
        add("hosts", &hosts.join(", "));
    }
    for (name, is_set) in &facts.variables {
        add(&format!("variable {name}"), if *is_set { "set" } else { "not set" });
    }
    add("version", facts.capability.build.version);
    if let Some(commit) = facts.capability.build.commit() {
        add("commit", commit);
    }
    let Some(around) = page.shared.surroundings.get() else { return values };
    for surface in &around.surfaces {
        add(&format!("address {}", surface.namespace), &surface.address);
        add(&format!("state {}", surface.namespace), "up");
    }
    if let Some(program) = page.program() {
        add("program", &program);
    }
    values
}

/// The row of the surface for operators, which the compiler does not know of when only the environment asks for it.
fn control(page: &Page) -> Option<String> {
    let around = page.shared.surroundings.get()?;
    let control = around.surfaces.iter().find(|surface| surface.kind == "control")?;
    let address = escape(&control.address);
    let guard = escape(control.guard.unwrap_or("none"));
    Some(format!(
        "<tr data-surface=\"control\"><th scope=\"row\">Control</th>\
         <td><strong class=\"up\">up</strong></td>\
         <td><a href=\"{address}/health/ready\"><code>{address}</code></a></td><td>{guard}</td>\
         <td class=\"n\">–</td><td class=\"n\">–</td><td class=\"n\">–</td><td class=\"n\">–</td></tr>\n"
    ))
}

/// Adds a row to the table of surfaces.
fn with_row(html: &str, row: &str) -> String {
    let table = html.find("<table class=\"surfaces\">").unwrap_or(html.len());
    let end = html.get(table..).and_then(|rest| rest.find("</tbody>"));
    let Some((before, after)) = end.and_then(|end| html.split_at_checked(table + end)) else {
        return html.to_owned();
    };
    format!("{before}{row}{after}")
}

impl Page {
    /// The path of the program, which only this machine is told.
    pub(super) fn program(&self) -> Option<String> {
        let around = self.shared.surroundings.get()?;
        around.is_local.then(facts::program).flatten()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{with_row, with_values};

    #[test]
    fn values_stand_in_their_places() {
        let values = [("a b", "1 &lt; 2"), ("a&amp;b", "x")];
        let values: HashMap<String, String> =
            values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        for (html, expected) in [
            ("<td data-live=\"a b\">0</td>", "<td data-live=\"a b\">1 &lt; 2</td>"),
            (
                "<td class=\"n\" data-live=\"a&amp;b\">old</td><p data-live=\"c\">c</p>",
                "<td class=\"n\" data-live=\"a&amp;b\">x</td><p data-live=\"c\">c</p>",
            ),
            ("<p>&quot; data-live=&quot;a b&quot;</p>", "<p>&quot; data-live=&quot;a b&quot;</p>"),
            ("<td data-live=\"a b\"", "<td data-live=\"a b\""),
            ("", ""),
        ] {
            assert_eq!(with_values(html, &values), expected);
        }
    }

    #[test]
    fn a_row_stands_at_the_end() {
        let html =
            "<table><tbody></tbody></table><table class=\"surfaces\"><tbody>1</tbody></table>";
        let expected =
            "<table><tbody></tbody></table><table class=\"surfaces\"><tbody>12</tbody></table>";
        assert_eq!(with_row(html, "2"), expected);
        assert_eq!(with_row("<p></p>", "2"), "<p></p>");
    }
}
