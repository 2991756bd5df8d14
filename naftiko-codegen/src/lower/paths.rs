//! Upstream paths: R29 to R31.

use super::context::Context;
use super::limits::check_path;
use super::secrets::{is_credential, plaintext_secret};
use super::surface::path_literal;
use super::tag::{Tag, only_names, tag_at, template_unsupported};
use super::variables::{Meaning, Usage};
use crate::finding::{Code, Finding};
use crate::spec::Text;
use crate::text::Span;

/// A path or query text cut at its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathPiece {
    /// Text as written.
    Literal(String),
    /// `{name}`; `slashes` for `{name+}`.
    Placeholder {
        /// The name inside the braces.
        name: String,
        /// Set if `/` passes unencoded.
        slashes: bool,
    },
    /// A variable of the capability.
    Variable(usize),
}

impl PathPiece {
    /// The piece for people to read.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Placeholder { name, .. } => format!("{{{name}}}"),
            Self::Variable(_) => "{{…}}".to_owned(),
        }
    }
}

/// An upstream path before its placeholders are arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawPath {
    pub(crate) path: Vec<PathPiece>,
    /// `k=v` pieces behind `?`.
    pub(crate) query: Vec<Vec<PathPiece>>,
}

impl RawPath {
    /// Names of placeholders in the path, each once, left to right.
    pub(crate) fn placeholders(&self) -> Vec<&str> {
        names(self.path.iter())
    }

    /// Names of placeholders in the query text.
    pub(crate) fn query_placeholders(&self) -> Vec<&str> {
        names(self.query.iter().flatten())
    }
}

fn names<'p>(pieces: impl Iterator<Item = &'p PathPiece>) -> Vec<&'p str> {
    let mut names = Vec::new();
    for piece in pieces {
        if let PathPiece::Placeholder { name, .. } = piece
            && !names.contains(&name.as_str())
        {
            names.push(name.as_str());
        }
    }
    names
}

/// R29: whether the operation paths of a consumes entry replace their resource paths.
pub(crate) fn are_absolute<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    pairs.into_iter().any(|(resource, operation)| {
        let resource = resource.trim_end_matches('/');
        !resource.is_empty()
            && (operation == resource
                || operation.strip_prefix(resource).is_some_and(|rest| rest.starts_with('/')))
    })
}

/// R29: the full path of an operation.
pub(crate) fn join(
    resource: Option<&Text>,
    operation: Option<&Text>,
    absolute: bool,
) -> Option<Text> {
    let (resource, operation) = match (resource, operation) {
        (None, None) => return None,
        (Some(resource), None) => return Some(resource.clone()),
        (None, Some(operation)) => return Some(operation.clone()),
        (Some(resource), Some(operation)) => (resource, operation),
    };
    let tail = operation.value.trim_start_matches('/');
    let value = if absolute {
        operation.value.clone()
    } else if tail.is_empty() {
        resource.value.clone()
    } else {
        format!("{}/{tail}", resource.value.trim_end_matches('/'))
    };
    Some(Text { value, span: operation.span })
}

/// Cuts a consumed path (R30, R31); `None` when its braces do not match.
pub(crate) fn parse(text: &Text, context: &mut Context<'_>) -> Option<RawPath> {
    if !check_path(text, context) || !only_names(&text.value, text.span, context.findings) {
        return None;
    }
    let mut written = text.value.trim();
    if let Some((before, fragment)) = written.split_once('#') {
        path_fragment(fragment, text.span, context);
        written = before;
    }
    let (path, query) = match written.split_once('?') {
        Some((path, query)) => {
            path_query(query, text.span, context);
            secrets_in_query(query, text.span, context);
            (path, Some(query))
        }
        None => (written, None),
    };
    let mut unusual = false;
    path_literal(path, text.span, context);
    let path = cut(path, text, &mut unusual, context)?;
    let path = with_leading_slash(path, &mut unusual);
    unusual |= has_unusual_form(&path);
    if unusual {
        let message = format!("`{}` is read in the form that upstreams understand", text.value);
        context.report(Finding::new(Code::PathForm, text.span, message));
    }
    let mut pairs = Vec::new();
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        pairs.push(cut(pair, text, &mut unusual, context)?);
    }
    Some(RawPath { path, query: pairs })
}

/// R31, `#`.
fn path_fragment(fragment: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::PathFragment,
            span,
            format!("`#{fragment}` cannot be part of a request; the path is cut before it"),
        )
        .help("a fragment never reaches a server; remove it, or say what distinguishes this operation in a header or the body"),
    );
}

/// R31, `?`.
fn path_query(query: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::PathQuery,
            span,
            format!("`?{query}` is sent with every call as a fixed query"),
        )
        .help("declare query parameters under `inputParameters` instead"),
    );
}

/// Pairs of a fixed query that have the name of a credential.
pub(crate) fn secrets_in_query(query: &str, span: Span, context: &mut Context<'_>) {
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let constant = !value.is_empty() && !value.contains(['{', '$']);
        if constant && is_credential(name) {
            plaintext_secret(&format!("value of `{name}`"), value, span, context);
        }
    }
}

/// Cuts `written` at `{x}` and `{{x}}`.
fn cut(
    written: &str,
    text: &Text,
    unusual: &mut bool,
    context: &mut Context<'_>,
) -> Option<Vec<PathPiece>> {
    let mut pieces = Vec::new();
    let mut rest = written;
    while let Some(open) = rest.find(['{', '}']) {
        if open > 0 {
            pieces.push(PathPiece::Literal(rest[..open].to_owned()));
        }
        let double = rest[open..].starts_with("{{");
        let (name, length) = if double {
            match tag_at(&rest[open..]) {
                (Tag::Name(name), length) => (Some(name), length),
                (_, length) => (None, length),
            }
        } else {
            single(&rest[open..])
        };
        let Some(name) = name.filter(|name| !name.contains(['{', '}', '/'])) else {
            path_syntax(text, context);
            return None;
        };
        *unusual |= double;
        pieces.push(placeholder(name, double, text, unusual, context));
        rest = &rest[open + length..];
    }
    if !rest.is_empty() {
        pieces.push(PathPiece::Literal(rest.to_owned()));
    }
    Some(pieces)
}

/// The name in `{name}`, with which `text` begins, and the length of both.
fn single(text: &str) -> (Option<&str>, usize) {
    let end = text.find('}').filter(|end| text.starts_with('{') && *end > 1);
    end.map_or((None, 0), |end| (Some(text[1..end].trim()), end + 1))
}

fn placeholder(
    name: &str,
    double: bool,
    text: &Text,
    unusual: &mut bool,
    context: &mut Context<'_>,
) -> PathPiece {
    if let (false, Some(name)) = (double, name.strip_suffix('+')) {
        *unusual = true;
        return PathPiece::Placeholder { name: name.to_owned(), slashes: true };
    }
    if double {
        let usage = Usage { span: text.span, purpose: "part of an upstream path", secret: false };
        let Context { findings, variables, .. } = context;
        return match variables.meaning(name, usage, findings) {
            Meaning::Variable(index) => {
                if variables.may_be_unset(index) {
                    findings.push(variable_unset(name, text.span));
                }
                PathPiece::Variable(index)
            }
            Meaning::Parameter(name) => PathPiece::Placeholder { name, slashes: false },
            // An operation knows of no steps.
            Meaning::Step(..) => PathPiece::Placeholder { name: name.to_owned(), slashes: false },
            Meaning::Member(..) => {
                let reason = "a path has whole parameters; declare one for the member";
                let tag = format!("{{{{{name}}}}}");
                findings.push(template_unsupported(&tag, reason, text.span));
                PathPiece::Placeholder { name: name.to_owned(), slashes: false }
            }
        };
    }
    PathPiece::Placeholder { name: name.to_owned(), slashes: false }
}

/// A variable in a path that nobody has to set.
fn variable_unset(name: &str, span: Span) -> Finding {
    let message = format!("`{name}` need not be set, and a path with a gap in it is another path");
    Finding::new(Code::ParamInInvalid, span, message)
        .help(format!("write `required: true` where `{name}` is declared"))
}

/// R30: braces that do not match.
fn path_syntax(text: &Text, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::PathSyntax,
            text.span,
            format!("the braces of the path `{}` do not match", text.value),
        )
        .help("a placeholder is `{name}`"),
    );
}

fn with_leading_slash(mut path: Vec<PathPiece>, unusual: &mut bool) -> Vec<PathPiece> {
    match path.first_mut() {
        None => {}
        Some(PathPiece::Literal(text)) if text.starts_with('/') => {}
        Some(PathPiece::Literal(text)) => {
            *unusual = true;
            text.insert(0, '/');
        }
        Some(_) => {
            *unusual = true;
            path.insert(0, PathPiece::Literal("/".to_owned()));
        }
    }
    path
}

fn has_unusual_form(path: &[PathPiece]) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut after = "/";
    for piece in path {
        match piece {
            PathPiece::Literal(text) => {
                // A placeholder that ends a segment is followed by `/` or by nothing.
                if after.is_empty() && !text.starts_with('/') {
                    return true;
                }
                if text.chars().any(|c| c.is_whitespace() || !c.is_ascii()) {
                    return true;
                }
                after = text;
            }
            PathPiece::Placeholder { name, .. } => {
                if !after.ends_with('/') || seen.contains(&name.as_str()) {
                    return true;
                }
                seen.push(name);
                after = "";
            }
            PathPiece::Variable(_) => return true,
        }
    }
    after.len() > 1 && after.ends_with('/')
}
