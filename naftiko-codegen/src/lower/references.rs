//! Names of callers' parameters that a value refers to.

use super::expression::{expressions, pieces, sole_expression};
use super::variables::{CALLER_PREFIXES, Variables};
use crate::source::{Node, Scalar, ScalarKind, Value};

/// Texts that are references without braces (R59).
#[derive(Clone, Copy)]
pub(super) enum Bare<'a> {
    /// None.
    None,
    /// `rest.x`, `tools.x`, `mcp.x`, and `x` behind the namespace of the adapter.
    Of(Option<&'a str>),
}

impl Bare<'_> {
    /// The name behind a prefix.
    fn name(self, text: &str) -> Option<&str> {
        let Self::Of(namespace) = self else { return None };
        let (prefix, name) = text.split_once('.')?;
        let known = CALLER_PREFIXES.contains(&prefix) || namespace == Some(prefix);
        (known && !name.is_empty()).then_some(name)
    }
}

/// The names in `node`, with their repetitions.
pub(super) fn references(node: &Node, bare: Bare<'_>, variables: &Variables) -> Vec<String> {
    match &node.value {
        Value::Sequence(items) => {
            items.iter().flat_map(|item| references(item, bare, variables)).collect()
        }
        Value::Mapping(entries) => {
            entries.iter().flat_map(|entry| references(&entry.value, bare, variables)).collect()
        }
        Value::Scalar(Scalar { kind: ScalarKind::Text, text }) => {
            if let Some(name) = sole(text, bare, variables) {
                return vec![name.to_owned()];
            }
            let names = expressions(&pieces(text)).into_iter();
            names.filter_map(|name| named(name, bare, variables)).map(str::to_owned).collect()
        }
        Value::Scalar(_) => Vec::new(),
    }
}

/// The name that `node` is nothing but a reference to.
pub(super) fn sole_reference(node: &Node, bare: Bare<'_>, variables: &Variables) -> Option<String> {
    match &node.value {
        Value::Scalar(Scalar { kind: ScalarKind::Text, text }) => {
            sole(text, bare, variables).map(str::to_owned)
        }
        _ => None,
    }
}

fn sole<'t>(text: &'t str, bare: Bare<'_>, variables: &Variables) -> Option<&'t str> {
    let text = text.trim();
    let prefixed = bare.name(text).filter(|_| !text.contains(char::is_whitespace));
    prefixed.or_else(|| named(sole_expression(text)?, bare, variables))
}

fn named<'t>(expression: &'t str, bare: Bare<'_>, variables: &Variables) -> Option<&'t str> {
    variables.parameter(bare.name(expression).unwrap_or(expression))
}
