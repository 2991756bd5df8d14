//! Values of `with`: R58, R59.

use super::callers::Callers;
use super::context::Context;
use super::expression::{expressions, pieces, sole_expression};
use super::json::{self, Reading, scalar_json};
use super::secrets::named_secret;
use super::variables::{CALLER_PREFIXES, Meaning, Usage, hole_spelling, path};
use crate::finding::{Code, Finding};
use crate::model::Expr;
use crate::source::{Node, Scalar, Value as Yaml};
use crate::spec::WithEntry;
use crate::text::Span;

/// Value that a `with` entry passes.
pub(crate) enum WithValue {
    /// A caller parameter as it is, by index.
    Reference(usize),
    /// Anything else.
    Other(Expr),
}

/// Reads one entry. `known` tells whether a placeholder, argument or input has a name.
pub(crate) fn lower_with(
    entry: &WithEntry<'_>,
    namespace: &str,
    known: &dyn Fn(&str) -> bool,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> WithValue {
    let prefixes = [&CALLER_PREFIXES[..], &[namespace]].concat();
    let node = entry.value;
    let mut dotted = Vec::new();
    dotted_names(node, &prefixes, known, &mut dotted);
    context.seeing(dotted, |context| value_of(entry, &prefixes, known, callers, context))
}

fn value_of(
    entry: &WithEntry<'_>,
    prefixes: &[&str],
    known: &dyn Fn(&str) -> bool,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> WithValue {
    let node = entry.value;
    match &node.value {
        Yaml::Scalar(scalar) => {
            let value = scalar_value(node, scalar, prefixes, known, callers, context);
            if matches!(value, WithValue::Other(Expr::Json(_))) {
                named_secret(&entry.name.value, node, context);
            }
            value
        }
        Yaml::Sequence(_) | Yaml::Mapping(_) => {
            report(Code::WithStructure, node.span, "a constant structure with references", context);
            let reading = Reading {
                purpose: "a constant argument",
                bare_references: Some(prefixes),
                keys: false,
            };
            WithValue::Other(json::template(node, reading, context, &mut |name, _| {
                reference(name, known, callers, None)
            }))
        }
    }
}

fn scalar_value(
    node: &Node,
    scalar: &Scalar,
    prefixes: &[&str],
    known: &dyn Fn(&str) -> bool,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> WithValue {
    if let Some(json) = scalar_json(scalar, node.span, context.findings) {
        with_literal(&json, node.span, context);
        return WithValue::Other(Expr::Json(json));
    }
    let text = scalar.text.trim();
    if let Some(path) = text.strip_prefix("$.") {
        let step = context.variables.step(path);
        return WithValue::Other(step.map_or_else(
            || with_path(text, node.span, context),
            |(step, path)| Expr::Step(step, path),
        ));
    }
    let usage = Usage { span: node.span, purpose: "a constant argument", secret: true };
    if let Some((prefix, name)) = prefixed(text) {
        if prefixes.contains(&prefix) {
            let message = format!("`{text}` is the caller's `{name}`");
            report(Code::WithKindPrefix, node.span, &message, context);
            if let Some((name, members)) = context.variables.member(name) {
                let of = Box::new(Expr::Parameter(reference(name, known, callers, None)));
                return WithValue::Other(Expr::Member { of, path: path(members) });
            }
            context.variables.check_name(name, node.span, context.findings);
            let place = Some((node.span, context));
            return WithValue::Reference(reference(name, known, callers, place));
        }
        if prefix == "env" || prefix == "$env" {
            with_template(text, node.span, context);
            let Context { findings, variables, .. } = context;
            let index = variables.resolve(&format!("env.{name}"), usage, findings);
            return WithValue::Other(Expr::Text(vec![Expr::Variable(index)]));
        }
    }
    if let Some(expression) = sole_expression(text) {
        with_template(text, node.span, context);
        let expression = own_prefix(expression, prefixes);
        return expression_value(expression, usage, known, callers, context);
    }
    let Context { findings, variables, .. } = context;
    let parts = variables.template_parts(&scalar.text, usage, findings, &mut |name, _| {
        Expr::Parameter(reference(own_prefix(name, prefixes), known, callers, None))
    });
    match parts.as_slice() {
        [] | [Expr::Literal(_)] => {
            misspelt_hole(text, node.span, context);
            with_literal(text, node.span, context);
            WithValue::Other(Expr::Json(crate::model::json_string(&scalar.text)))
        }
        _ => {
            with_template(text, node.span, context);
            WithValue::Other(Expr::Text(parts))
        }
    }
}

/// The value of one expression by itself.
fn expression_value(
    expression: &str,
    usage: Usage<'_>,
    known: &dyn Fn(&str) -> bool,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> WithValue {
    let Context { findings, variables, .. } = context;
    WithValue::Other(match variables.meaning(expression, usage, findings) {
        Meaning::Variable(index) => Expr::Text(vec![Expr::Variable(index)]),
        Meaning::Parameter(name) => {
            return WithValue::Reference(reference(&name, known, callers, None));
        }
        Meaning::Member(name, path) => {
            let of = Box::new(Expr::Parameter(reference(&name, known, callers, None)));
            Expr::Member { of, path }
        }
        Meaning::Step(step, path) => Expr::Step(step, path),
    })
}

/// A path where there is no document that it could lead into (semantics Δ30).
fn with_path(text: &str, span: Span, context: &mut Context<'_>) -> Expr {
    let name = text.trim_start_matches(['$', '.']);
    let message =
        format!("`{text}` is a path, and there is no document here that it could lead into");
    context.report(Finding::new(Code::WithType, span, message).help(format!(
        "write `{{{{{name}}}}}` for an input, or the name of an earlier step behind `$.`"
    )));
    Expr::Absent
}

/// A name behind a prefix, as in `rest.id`.
fn prefixed(text: &str) -> Option<(&str, &str)> {
    let is_one_word = !text.contains(char::is_whitespace);
    text.split_once('.').filter(|(_, name)| is_one_word && !name.is_empty())
}

/// A text that reads like a reference to something that is there.
fn misspelt_hole(text: &str, span: Span, context: &mut Context<'_>) {
    let name = text.rsplit_once('.').map_or(text, |(_, name)| name);
    let name = name.strip_prefix('$').unwrap_or(name);
    let is_reference = text.contains('.') || text.starts_with('$');
    if is_reference && context.variables.sees(name) {
        context.report(hole_spelling(text, name, span));
    }
}

/// `namespace.x` of this adapter, inside braces.
fn own_prefix<'t>(expression: &'t str, prefixes: &[&str]) -> &'t str {
    match expression.split_once('.') {
        Some((prefix, name)) if prefixes.contains(&prefix) => name,
        _ => expression,
    }
}

/// Names with dots that are no members of a parameter here: fields of the body, names behind the
/// namespace of the adapter, and names of arguments that have dots in them.
fn dotted_names(
    node: &Node,
    prefixes: &[&str],
    known: &dyn Fn(&str) -> bool,
    names: &mut Vec<String>,
) {
    match &node.value {
        Yaml::Sequence(items) => {
            items.iter().for_each(|item| dotted_names(item, prefixes, known, names));
        }
        Yaml::Mapping(entries) => {
            entries.iter().for_each(|entry| dotted_names(&entry.value, prefixes, known, names));
        }
        Yaml::Scalar(scalar) => {
            let mut add = |written: &str| {
                let name = own_prefix(written, prefixes);
                if !name.contains('.') || name.starts_with("body.") || known(name) {
                    let dotted = [written, name].into_iter().filter(|name| name.contains('.'));
                    names.extend(dotted.map(str::to_owned));
                }
            };
            add(scalar.text.trim());
            expressions(&pieces(&scalar.text)).into_iter().for_each(add);
        }
    }
}

/// The caller parameter that `name` refers to: one name, else a field of the body (R58).
fn reference(
    name: &str,
    known: &dyn Fn(&str) -> bool,
    callers: &mut Callers<'_>,
    report_to: Option<(Span, &mut Context<'_>)>,
) -> usize {
    match name.strip_prefix("body.") {
        Some(field) if !field.is_empty() && !known(name) => {
            if let Some((span, context)) = report_to {
                let message = format!("`{field}` is a field of the request body");
                report(Code::WithBodyField, span, &message, context);
            }
            let index = callers.index(field);
            callers.list[index].body_field = true;
            index
        }
        _ => callers.index(name),
    }
}

/// R59.
fn with_literal(text: &str, span: Span, context: &mut Context<'_>) {
    report(Code::WithLiteral, span, &format!("`{text}` is passed as a constant"), context);
}

/// R59.
fn with_template(text: &str, span: Span, context: &mut Context<'_>) {
    report(Code::WithTemplate, span, &format!("`{text}` is filled in"), context);
}

fn report(code: Code, span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(code, span, message));
}
