//! JSON templates from YAML: the `body` block, structures in `with`, constants.

use super::context::Context;
use super::expression::sole_expression;
use super::secrets::named_secret;
use super::variables::{Meaning, Usage};
use crate::finding::Findings;
use crate::model::{Part, Template};
use crate::source::{Node, Scalar, ScalarKind, Value};

/// Turns the name of a parameter into its index.
pub(crate) type Resolve<'r> = dyn FnMut(&str, &mut Findings) -> usize + 'r;

/// How text values of a structure are read.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// What variables are for.
    pub(crate) purpose: &'a str,
    /// Whether a text `tools.x` is a reference (R59) or only `{{tools.x}}` is (R42).
    pub(crate) bare_references: Option<&'a [&'a str]>,
}

/// `node` as JSON with holes.
pub(crate) fn template(
    node: &Node,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Template {
    let template = match &node.value {
        Value::Scalar(scalar) => scalar_template(node, scalar, reading, context, resolve),
        Value::Sequence(items) => {
            let items = items.iter().map(|item| template(item, reading, context, resolve));
            Template::Array(items.collect())
        }
        Value::Mapping(entries) => {
            let members = entries.iter().map(|entry| {
                named_secret(&entry.key.text, &entry.value, context);
                (entry.key.text.clone(), template(&entry.value, reading, context, resolve))
            });
            Template::Object(members.collect())
        }
    };
    constant(template)
}

fn scalar_template(
    node: &Node,
    scalar: &Scalar,
    reading: Reading<'_>,
    context: &mut Context<'_>,
    resolve: &mut Resolve<'_>,
) -> Template {
    match scalar_json(scalar) {
        Some(json) => Template::Json(json),
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
) -> Template {
    let usage = Usage { span: node.span, purpose: reading.purpose, secret: true };
    let Context { findings, variables, .. } = context;
    if let Some(expression) = sole_expression(text) {
        return match variables.meaning(expression, usage, findings) {
            Meaning::Variable(index) => Template::Text(vec![Part::Variable(index)]),
            Meaning::Parameter(name) => Template::Parameter(resolve(&name, findings)),
        };
    }
    if let Some(prefixes) = reading.bare_references
        && let Some((prefix, name)) = text.split_once('.')
        && prefixes.contains(&prefix)
    {
        return Template::Parameter(resolve(name, findings));
    }
    let parts = variables.template_parts(text, usage, findings, &mut |name, findings| {
        Part::Parameter(resolve(name, findings))
    });
    Template::Text(parts)
}

/// The JSON of a scalar that is no text; numbers JSON cannot write are text.
pub(crate) fn scalar_json(scalar: &Scalar) -> Option<String> {
    match scalar.kind {
        ScalarKind::Null => Some("null".to_owned()),
        ScalarKind::Bool => Some(scalar.text.to_ascii_lowercase()),
        ScalarKind::Integer | ScalarKind::Float => {
            if serde_json::from_str::<serde_json::Number>(&scalar.text).is_ok() {
                return Some(scalar.text.clone());
            }
            integer(&scalar.text).map(|value| value.to_string())
        }
        ScalarKind::Text => None,
    }
}

/// `0x1F`, `0o17`, `+5`.
fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x") {
        i128::from_str_radix(hex, 16)
    } else if let Some(octal) = digits.strip_prefix("0o") {
        i128::from_str_radix(octal, 8)
    } else {
        digits.parse()
    };
    value.ok().map(|value: i128| sign * value)
}

/// A template without holes becomes its JSON text, so that run time only copies it.
fn constant(template: Template) -> Template {
    if template.is_constant() { Template::Json(template.to_json()) } else { template }
}
