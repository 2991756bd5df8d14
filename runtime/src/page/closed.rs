//! The document that asks for what the guard wants. It says nothing of the capability's document but how to be let
//! in.

use super::Page;
use super::html::escape;

/// The document; `None` where there is no guard, or one that browsers ask for themselves.
pub(super) fn document(page: &Page) -> Option<String> {
    let guard = page.shared.facts.guard_word()?;
    let (kind, name) = guard.split_once(' ').unwrap_or((&guard, ""));
    let wanted = match kind {
        "bearer" => "a bearer token",
        "oauth2" => "an access token",
        "header" | "query" | "cookie" => "a key",
        _ => return None,
    };
    let own = page.shared.facts.namespace;
    let around = page.shared.surroundings.get();
    let surface = around.and_then(|around| around.surfaces.iter().find(|one| one.namespace == own));
    let url = surface.map_or("", |surface| surface.address.trim_end_matches("/mcp"));
    let host = escape(url.split_once("://").map_or(url, |(_, host)| host));
    let (url, name) = (escape(url), escape(name));
    let line = match kind {
        "header" => format!("curl -H \"{name}: $TOKEN\" -H 'Accept: text/html' {url}/"),
        "query" => {
            format!("curl -G --data-urlencode \"{name}=$TOKEN\" -H 'Accept: text/html' {url}/")
        }
        "cookie" => format!("curl -b \"{name}=$TOKEN\" -H 'Accept: text/html' {url}/"),
        _ => format!("curl -H \"Authorization: Bearer $TOKEN\" -H 'Accept: text/html' {url}/"),
    };
    let field = if kind == "bearer" || kind == "oauth2" { "token" } else { "key" };
    let way = if kind == "cookie" {
        format!(
            "Browsers send the cookie {name} by themselves once it is set for this host; then read the page again."
        )
    } else {
        format!(
            "Give the {field} in the field above; it stays in the memory of this page and is gone when the page is \
             closed or reloaded."
        )
    };
    let guard = escape(&guard);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{host}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"/-/icon.svg?HASH\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/-/page.css?HASH\">\
         <script src=\"/-/page.js?HASH\" defer></script></head>\n\
         <body class=\"closed\" data-guard=\"{guard}\">\n\
         <a class=\"skip\" href=\"#content\">Skip to content</a>\n\
         <header class=\"top\"><p class=\"label\"><bdi>{host}</bdi></p></header>\n\
         <main id=\"content\" tabindex=\"-1\">\n\
         <h1>This surface asks for {wanted}</h1>\n\
         <p class=\"whole\">Nothing of the document is shown before. {way}</p>\n\
         <h2>Without script</h2>\n\
         <div class=\"scroll\"><pre><code>{line}</code></pre></div>\n\
         </main>\n<footer></footer>\n</body></html>\n"
    );
    Some(page.shared.texts.shell.name_versions(&html))
}
