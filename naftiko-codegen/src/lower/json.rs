//! JSON templates from YAML: the `body` block, structures in `with`, constants.

use super::context::Context;
use super::expression::sole_expression;
use super::secrets::named_secret;
use super::tag::{has_tag, hole_in_name, template_unsupported};
use super::variables::{Meaning, Usage, path};
use crate::finding::{Code, Finding, Findings};
use crate::model::{Expr, json_string, literal_text};
use crate::source::{Entry, Node, Scalar, ScalarKind, Value, json_number};
use crate::text::Span;

/// Turns the name of a parameter into its index.
pub(crate) type Resolve<'r> = dyn FnMut(&str, &mut Findings) -> usize + 'r;

/// Rules for reading the text values of a structure.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// Purpose of its variables, for the operator who sets them.
    pub(crate) purpose: &'a str,
    /// Prefixes that make a text such as `tools.x` a reference (R59); `None` if only `{{tools.x}}` is one (R42).
    pub(crate) bare_references: Option<&'a [&'a str]>,
    /// Set if the keys of objects can have holes.
    pub(crate) keys: bool,
}

/// `node` as JSON with holes.
pub(crate) fn template(
    node: &Node,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Expr {
    let template = match &node.value {
        Value::Scalar(scalar) => scalar_template(node, scalar, reading, context, resolve),
        Value::Sequence(items) => {
            let items = items.iter().map(|item| template(item, reading, context, resolve));
            Expr::Array(items.collect())
        }
        Value::Mapping(entries) => object(entries.iter(), reading, context, resolve),
    };
    constant(template)
}

/// A mapping as an object that is open for further members.
pub(crate) fn object<'e>(
    entries: impl Iterator<Item = &'e Entry>,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Expr {
    let members = entries.map(|entry| {
        named_secret(&entry.key.text, &entry.value, context);
        let key = key(&entry.key.text, entry.key.span, reading, context, resolve);
        (key, template(&entry.value, reading, context, resolve))
    });
    Expr::Object(members.collect())
}

/// The text of a key; only the keys of request bodies can have holes.
pub(super) fn key(
    key: &str,
    span: Span,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Expr {
    if !has_tag(key) {
        return Expr::Literal(key.to_owned());
    }
    if !reading.keys {
        context.report(hole_in_name(key, "a key", span));
        return Expr::Literal(String::new());
    }
    let usage = Usage { span, purpose: reading.purpose, secret: true };
    let Context { findings, variables, .. } = context;
    let pieces = variables.template_parts(key, usage, findings, &mut |name, findings| {
        Expr::Parameter(resolve(name, findings))
    });
    if pieces.iter().any(Expr::is_filled) {
        // It could leave nothing, and a member without a name would be sent.
        let reason = "a key has whole inputs, without sections or members";
        context.report(template_unsupported(key, reason, span));
        return Expr::Literal(String::new());
    }
    // Comments are holes that leave nothing.
    if pieces.iter().all(|piece| piece.literal().is_some()) {
        return Expr::Literal(literal_text(&pieces));
    }
    Expr::Text(pieces)
}

fn scalar_template(
    node: &Node,
    scalar: &Scalar,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Expr {
    match scalar_json(scalar, node.span, context.findings) {
        Some(json) => Expr::Json(json),
        None => text_template(&scalar.text, node, reading, context, resolve),
    }
}

/// A text value: one expression is its JSON value, anything else is a string.
pub(crate) fn text_template(
    text: &str,
    node: &Node,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Expr {
    let usage = Usage { span: node.span, purpose: reading.purpose, secret: true };
    let Context { findings, variables, .. } = context;
    if let Some(expression) = sole_expression(text) {
        return match variables.meaning(expression, usage, findings) {
            Meaning::Variable(index) => Expr::Text(vec![Expr::Variable(index)]),
            Meaning::Parameter(name) => Expr::Parameter(resolve(&name, findings)),
            Meaning::Member(name, path) => {
                Expr::Member { of: Box::new(Expr::Parameter(resolve(&name, findings))), path }
            }
            Meaning::Step(step, path) => Expr::Step(step, path),
        };
    }
    if let Some(prefixes) = reading.bare_references
        && let Some((prefix, name)) = text.split_once('.')
        && prefixes.contains(&prefix)
    {
        if let Some((name, members)) = variables.member(name) {
            let of = Box::new(Expr::Parameter(resolve(name, findings)));
            return Expr::Member { of, path: path(members) };
        }
        variables.check_name(name, node.span, findings);
        return Expr::Parameter(resolve(name, findings));
    }
    let parts = variables.template_parts(text, usage, findings, &mut |name, findings| {
        Expr::Parameter(resolve(name, findings))
    });
    Expr::Text(parts)
}

/// The JSON of a scalar that is no text.
pub(crate) fn scalar_json(scalar: &Scalar, span: Span, findings: &mut Findings) -> Option<String> {
    match scalar.kind {
        ScalarKind::Null => Some("null".to_owned()),
        ScalarKind::Bool => Some(scalar.text.to_ascii_lowercase()),
        ScalarKind::Integer | ScalarKind::Float => {
            Some(json_number(&scalar.text).unwrap_or_else(|| {
                number_unwritable(&scalar.text, span, findings);
                "null".to_owned()
            }))
        }
        ScalarKind::Text => None,
    }
}

/// R04, error.
fn number_unwritable(text: &str, span: Span, findings: &mut Findings) {
    findings.push(
        Finding::new(
            Code::NumberUnwritable,
            span,
            format!("`{text}` is a number that JSON cannot carry"),
        )
        .help(format!(
            "write a finite number of at most 1.79e308, or the text `'{text}'` in quotes"
        )),
    );
}

/// `node` as JSON text, where no template can stand.
pub(crate) fn constant_json(node: &Node, findings: &mut Findings) -> String {
    match &node.value {
        Value::Scalar(scalar) => {
            scalar_json(scalar, node.span, findings).unwrap_or_else(|| json_string(&scalar.text))
        }
        Value::Sequence(items) => {
            let items: Vec<String> =
                items.iter().map(|item| constant_json(item, findings)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Mapping(entries) => {
            let member = |entry: &Entry| {
                format!(
                    "{}:{}",
                    json_string(&entry.key.text),
                    constant_json(&entry.value, findings)
                )
            };
            let members: Vec<String> = entries.iter().map(member).collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

/// A template without holes becomes its JSON text, so that run time only copies it.
fn constant(template: Expr) -> Expr {
    if template.is_constant() { Expr::Json(template.to_json()) } else { template }
}
