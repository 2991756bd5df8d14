//! Paths into a response: R81, RFC 9535 with the functions and operators of the reference dialect.

mod filter;
mod parser;
mod pattern;
mod segments;
#[cfg(test)]
mod tests;

use self::parser::{BLANKS, Parser, Refusal};
use super::context::Context;
use crate::finding::{Code, Finding};
use crate::model::{Query, QuerySegment, Segment, Selector};
use crate::spec::Text;

/// The segments of a path; an empty list is the whole document.
pub(crate) fn lower_path(text: &Text, context: &mut Context<'_>) -> Vec<Segment> {
    match parse(&text.value) {
        Ok(segments) => {
            if segments.is_empty() {
                let message = format!("`{}` is the whole document", text.value);
                context.report(Finding::new(Code::OutputRoot, text.span, message));
            }
            segments
        }
        Err(reason) => {
            jsonpath_unsupported(text, reason, context);
            Vec::new()
        }
    }
}

/// R81, error.
fn jsonpath_unsupported(text: &Text, reason: &str, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::JsonpathUnsupported,
            text.span,
            format!("`{}` is no path that can be compiled: {reason}", text.value),
        )
        .help("paths are written as in RFC 9535: `$.a.b`, `['name']`, `[0]`, `[*]`, `..name`, `[?@.n > 1]`"),
    );
}

fn parse(text: &str) -> Result<Vec<Segment>, Refusal> {
    let text = text.trim_matches(BLANKS);
    if text.starts_with("{{") {
        return Err("a path is no template; write it without braces");
    }
    let rest = text.strip_prefix(['$', '@']);
    match (rest, text) {
        (None, "") => return Err("it is empty"),
        (Some("."), _) | (None, ".") => return Ok(Vec::new()),
        _ => {}
    }
    // Without `$` a path begins with a name or a bracket.
    let mut parser = Parser::new(rest.unwrap_or(text));
    let query = if rest.is_some() || text.starts_with(['.', '[']) {
        parser.query(Query::default(), true)?
    } else {
        parser.first()?
    };
    if !parser.rest.is_empty() {
        return Err("a name needs a dot before it, and anything else brackets");
    }
    Ok(split(query, parser.asks_root))
}

/// The names and positions at the beginning are a path by themselves; the rest is a query, if it is more than
/// wildcards. One that asks the root again is a query from there.
fn split(query: Query, asks_root: bool) -> Vec<Segment> {
    let Query { segments, call } = query;
    if call.is_none()
        && let Some(plain) = segments.iter().map(plain).collect::<Option<Vec<_>>>()
    {
        return plain;
    }
    let leading = segments.iter().map_while(|segment| match plain(segment)? {
        Segment::Each => None,
        plain => Some(plain),
    });
    let mut path: Vec<Segment> = if asks_root { Vec::new() } else { leading.collect() };
    let segments = segments.into_iter().skip(path.len()).collect();
    path.push(Segment::Query(Query { segments, call }));
    path
}

fn plain(segment: &QuerySegment) -> Option<Segment> {
    match (segment.descendants, &segment.selectors[..]) {
        (false, [Selector::Name(name)]) => Some(Segment::Key(name.clone())),
        (false, [Selector::Index(index)]) => Some(Segment::Index(*index)),
        (false, [Selector::Wildcard]) => Some(Segment::Each),
        _ => None,
    }
}
