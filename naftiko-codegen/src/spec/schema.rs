//! `inputSchema` of a tool (docs/extensions.md): a JSON Schema in the author's own words.

use super::fields::{Fields, Text};
use super::parameters::InputParameter;
use crate::finding::Findings;
use crate::source::{Node, Scalar, ScalarKind, Value};

/// The schema as it stands in the document.
#[derive(Clone, Copy)]
pub(crate) struct InputSchema<'n> {
    pub(crate) node: &'n Node,
}

/// Reads `inputSchema`, and its properties as the tool's inputs.
pub(super) fn read_schema<'n>(
    fields: &mut Fields<'n>,
    findings: &mut Findings,
) -> Option<(InputSchema<'n>, Vec<InputParameter<'n>>)> {
    let node = fields.node("inputSchema", findings)?;
    let required: Vec<&str> = match member(node, "required").map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    let inputs = match member(node, "properties").map(|node| &node.value) {
        Some(Value::Mapping(entries)) => entries
            .iter()
            .map(|entry| InputParameter {
                name: Some(Text { value: entry.key.text.clone(), span: entry.key.span }),
                place: None,
                kind: word(&entry.value, "type"),
                required: Some(required.contains(&entry.key.text.as_str())),
                description: word(&entry.value, "description")
                    .or(Some(Text { value: String::new(), span: entry.key.span })),
                value: None,
                mapping: None,
                header: word(&entry.value, "x-mcp-header"),
                span: entry.key.span,
            })
            .collect(),
        _ => Vec::new(),
    };
    Some((InputSchema { node }, inputs))
}

/// A member of a mapping.
pub(crate) fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Mapping(entries) => {
            entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
        }
        _ => None,
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(Scalar { kind: ScalarKind::Text, text }) => Some(text),
        _ => None,
    }
}

fn word(node: &Node, key: &str) -> Option<Text> {
    let node = member(node, key)?;
    Some(Text { value: text(node)?.to_owned(), span: node.span })
}
