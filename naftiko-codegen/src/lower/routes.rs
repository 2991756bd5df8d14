//! Paths of REST surfaces: R76, R77.

use super::context::Context;
use super::limits::check_path;
use crate::finding::{Code, Finding};
use crate::model::{PatternPart, RoutePath, RouteSegment};
use crate::spec::Text;

/// The path of an operation below its resource (R77).
pub(crate) fn join(
    resource: Option<&Text>,
    unit: Option<&Text>,
    context: &mut Context<'_>,
) -> Option<Text> {
    let Some(unit) = unit else { return resource.cloned() };
    let message = format!("`{}` follows the path of its resource", unit.value);
    context.report(Finding::new(Code::UnitPath, unit.span, message));
    let Some(resource) = resource else { return Some(unit.clone()) };
    let tail = unit.value.trim_start_matches('/');
    let value = if tail.is_empty() {
        resource.value.clone()
    } else {
        format!("{}/{tail}", resource.value.trim_end_matches('/'))
    };
    Some(Text { value, span: unit.span })
}

/// Reads an exposed path; `None` when its braces do not match.
pub(crate) fn parse(text: &Text, context: &mut Context<'_>) -> Option<RoutePath> {
    if !check_path(text, context) {
        return None;
    }
    let written = text.value.trim();
    let (path, query) = match written.split_once('?') {
        Some((path, query)) => (path, query),
        None => (written, ""),
    };
    let mut placeholders = Vec::new();
    let mut segments = Vec::new();
    let mut unusual = written != text.value
        || !path.starts_with('/')
        || (path.len() > 1 && path.ends_with('/'))
        || path.contains('#')
        || path.contains("{{")
        || !query.is_empty();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let Some(segment) = parse_segment(segment, &mut placeholders) else {
            path_syntax(text, context);
            return None;
        };
        unusual |= matches!(segment, RouteSegment::Pattern(_));
        segments.push(segment);
    }
    if unusual {
        let message = format!("`{}` is matched in the form that requests have", text.value);
        context.report(Finding::new(Code::ExposedPathForm, text.span, message));
    }
    let conditions =
        query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (pair.to_owned(), None),
        });
    Some(RoutePath {
        template: if path.is_empty() { "/".to_owned() } else { written.to_owned() },
        segments,
        conditions: conditions.collect(),
        placeholders,
    })
}

fn parse_segment(segment: &str, placeholders: &mut Vec<String>) -> Option<RouteSegment> {
    let mut parts: Vec<PatternPart> = Vec::new();
    let mut rest = segment;
    while let Some(open) = rest.find(['{', '}']) {
        if open > 0 {
            parts.push(PatternPart::Literal(decode(&rest[..open])));
        }
        // Without a literal between them nobody can say where one placeholder ends.
        if matches!(parts.last(), Some(PatternPart::Placeholder)) {
            return None;
        }
        let (inner, close) = match rest[open..].strip_prefix("{{") {
            Some(inner) => (inner, "}}"),
            None => (rest[open..].strip_prefix('{')?, "}"),
        };
        let end = inner.find(close)?;
        let name = inner[..end].trim().trim_end_matches('+');
        if name.is_empty() || name.contains(['{', '}']) {
            return None;
        }
        placeholders.push(name.to_owned());
        parts.push(PatternPart::Placeholder);
        rest = &inner[end + close.len()..];
    }
    if !rest.is_empty() {
        parts.push(PatternPart::Literal(decode(rest)));
    }
    Some(match parts.as_slice() {
        [PatternPart::Literal(text)] => RouteSegment::Literal(text.clone()),
        [PatternPart::Placeholder] => RouteSegment::Placeholder,
        _ => RouteSegment::Pattern(parts),
    })
}

/// Percent-decodes a literal: requests are compared after decoding.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |index: usize| bytes.get(index).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// R30 for exposed paths.
fn path_syntax(text: &Text, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::PathSyntax,
            text.span,
            format!("the path `{}` cannot be matched", text.value),
        )
        .help("a placeholder is `{name}`, and two in one segment need text between them"),
    );
}
