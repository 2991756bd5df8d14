//! The parts of the page, by their paths.

use std::sync::OnceLock;

use bytes::Bytes;
use hyper::Response;
use hyper::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, VARY};
use hyper::http::request::Parts;

use super::shell::Shell;
use super::text::{Caching, HTML, JSON, PLAIN, Text};
use super::{BELOW, Page, closed, fill, state};
use crate::body::ResponseBody;
use crate::rejection::Rejection;
use crate::request::decode;
use crate::tables::{PagePart, PageTexts};

/// The texts of a page. Documents are filled in when they are first asked for.
pub(super) struct Texts {
    pub(super) shell: Shell,
    overview: Document,
    entries: Vec<(&'static str, Document)>,
    data: Text,
    spec: Text,
}

struct Document {
    part: &'static PagePart,
    filled: OnceLock<Text>,
}

impl Texts {
    pub(super) fn new(table: &'static PageTexts) -> Self {
        let entries = table.entries.iter();
        Self {
            shell: Shell::new(),
            overview: Document::new(&table.overview),
            entries: entries.map(|(path, part)| (*path, Document::new(part))).collect(),
            data: Text::compressed(table.data.0, JSON),
            spec: Text::compressed(table.spec.0, PLAIN),
        }
    }

    fn entry(&self, path: &str) -> Option<&Document> {
        let at = self.entries.binary_search_by_key(&path, |(known, _)| *known).ok()?;
        self.entries.get(at).map(|(_, document)| document)
    }
}

impl Document {
    fn new(part: &'static PagePart) -> Self {
        Self { part, filled: OnceLock::new() }
    }

    fn filled(&self, page: &Page) -> &Text {
        self.filled.get_or_init(|| {
            let written = Text::compressed(self.part.0, HTML);
            let html = String::from_utf8_lossy(written.plain());
            Text::written(fill::fill(&html, page), HTML)
        })
    }
}

impl Page {
    /// Returns `true` for a part that the page's script asks for, and nothing else.
    pub(super) fn is_for_script(&self, path: &str) -> bool {
        let name = path.strip_prefix(BELOW).unwrap_or_default();
        matches!(name, "state" | "page.json" | "traces") || name.starts_with("traces/")
    }

    /// One of the files that are the same for every document.
    pub(super) fn shell(&self, parts: &Parts) -> Option<Result<Response<ResponseBody>, Rejection>> {
        let name = parts.uri.path().strip_prefix(BELOW)?;
        let file = self.shared.texts.shell.file(name)?;
        Some(file.answer(parts, Caching::ByTag))
    }

    /// A part that only callers whom the guard has let in may see.
    pub(super) fn answer(&self, parts: &Parts) -> Result<Response<ResponseBody>, Rejection> {
        let texts = &self.shared.texts;
        let Some(name) = parts.uri.path().strip_prefix(BELOW) else {
            let mut response = texts.overview.filled(self).answer(parts, Caching::Asked)?;
            response.headers_mut().append(VARY, HeaderValue::from_name(ACCEPT));
            return Ok(response);
        };
        match name {
            "page.json" => texts.data.answer(parts, Caching::Asked),
            "spec" => texts.spec.answer(parts, Caching::Asked),
            "state" => Ok(fresh(state::state(self))),
            "traces" => self.traces().ok_or(Rejection::NotFound),
            _ => {
                if let Some(id) = name.strip_prefix("traces/") {
                    return self.trace(id).ok_or(Rejection::NotFound);
                }
                let path = name.strip_prefix("page/").and_then(decode);
                let entry = path.as_deref().and_then(|path| texts.entry(path));
                entry.ok_or(Rejection::NotFound)?.filled(self).answer(parts, Caching::Asked)
            }
        }
    }

    /// The answer to a caller whom the guard has not let in: documents give way to one that asks for what the
    /// guard wants, unless the browser asks itself.
    pub(super) fn refuse(
        &self,
        refusal: Rejection,
        parts: &Parts,
        id: &HeaderValue,
    ) -> Result<Response<ResponseBody>, Rejection> {
        let path = parts.uri.path();
        let is_document = path == "/" || path.starts_with("/-/page/");
        let Some(html) = closed::document(self).filter(|_| {
            is_document
                && matches!(refusal, Rejection::Refused(_))
                && super::negotiation::prefers_html(&parts.headers)
        }) else {
            return Err(refusal);
        };
        let mut response = refusal.respond(id);
        *response.body_mut() = ResponseBody::whole(html);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(VARY, HeaderValue::from_name(ACCEPT));
        Ok(response)
    }

    fn traces(&self) -> Option<Response<ResponseBody>> {
        let observer = &self.shared.surroundings.get()?.observer;
        observer.traced().map(|_| fresh(observer.traces()))
    }

    fn trace(&self, id: &str) -> Option<Response<ResponseBody>> {
        let observer = &self.shared.surroundings.get()?.observer;
        observer.traced().and_then(|_| observer.trace(id)).map(fresh)
    }
}

/// JSON that is another one the next time.
fn fresh(json: Bytes) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::whole(json));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
