//! The routing of a request to an operation.

use std::borrow::Cow;

use hyper::Method;

use crate::query::Pairs;
use crate::request::decode;
use crate::tables::{Endpoint, RestOperation, RouteNode, SegmentPart};

/// The result of matching a path and a method.
#[derive(Debug)]
pub(super) enum Match<'p> {
    /// An operation, and the values of the path's placeholders.
    Yes(&'static RestOperation, Vec<Cow<'p, str>>),
    /// The question what is allowed, and the answer.
    Options(&'static str),
    /// A path that has other methods.
    MethodNotAllowed(&'static str),
    /// Nothing.
    No,
    /// The path is not UTF-8.
    BadPath,
}

pub(super) fn find<'p>(
    routes: &'static RouteNode,
    path: &'p str,
    method: &Method,
    query: &Pairs<'_>,
) -> Match<'p> {
    let encoded = path.as_bytes().contains(&b'%');
    if encoded && decode(path).is_none() {
        return Match::BadPath;
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let rest = (!path.is_empty()).then_some(path);
    let mut search = Search { method, query, encoded, values: Vec::new(), seen: None };
    match search.node(routes, rest) {
        Some(operation) => Match::Yes(operation, search.values),
        None => match search.seen {
            Some(endpoint) if *method == Method::OPTIONS => Match::Options(endpoint.allow),
            Some(endpoint) if !search.has_method(endpoint) => {
                Match::MethodNotAllowed(endpoint.allow)
            }
            _ => Match::No,
        },
    }
}

struct Search<'s, 'p> {
    method: &'s Method,
    query: &'s Pairs<'s>,
    /// Set if anything in the path has to be decoded.
    encoded: bool,
    values: Vec<Cow<'p, str>>,
    /// The first endpoint that fits the path.
    seen: Option<&'static Endpoint>,
}

impl<'p> Search<'_, 'p> {
    fn node(
        &mut self,
        node: &'static RouteNode,
        rest: Option<&'p str>,
    ) -> Option<&'static RestOperation> {
        let Some(rest) = rest else {
            return self.endpoint(node.endpoint?);
        };
        let (segment, rest) = match rest.bytes().position(|byte| byte == b'/') {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        let segment = if self.encoded { decode(segment)? } else { Cow::Borrowed(segment) };
        if let Some(child) = literal(node.literals, &segment)
            && let Some(found) = self.node(child, rest)
        {
            return Some(found);
        }
        let depth = self.values.len();
        for (pattern, child) in node.patterns {
            let Some(spans) = spans(pattern, &segment) else {
                continue;
            };
            let pieces = spans.into_iter().map(|(begin, end)| slice(segment.clone(), begin, end));
            self.values.extend(pieces);
            if let Some(found) = self.node(child, rest) {
                return Some(found);
            }
            self.values.truncate(depth);
        }
        let child = node.placeholder.filter(|_| !segment.is_empty())?;
        self.values.push(segment);
        let found = self.node(child, rest);
        if found.is_none() {
            self.values.truncate(depth);
        }
        found
    }

    fn endpoint(&mut self, endpoint: &'static Endpoint) -> Option<&'static RestOperation> {
        let fits = |method: &Method| {
            let mut operations = endpoint.operations.iter();
            operations.find(|o| o.method == *method && self.holds(o.conditions))
        };
        // A GET answers HEAD only where nobody declared one.
        let instead = (*self.method == Method::HEAD).then_some(&Method::GET);
        let found = fits(self.method).or_else(|| fits(instead?));
        self.seen.get_or_insert(endpoint);
        found
    }

    fn has_method(&self, endpoint: &'static Endpoint) -> bool {
        endpoint.operations.iter().any(|operation| self.is_method(&operation.method))
    }

    fn is_method(&self, method: &Method) -> bool {
        method == self.method || (*self.method == Method::HEAD && *method == Method::GET)
    }

    fn holds(&self, conditions: &[(&str, Option<&str>)]) -> bool {
        conditions.iter().all(|(name, value)| {
            self.query
                .iter()
                .any(|(found, given)| found == name && value.is_none_or(|value| given == value))
        })
    }
}

fn literal(
    literals: &'static [(&'static str, RouteNode)],
    segment: &str,
) -> Option<&'static RouteNode> {
    const FEW: usize = 8;
    if literals.len() <= FEW {
        return literals.iter().find(|(text, _)| *text == segment).map(|(_, node)| node);
    }
    let at = literals.binary_search_by(|(text, _)| (*text).cmp(segment)).ok()?;
    literals.get(at).map(|(_, node)| node)
}

/// Returns the spans of the placeholders in a text that fits the parts.
///
/// Each takes as little as it can, but the last literal stands at the end. So one pass decides, and
/// a long segment costs no more than its length.
fn spans(parts: &[SegmentPart], text: &str) -> Option<Vec<(usize, usize)>> {
    let mut spans = Vec::new();
    let mut at = 0;
    let mut parts = parts;
    loop {
        match parts {
            [] => return (at == text.len()).then_some(spans),
            [SegmentPart::Literal(literal), rest @ ..] => {
                at += text[at..].starts_with(literal).then_some(literal.len())?;
                parts = rest;
            }
            [SegmentPart::Placeholder, rest @ ..] => {
                let end = placeholder_end(rest, text, at)?;
                spans.push((at, end));
                at = end;
                parts = rest;
            }
        }
    }
}

/// The end of a placeholder that begins at `at` and is followed by `rest`; it is never empty.
fn placeholder_end(rest: &[SegmentPart], text: &str, at: usize) -> Option<usize> {
    let least = at + text[at..].chars().next()?.len_utf8();
    match rest {
        [SegmentPart::Literal(literal)] => {
            let end = text.len().checked_sub(literal.len())?;
            (end >= least && text.ends_with(literal)).then_some(end)
        }
        [SegmentPart::Literal(literal), ..] => {
            text[least..].find(literal).map(|offset| least + offset)
        }
        [] => Some(text.len()),
        // The compiler puts a literal between two placeholders.
        [SegmentPart::Placeholder, ..] => Some(least),
    }
}

fn slice(text: Cow<'_, str>, begin: usize, end: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[begin..end]),
        Cow::Owned(text) => Cow::Owned(text[begin..end].to_owned()),
    }
}

#[cfg(test)]
mod tests;
