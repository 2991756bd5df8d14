//! Words that things are found by.

use super::fields::Fields;
use super::key::Key;
use crate::source::{Node, Value};

/// The tags of a thing: a list of words, or one.
pub(super) fn read_tags(fields: &mut Fields<'_, '_>) -> Vec<String> {
    fields.node(Key::Tags).map(texts).unwrap_or_default()
}

fn texts(node: &Node) -> Vec<String> {
    let text = |node: &Node| match &node.value {
        Value::Scalar(scalar) if !scalar.text.is_empty() => Some(scalar.text.clone()),
        _ => None,
    };
    match &node.value {
        Value::Sequence(items) => items.iter().filter_map(text).collect(),
        _ => text(node).into_iter().collect(),
    }
}
