//! Values that steps take from inputs and from the steps before them: paths and templates.

use super::{invalid, unknown_step};
use crate::finding::Level;
use crate::lower::callers::Callers;
use crate::lower::context::Context;
use crate::lower::expression::sole_expression;
use crate::lower::jsonpath::lower_path;
use crate::lower::tag::has_tag;
use crate::lower::variables::{Meaning, Usage};
use crate::model::{Expr, Segment};
use crate::spec::Text;

/// Returns `true` if a text is a path, and not the name of a variable.
pub(super) fn is_path(text: &str) -> bool {
    text.starts_with('$') && !text.starts_with("${") && !text.starts_with("$env.")
}

/// The earlier step that `$.step.member` names, and the path into its output.
pub(super) fn step_path(text: &Text, context: &mut Context<'_>) -> Option<(usize, Vec<Segment>)> {
    let (name, path) = named_path(text, context)?;
    let found = step_named(&name, context);
    if found.is_none() {
        let steps = context.variables.steps.clone();
        unknown_step(&name, text.span, &steps, context);
    }
    Some((found?, path))
}

/// The value of `text`: a path that begins with the name of an earlier step or of an input, or a template. `key` says
/// where it stands.
pub(super) fn path_or_template(
    text: &Text,
    key: &str,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Expr> {
    let written = text.value.trim();
    if is_path(written) {
        let (name, path) = named_path(text, context)?;
        return value_named(&name, path, text, callers, context);
    }
    if !has_tag(written) {
        let message = format!("`{written}` is neither a path nor a template");
        let help = format!("write `{key}: $.step.member`, or `{key}: '{{{{input}}}}'`");
        invalid(text.span, &message, &help, context);
        return None;
    }
    let before = context.findings.len();
    let value = template_value(text, key, callers, context);
    // What stands in the place of a broken one is no value to be checked.
    let mut said = context.findings.iter().skip(before);
    (!said.any(|finding| finding.level() == Level::Error)).then_some(value)
}

/// The value of a template: that of the expression if it is one by itself, else a text.
pub(super) fn template_value(
    text: &Text,
    purpose: &str,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Expr {
    let usage = Usage { span: text.span, purpose, secret: true };
    let Context { findings, variables, .. } = context;
    let Some(expression) = sole_expression(text.value.trim()) else {
        let parts = variables.template_parts(&text.value, usage, findings, &mut |name, _| {
            Expr::Parameter(callers.index(name))
        });
        return Expr::Text(parts);
    };
    match variables.meaning(expression, usage, findings) {
        Meaning::Variable(index) => Expr::Text(vec![Expr::Variable(index)]),
        Meaning::Parameter(name) => Expr::Parameter(callers.index(&name)),
        Meaning::Member(name, path) => {
            Expr::Member { of: Box::new(Expr::Parameter(callers.index(&name))), path }
        }
        Meaning::Step(step, path) => Expr::Step(step, path),
    }
}

/// The name that a path begins with, and the path behind it.
fn named_path(text: &Text, context: &mut Context<'_>) -> Option<(String, Vec<Segment>)> {
    let written = text.value.trim();
    let help = "write `$.step.member`, with the name of an earlier step";
    if !written.starts_with('$') {
        let message = format!("`{written}` names no step");
        invalid(text.span, &message, help, context);
        return None;
    }
    let mut path = lower_path(text, context).into_iter();
    let Some(Segment::Key(name)) = path.next() else {
        let message = format!("`{written}` does not begin with the name of a step");
        invalid(text.span, &message, help, context);
        return None;
    };
    Some((name, path.collect()))
}

fn step_named(name: &str, context: &Context<'_>) -> Option<usize> {
    context.variables.steps.iter().rposition(|step| step == name)
}

/// The value at a path into what is called `name`.
fn value_named(
    name: &str,
    path: Vec<Segment>,
    text: &Text,
    callers: &mut Callers<'_>,
    context: &mut Context<'_>,
) -> Option<Expr> {
    if let Some(step) = step_named(name, context) {
        return Some(Expr::Step(step, path));
    }
    if !context.variables.sees(name) {
        let steps = context.variables.steps.clone();
        unknown_step(name, text.span, &steps, context);
        return None;
    }
    let parameter = Expr::Parameter(callers.index(name));
    Some(if path.is_empty() { parameter } else { Expr::Member { of: Box::new(parameter), path } })
}
