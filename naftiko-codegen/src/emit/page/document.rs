//! The frame of every document of the page.

use super::Page;
use super::html::{attribute, bdi};
use super::snippets::live;

/// A document with this title. `class` is one of the body.
pub(super) fn document(title: &str, class: &str, body: &str) -> String {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"/-/icon.svg?HASH\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/-/page.css?HASH\">\
         <script src=\"/-/page.js?HASH\" defer></script></head>\n\
         <body data-mode=\"live\"{class}>\n\
         <a class=\"skip\" href=\"#content\">Skip to content</a>\n{body}<footer></footer>\n</body></html>\n",
        attribute(title)
    )
}

/// A document about one thing, which has this id in the document at `/`.
pub(super) fn alone(page: &Page<'_>, title: &str, id: &str, content: &str) -> String {
    let label = &page.capability.label;
    let body = format!(
        "<header class=\"top\"><p class=\"label\"><a href=\"/#{}\">{}</a></p>\
         <strong class=\"mock\">mock</strong></header>\n{}\
         <main id=\"content\" tabindex=\"-1\">\n{content}\n</main>\n",
        attribute(id),
        bdi(label),
        mode(page)
    );
    document(&format!("{title} · {label}"), "alone", &body)
}

/// What is shown where nothing real is called.
pub(super) fn mode(page: &Page<'_>) -> String {
    let nothing = match page.hosts().as_str() {
        "" => "Nothing is called.".to_owned(),
        hosts => format!("Nothing reaches {}.", live("span", "", "hosts", hosts)),
    };
    format!(
        "<aside class=\"mode\" aria-label=\"Mode\"><p class=\"mock\">Mock: answers are made from the document. \
         {nothing}</p></aside>\n"
    )
}
