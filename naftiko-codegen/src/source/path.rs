//! The path of a place: `capability.consumes[0].baseUri`.

use std::fmt::Write as _;

use super::{Node, Value};
use crate::finding::visible;
use crate::text::Span;

/// The path of the deepest node that starts at or before `span`; empty for the root, and for a place
/// in another file.
pub fn path_at(root: &Node, span: Span) -> String {
    let mut path = String::new();
    if span.file != root.span.file {
        return path;
    }
    let mut node = root;
    while let Some(child) = step(node, span, &mut path) {
        if child.span > span {
            break;
        }
        node = child;
    }
    path
}

/// Appends the child of `node` that covers `span`.
fn step<'n>(node: &'n Node, span: Span, path: &mut String) -> Option<&'n Node> {
    match &node.value {
        Value::Scalar(_) => None,
        Value::Sequence(items) => {
            let index = items.partition_point(|item| item.span <= span).checked_sub(1)?;
            // Writing to a string cannot fail.
            let _ = write!(path, "[{index}]");
            items.get(index)
        }
        Value::Mapping(entries) => {
            let index = entries.partition_point(|entry| entry.key.span <= span).checked_sub(1)?;
            let entry = entries.get(index)?;
            push_key(path, &entry.key.text);
            Some(&entry.value)
        }
    }
}

fn push_key(path: &mut String, key: &str) {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$');
    if key.is_empty() || !key.chars().all(plain) {
        let _ = write!(path, "[\"{}\"]", visible(key).replace('"', "\\\""));
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}
