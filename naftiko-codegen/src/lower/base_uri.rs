//! Base URIs: R17 to R20.

use super::address::check_address;
use super::context::Context;
use super::expression::{NO_SECTIONS, Piece, pieces};
use super::tag::template_unsupported;
use super::variables::{Meaning, Usage, from_caller};
use crate::finding::{Code, Finding};
use crate::model::Expr;
use crate::names;
use crate::spec::Text;
use crate::text::Span;

/// The base URI in parts; empty when it has to be given at start.
///
/// `inputs` are names that callers give; the host is chosen at start, without them.
pub(crate) fn lower_base_uri(
    namespace: &str,
    (base_uri, entry): (Option<&Text>, Span),
    path_secret: Option<(&str, &[Expr])>,
    inputs: &[String],
    context: &mut Context<'_>,
) -> Vec<Expr> {
    let Some(text) = base_uri else {
        context.report(
            Finding::new(Code::BaseUriMissing, entry, format!("`{namespace}` has no `baseUri`"))
                .help("add `baseUri: https://host/path` to this consumes entry"),
        );
        return Vec::new();
    };
    let written = text.value.trim();
    let Some(absolute) = absolute_uri(namespace, written, text.span, context) else {
        return Vec::new();
    };
    placeholder_host(&absolute, text.span, context);
    check_address(namespace, &absolute, text.span, context);
    let purpose = format!("part of the base URI of {namespace}");
    let place = Place { namespace, inputs, path_secret };
    let mut parts = Vec::new();
    for piece in pieces(absolute.trim_end_matches('/')) {
        let usage = Usage { span: text.span, purpose: &purpose, secret: false };
        match piece {
            Piece::Literal(literal) => {
                split_single_braces(literal, place, usage, &mut parts, context);
            }
            Piece::Unsupported { tag, reason } => {
                context.report(template_unsupported(tag, reason, text.span));
            }
            Piece::Section { tag, .. } => {
                context.report(template_unsupported(tag, NO_SECTIONS, text.span));
            }
            Piece::Expression(expression) => {
                let known = if place.is_input(expression, context) {
                    None
                } else {
                    known_variable(expression, usage, context)
                };
                let found =
                    known.unwrap_or_else(|| runtime_variable(place, expression, usage, context));
                parts.push(Expr::Variable(found));
            }
            Piece::Dollar { name, text } => {
                let found = dollar_variable(name, text, usage, context)
                    .unwrap_or_else(|| runtime_variable(place, name, usage, context));
                parts.push(Expr::Variable(found));
            }
        }
    }
    parts
}

/// Surroundings of a name in a base URI.
#[derive(Clone, Copy)]
struct Place<'a> {
    namespace: &'a str,
    inputs: &'a [String],
    path_secret: Option<(&'a str, &'a [Expr])>,
}

impl Place<'_> {
    /// Returns `true` if callers give `name`, and no bind has it.
    fn is_input(&self, name: &str, context: &Context<'_>) -> bool {
        let plain = from_caller(name).unwrap_or(name);
        !context.variables.is_declared(name) && self.inputs.iter().any(|input| input == plain)
    }
}

/// R17 and R19: an http or https URI, or `None` when it is only known at start.
fn absolute_uri(
    namespace: &str,
    written: &str,
    span: Span,
    context: &mut Context<'_>,
) -> Option<String> {
    let lower = written.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || starts_with_hole(written) {
        return Some(written.to_owned());
    }
    if let Some((scheme, _)) = written.split_once("://") {
        context.report(
            Finding::new(
                Code::BaseUriScheme,
                span,
                format!(
                    "`{namespace}` is reached by `{scheme}`, but only http and https can be called"
                ),
            )
            .help("give the address of an HTTP interface of this API"),
        );
        return None;
    }
    let problem = if written.is_empty() {
        "is empty".to_owned()
    } else if let Some(rest) = written.strip_prefix("//") {
        let uri = format!("https://{rest}");
        let message = format!("the base URI of `{namespace}` has no scheme; https is assumed");
        context.report(Finding::new(Code::BaseUriUnusable, span, message));
        return Some(uri);
    } else {
        format!("is `{written}`, which names no host")
    };
    let variable = format!("{}_BASE_URI", names::screaming(namespace));
    context.report(
        Finding::new(
            Code::BaseUriUnusable,
            span,
            format!("the base URI of `{namespace}` {problem}; it has to be given at start"),
        )
        .help(format!("write `baseUri: https://…`, or set {variable} when the server starts")),
    );
    None
}

fn starts_with_hole(written: &str) -> bool {
    written.starts_with(['{', '$'])
}

/// R20: a host that is clearly made up.
fn placeholder_host(uri: &str, span: Span, context: &mut Context<'_>) {
    let lower = uri.to_ascii_lowercase();
    let host = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let marks = [
        "example.com",
        "example.org",
        "example.net",
        "your-",
        "your_",
        "yourdomain",
        "yourcompany",
        "yourinstance",
        "yoursubdomain",
        "yourtenant",
        "xxxxx",
    ];
    let made_up = marks.iter().any(|mark| host.contains(mark)) || host.starts_with("your");
    if made_up {
        context.report(
            Finding::new(
                Code::BaseUriPlaceholder,
                span,
                format!("the base URI `{uri}` names a placeholder host"),
            )
            .help("write the real host, or override the base URI when the server starts"),
        );
    }
}

/// A variable that `expression` certainly is (R18, note).
fn known_variable(expression: &str, usage: Usage<'_>, context: &mut Context<'_>) -> Option<usize> {
    match context.variables.meaning(expression, usage, context.findings) {
        Meaning::Variable(index) => {
            base_uri_template(expression, usage, context);
            Some(index)
        }
        Meaning::Parameter(_) | Meaning::Member(..) | Meaning::Step(..) => None,
    }
}

/// `${X}` that is a variable (R18, note).
fn dollar_variable(
    name: &str,
    text: &str,
    usage: Usage<'_>,
    context: &mut Context<'_>,
) -> Option<usize> {
    let index = context.variables.dollar(name, text, usage, context.findings)?;
    base_uri_template(name, usage, context);
    Some(index)
}

/// R18, note.
fn base_uri_template(expression: &str, usage: Usage<'_>, context: &mut Context<'_>) {
    let message = format!("`{expression}` in a base URI is filled in at start");
    context.report(Finding::new(Code::BaseUriTemplate, usage.span, message));
}

/// R18: a name that is declared nowhere becomes a variable of the namespace.
fn runtime_variable(
    place: Place<'_>,
    name: &str,
    usage: Usage<'_>,
    context: &mut Context<'_>,
) -> usize {
    let namespace = place.namespace;
    let variable =
        format!("{}_{}", names::screaming(namespace), names::snake(name).to_ascii_uppercase());
    let problem = if place.is_input(name, context) {
        "is an input, but hosts are not for callers to choose"
    } else {
        "is declared nowhere"
    };
    context.report(
        Finding::new(
            Code::BaseUriVariable,
            usage.span,
            format!("`{name}` in the base URI of `{namespace}` {problem}; {variable} has to be set at start"),
        )
        .help(format!("declare it in a bind and write `{{{{env.{variable}}}}}`")),
    );
    context.variables.require(&variable, usage)
}

/// `{x}` in a base URI.
fn split_single_braces(
    literal: &str,
    place: Place<'_>,
    usage: Usage<'_>,
    parts: &mut Vec<Expr>,
    context: &mut Context<'_>,
) {
    let mut rest = literal;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|offset| open + offset) else { break };
        let name = rest[open + 1..close].trim();
        if open > 0 {
            parts.push(Expr::Literal(rest[..open].to_owned()));
        }
        match place.path_secret {
            Some((key, value)) if key == name => parts.extend_from_slice(value),
            _ if context.variables.is_declared(name) => {
                let index = context.variables.resolve(name, usage, context.findings);
                base_uri_template(name, usage, context);
                parts.push(Expr::Variable(index));
            }
            _ => parts.push(Expr::Variable(runtime_variable(place, name, usage, context))),
        }
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Expr::Literal(rest.to_owned()));
    }
}
