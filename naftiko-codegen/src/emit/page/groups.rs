//! A section of entries, and the groups within it.

use super::entry::{PageEntry, SECTIONS, What};
use super::html::{attribute, bdi, percent};
use super::{Page, rows};

/// Operations from which on there are groups.
const MANY: usize = 25;

/// A section, and what stands below its link.
pub(super) struct Section {
    pub(super) html: String,
    pub(super) navigation: String,
}

/// Entries that stand together.
struct Group<'s, 'e> {
    title: &'e str,
    /// Something about them, as HTML.
    beside: String,
    entries: Vec<&'s PageEntry<'e>>,
}

/// The section of these entries.
pub(super) fn section(
    page: &Page<'_>,
    id: &str,
    title: &str,
    entries: &[&PageEntry<'_>],
) -> Section {
    let head =
        format!("<section id=\"{id}\" aria-labelledby=\"h-{id}\"><h2 id=\"h-{id}\">{title}</h2>");
    let by_surface = by_surface(page, entries);
    let (groups, beside) = match by_surface.as_slice() {
        [only] => (by_path(entries), only.beside.clone()),
        _ => (by_surface, String::new()),
    };
    if groups.len() < 2 {
        let rows: String = entries.iter().map(|entry| rows::row(page, entry, 3)).collect();
        let html = format!("{head}{beside}\n<ul class=\"rows\">\n{rows}</ul>\n</section>\n");
        return Section { html, navigation: String::new() };
    }
    let (mut html, mut navigation) = (format!("{head}{beside}\n"), String::new());
    for (number, group) in groups.iter().enumerate() {
        let own = format!("g-{id}-{}", number + 1);
        let count = group.entries.len();
        let rows: String = group.entries.iter().map(|entry| rows::row(page, entry, 4)).collect();
        html += &format!(
            "<section class=\"group {}\" aria-labelledby=\"{own}\"><h3 id=\"{own}\">{} \
             <span class=\"n\">{count}</span></h3>{}<ul class=\"rows\">\n{rows}</ul></section>\n",
            size(count),
            bdi(group.title),
            group.beside
        );
        navigation += &format!(
            "<li><a href=\"#{own}\">{} <span class=\"n\">{count}</span></a></li>",
            bdi(group.title)
        );
    }
    html += "</section>\n";
    Section { html, navigation: format!("<ul>{navigation}</ul>") }
}

/// A class near the height of so many rows, so that a browser need not lay them out.
fn size(count: usize) -> String {
    let size = [4, 8, 16, 32, 64, 128, 256].into_iter().find(|size| *size >= count);
    format!("s{}", size.unwrap_or(512))
}

fn by_surface<'s, 'e>(page: &Page<'_>, entries: &[&'s PageEntry<'e>]) -> Vec<Group<'s, 'e>> {
    let mut groups: Vec<Group<'s, 'e>> = Vec::new();
    for entry in entries {
        let group = groups.iter_mut().find(|group| group.title == entry.namespace);
        if let Some(group) = group {
            group.entries.push(entry);
            continue;
        }
        let title = entry.namespace;
        groups.push(Group { title, beside: beside(page, entry), entries: vec![entry] });
    }
    groups
}

/// The address of a surface, and its own description of itself.
fn beside(page: &Page<'_>, entry: &PageEntry<'_>) -> String {
    let document = match entry.what {
        What::Operation { .. } | What::Forward(_) => format!(
            " · <a href=\"/-/to/{}/openapi.json\">OpenAPI</a>",
            attribute(&percent(entry.namespace))
        ),
        _ => String::new(),
    };
    format!("<p class=\"beside\">{}{document}</p>", page.code_address(entry.namespace))
}

/// Many operations by the first segment of their paths that not all of them have.
fn by_path<'s, 'e>(entries: &[&'s PageEntry<'e>]) -> Vec<Group<'s, 'e>>
where
    's: 'e,
{
    let is_route = |entry: &&&PageEntry<'_>| entry.what.section() == SECTIONS[0].0;
    if entries.len() < MANY || !entries.iter().all(|entry| is_route(&entry)) {
        return Vec::new();
    }
    let segments: Vec<Vec<&str>> = entries.iter().map(|entry| segments(entry)).collect();
    let shared = (0..)
        .take_while(|at| {
            let first = segments.first().and_then(|segments| segments.get(*at));
            first.is_some() && segments.iter().all(|segments| segments.get(*at) == first)
        })
        .count();
    let mut groups: Vec<Group<'s, 'e>> = Vec::new();
    for (entry, segments) in entries.iter().zip(segments) {
        let title = segments.get(shared).or(segments.last()).copied().unwrap_or("/");
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { title, beside: String::new(), entries: vec![entry] }),
        }
    }
    groups
}

fn segments<'e>(entry: &'e PageEntry<'_>) -> Vec<&'e str> {
    match &entry.what {
        What::Operation { path, .. } => path.split('/').filter(|part| !part.is_empty()).collect(),
        What::Forward(forward) => {
            forward.template.split('/').filter(|part| !part.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}
