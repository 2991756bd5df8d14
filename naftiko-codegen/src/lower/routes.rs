//! Paths of REST surfaces: R76, R77.

use super::context::Context;
use super::limits::check_path;
use super::tag::{Tag, only_names, tag_at};
use crate::encoding::decode;
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
    if !check_path(text, context) || !only_names(&text.value, text.span, context.findings) {
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
        let (name, length) = if rest[open..].starts_with("{{") {
            let (Tag::Name(name), length) = tag_at(&rest[open..]) else { return None };
            (name, length)
        } else {
            let inner = rest[open..].strip_prefix('{')?;
            let end = inner.find('}')?;
            (inner[..end].trim(), end + 2)
        };
        let name = name.trim_end_matches('+');
        if name.is_empty() || name.contains(['{', '}']) {
            return None;
        }
        placeholders.push(name.to_owned());
        parts.push(PatternPart::Placeholder);
        rest = &rest[open + length..];
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
