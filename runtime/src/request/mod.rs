//! The request to an upstream, as the generated `encode` writes it.

mod body;
mod encoding;
mod filled;
mod form;
mod headers;
mod multipart;
mod path;
mod xml;

use self::body::Body;
pub(crate) use self::body::{BodyKind, Payload};
pub(crate) use self::encoding::{decode, encode_form, encode_text};
pub use self::form::FormWriter;
pub(crate) use self::headers::HeaderList;
pub use self::multipart::MultipartWriter;
pub use self::xml::XmlWriter;

use std::borrow::Cow;
use std::fmt;

use hyper::Method;
use hyper::header::{COOKIE, HeaderName, HeaderValue};

use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::json::{JsonWriter, MembersError, NoText, elements, members, text_of};
use crate::json::{Value, View};
use crate::problem::{Problem, clip};

/// A request that can only set what an operation may set: path, query, headers and body.
///
/// The scheme and the authority come from the upstream's base URI and cannot be named here.
#[derive(Debug)]
pub struct UpstreamRequest<'a> {
    method: &'static Method,
    /// The path as in the document, whose placeholders name what is wrong.
    path: &'static str,
    variables: &'a [String],
    /// Path and query, percent-encoded.
    target: String,
    base: usize,
    query: Option<usize>,
    path_values: usize,
    headers: HeaderList,
    cookies: String,
    body: Body,
    problems: Vec<Problem>,
}

/// A finished request, still without credentials and authority. In a box, since every future on its way
/// keeps room for it twice.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) query: Option<usize>,
    pub(crate) headers: HeaderList,
    pub(crate) cookies: String,
    pub(crate) payload: Payload,
}

impl<'a> UpstreamRequest<'a> {
    /// A request with the path `path` of a document below `base`.
    pub(crate) fn new(
        method: &'static Method,
        path: &'static str,
        base: &str,
        variables: &'a [String],
    ) -> Self {
        const USUAL_TARGET: usize = 96;
        let mut target = String::with_capacity(base.len() + USUAL_TARGET);
        target.push_str(base);
        Self {
            method,
            path,
            variables,
            base: target.len(),
            target,
            query: None,
            path_values: 0,
            headers: HeaderList::default(),
            cookies: String::new(),
            body: Body::default(),
            problems: Vec::new(),
        }
    }

    /// A query parameter; `name` is percent-encoded already.
    ///
    /// Arrays repeat the name, objects become `name[key]=value`.
    pub fn query<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        self.query_view(name, value.view());
        self
    }

    /// Query text that is encoded already, for example `Action=RunInstances`.
    pub fn fixed_query(&mut self, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.separate_query();
            self.target.push_str(text);
        }
        self
    }

    /// A header.
    pub fn header<V: Value + ?Sized>(&mut self, name: HeaderName, value: &V) -> &mut Self {
        if let Some(text) = self.read(name.as_str(), value.view()) {
            self.header_text(name, &text);
        }
        self
    }

    /// A cookie.
    pub fn cookie<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        if let Some(text) = self.read(name, value.view()) {
            self.cookie_text(name, &text);
        }
        self
    }

    /// The text of a value, to be a part of another text; an absent one is empty. `name` is what a
    /// caller calls it.
    pub fn text<'v, V: Value + ?Sized>(&mut self, name: &str, value: &'v V) -> Cow<'v, str> {
        self.read(name, value.view()).unwrap_or_default()
    }

    /// As [`Self::text`], to be a part of a key: without a value there is none.
    pub fn key_text<'v, V: Value + ?Sized>(&mut self, name: &str, value: &'v V) -> Cow<'v, str> {
        let problem = match value.view().text() {
            Ok(Some(text)) => return text,
            Ok(None) => Problem::required(name),
            Err(NoText) => Problem::no_text(name),
        };
        self.problems.push(problem);
        Cow::Borrowed("")
    }

    /// The text of constants and variables, for a query, header or cookie value.
    #[must_use]
    pub fn render(&self, parts: &[Expr]) -> String {
        evaluate::text(parts, Scope::fixed(self.variables))
    }

    /// The whole body as JSON.
    pub fn json<V: Value + ?Sized>(&mut self, value: &V) -> &mut Self {
        self.body.set_json(value.view());
        self
    }

    /// A JSON body that is written piece by piece.
    pub fn json_body(&mut self) -> &mut JsonWriter {
        self.body.writer()
    }

    /// Refuses keys of one object that are equal: only one of the members could be meant.
    pub fn distinct_keys(&mut self, keys: &[&str]) -> &mut Self {
        for (at, key) in keys.iter().enumerate() {
            if keys[..at].contains(key) {
                let key = clip(key, 64);
                let message =
                    format!("`{key}` would stand twice in one object; give another value");
                self.problems.push(Problem::new(&key, message));
            }
        }
        self
    }

    /// An `application/x-www-form-urlencoded` body.
    pub fn form(&mut self) -> &mut FormWriter {
        self.body.form()
    }

    /// A `multipart/form-data` body.
    pub fn multipart(&mut self) -> &mut MultipartWriter {
        self.body.multipart()
    }

    /// The whole body as the text of `value`, with a content type of its own.
    pub fn content<V: Value + ?Sized>(&mut self, media: &'static str, value: &V) -> &mut Self {
        if let Some(text) = self.read("body", value.view()) {
            self.body.set_content(media, &text);
        }
        self
    }

    /// The whole body as text made of pieces, with a content type of its own.
    pub fn content_text(&mut self, media: &'static str, text: fmt::Arguments<'_>) -> &mut Self {
        self.body.set_content(media, &text.to_string());
        self
    }

    pub(crate) fn finish(mut self) -> Result<Box<Prepared>, Vec<Problem>> {
        self.check_path();
        self.problems.append(&mut self.body.take_problems());
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let payload = self.body.finish();
        Ok(Box::new(Prepared {
            method: self.method.clone(),
            target: self.target,
            query: self.query,
            headers: self.headers,
            cookies: self.cookies,
            payload,
        }))
    }

    fn query_view(&mut self, name: &str, view: View<'_>) {
        match view {
            View::Absent => {}
            View::Array(items) => {
                items.iter().for_each(|item| self.raw_pair(name, None, item.as_str()));
            }
            View::Json(json) if json.as_bytes().first() == Some(&b'{') => {
                self.object_pairs(name, json.as_str());
            }
            View::Json(json) if json.as_bytes().first() == Some(&b'[') => {
                match elements(json.as_str()) {
                    Ok(items) => items.iter().for_each(|raw| self.raw_pair(name, None, raw)),
                    Err(_) => self.refuse_no_text(name),
                }
            }
            other => match other.text() {
                Ok(None) => {}
                Ok(Some(text)) => self.pair(name, None, &text),
                Err(NoText) => self.refuse_no_text(name),
            },
        }
    }

    /// `name[key]=value` for every member, and `name[key][inner]=value` for those of objects in it.
    fn object_pairs(&mut self, name: &str, object: &str) {
        match members(object.as_bytes()) {
            Ok(members) => {
                for (key, raw) in members.into_iter().flatten() {
                    let inside = raw.strip_prefix('{').map(str::trim_ascii_start);
                    if inside.is_some_and(|inside| !inside.starts_with('}')) {
                        let mut inner = format!("{name}%5B");
                        encode_text(&key, &mut inner);
                        inner.push_str("%5D");
                        self.object_pairs(&inner, raw);
                    } else {
                        self.raw_pair(name, Some(&key), raw);
                    }
                }
            }
            Err(MembersError::Duplicate(key)) => {
                self.problems.push(Problem::repeated_member(&shown(name), &key));
            }
            // It is valid, so a key is half of a surrogate pair.
            Err(MembersError::Syntax) => self.refuse_no_text(name),
        }
    }

    /// A pair whose value is JSON; null leaves no trace.
    fn raw_pair(&mut self, name: &str, key: Option<&str>, raw: &str) {
        match text_of(raw) {
            Ok(_) if raw == "null" => {}
            Ok(text) => self.pair(name, key, &text),
            Err(NoText) => self.refuse_no_text(name),
        }
    }

    /// `name` is percent-encoded.
    fn refuse_no_text(&mut self, name: &str) {
        self.problems.push(Problem::no_text(&shown(name)));
    }

    /// The text of a value that may be absent; that it has none is a problem of `name`.
    fn read<'v>(&mut self, name: &str, view: View<'v>) -> Option<Cow<'v, str>> {
        view.text().unwrap_or_else(|NoText| {
            self.problems.push(Problem::no_text(name));
            None
        })
    }

    fn pair(&mut self, name: &str, key: Option<&str>, value: &str) {
        self.separate_query();
        self.target.push_str(name);
        if let Some(key) = key {
            self.target.push_str("%5B");
            encode_text(key, &mut self.target);
            self.target.push_str("%5D");
        }
        self.target.push('=');
        encode_text(value, &mut self.target);
    }

    fn separate_query(&mut self) {
        match self.query {
            Some(_) => self.target.push('&'),
            None => {
                self.query = Some(self.target.len());
                self.target.push('?');
            }
        }
    }

    fn header_text(&mut self, name: HeaderName, text: &str) {
        match HeaderValue::from_bytes(text.as_bytes()) {
            Ok(_) if is_padded(text) => self.refuse_padding(name.as_str()),
            Ok(value) => self.headers.append(name, value),
            Err(_) => self.refuse_control(name.as_str()),
        }
    }

    fn cookie_text(&mut self, name: &str, text: &str) {
        if HeaderValue::from_bytes(text.as_bytes()).is_err() {
            return self.refuse_control(name);
        }
        if is_padded(text) {
            return self.refuse_padding(name);
        }
        if text.contains(';') {
            let sentence = format!("`{name}` must not contain a semicolon: it ends a cookie");
            return self.problems.push(Problem::new(name, sentence));
        }
        if !self.cookies.is_empty() {
            self.cookies.push_str("; ");
        }
        // As it was given: whoever issued it chose its encoding.
        self.cookies.push_str(name);
        self.cookies.push('=');
        self.cookies.push_str(text);
    }

    fn refuse_padding(&mut self, name: &str) {
        let sentence = format!("`{name}` must not begin or end with a blank: it would be cut off");
        self.problems.push(Problem::new(name, sentence));
    }

    fn refuse_control(&mut self, name: &str) {
        self.problems.push(Problem::new(
            name,
            format!("`{name}` must not contain line breaks or other control characters"),
        ));
    }
}

/// Returns `true` if a value has white space at an end, which is no part of a header (RFC 9110, 5.5).
fn is_padded(text: &str) -> bool {
    text.trim_matches([' ', '\t']).len() < text.len()
}

/// The name that `encoded` was made from.
fn shown(encoded: &str) -> Cow<'_, str> {
    decode(encoded).unwrap_or(Cow::Borrowed(encoded))
}

impl Prepared {
    /// Appends a query parameter; `name` is encoded already, `value` is not.
    pub(crate) fn push_query(&mut self, name: &str, value: &str) {
        self.target.push(if self.query.is_some() { '&' } else { '?' });
        self.query.get_or_insert(self.target.len() - 1);
        self.target.push_str(name);
        self.target.push('=');
        encode_text(value, &mut self.target);
    }

    pub(crate) fn path_text(&self) -> &str {
        self.query.map_or(&self.target, |at| &self.target[..at])
    }

    pub(crate) fn query_text(&self) -> &str {
        self.query.map_or("", |at| &self.target[at + 1..])
    }

    /// Turns the collected cookies into the one header they are sent in.
    pub(crate) fn seal_cookies(&mut self, sensitive: bool) {
        if self.cookies.is_empty() {
            return;
        }
        if let Ok(mut value) = HeaderValue::try_from(std::mem::take(&mut self.cookies)) {
            value.set_sensitive(sensitive);
            self.headers.insert(COOKIE, value);
        }
    }
}
