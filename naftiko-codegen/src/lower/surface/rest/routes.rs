//! Paths of REST surfaces: R76, R77.

use crate::encoding::{decode, decode_form};
use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::limits::check_path;
use crate::lower::tag::{Tag, only_names, tag_at};
use crate::model::{PatternPart, RoutePath, RouteSegment};
use crate::spec::Text;
use crate::text::Span;

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
    path_literal(path, text.span, context);
    if decode(path).is_none() {
        not_utf8(path, text.span, context);
        return None;
    }
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
    let conditions = conditions(query, text.span, context)?;
    Some(RoutePath {
        template: if path.is_empty() { "/".to_owned() } else { written.to_owned() },
        segments,
        conditions,
        placeholders,
    })
}

/// Segments that are placeholders in other notations, and text here.
pub(crate) fn path_literal(path: &str, span: Span, context: &mut Context<'_>) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    for segment in path.split('/') {
        let colon = segment.strip_prefix(':').filter(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_name)
        });
        let angle = segment.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
        let star = segment.starts_with('*');
        if star || colon.or(angle).is_some() {
            let message =
                format!("`{segment}` is text that a request has to have as it stands here");
            let name = colon.or(angle).unwrap_or("name");
            context.report(
                Finding::new(Code::PathLiteral, span, message)
                    .help(format!("a placeholder is `{{{name}}}`")),
            );
        }
    }
}

/// Parses the text behind `?` to the conditions that requests are compared with.
fn conditions(
    query: &str,
    span: Span,
    context: &mut Context<'_>,
) -> Option<Vec<(String, Option<String>)>> {
    let mut conditions = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        if pair.contains(['{', '}']) {
            let message =
                format!("`?{pair}` would only be met by a request with these very braces in it");
            context.report(Finding::new(Code::PathSyntax, span, message).help(
                "write `?name` for any value, or declare the query parameter under `inputParameters`",
            ));
            return None;
        }
        let (name, value) = match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        };
        let decoded = (decode_form(name), value.map(decode_form));
        let (Some(name), value @ (None | Some(Some(_)))) = decoded else {
            not_utf8(pair, span, context);
            return None;
        };
        conditions.push((name, value.flatten()));
    }
    Some(conditions)
}

/// `{path}` at the end of an operation, which other engines give the rest of the path.
pub(crate) fn one_segment(path: &RoutePath, span: Span, context: &mut Context<'_>) {
    let last = path.placeholders.last();
    let more = path.template.trim_end_matches('/').ends_with("+}");
    if (more || last.is_some_and(|name| name == "path"))
        && matches!(path.segments.last(), Some(RouteSegment::Placeholder))
    {
        let name = last.map_or("path", String::as_str);
        let message =
            format!("`{{{name}}}` of `{}` is one segment, not the rest of the path", path.template);
        context.report(Finding::new(Code::PathOneSegment, span, message));
    }
}

/// Escapes that no request can have: those are 400 before any route is looked at.
fn not_utf8(text: &str, span: Span, context: &mut Context<'_>) {
    let message =
        format!("the percent escapes of `{text}` are no UTF-8, so nothing can match them");
    context.report(
        Finding::new(Code::PathSyntax, span, message).help("write the text itself, as in `/café`"),
    );
}

fn parse_segment(segment: &str, placeholders: &mut Vec<String>) -> Option<RouteSegment> {
    let mut parts: Vec<PatternPart> = Vec::new();
    let mut rest = segment;
    while let Some(open) = rest.find(['{', '}']) {
        if open > 0 {
            parts.push(PatternPart::Literal(decode(&rest[..open])?));
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
        parts.push(PatternPart::Literal(decode(rest)?));
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
