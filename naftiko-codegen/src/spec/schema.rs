//! `inputSchema` of a tool (docs/extensions.md): a JSON Schema in the author's own words.

use super::fields::{Fields, Text};
use super::key::Key;
use super::parameters::{InputParameter, ValueRules};
use crate::finding::{Code, Finding};
use crate::source::{Node, Scalar, ScalarKind, Value};

/// The schema as it stands in the document.
#[derive(Clone, Copy)]
pub(crate) struct InputSchema<'n> {
    pub(crate) node: &'n Node,
}

/// Reads `inputSchema`, and its properties as the tool's inputs.
pub(super) fn read_schema<'n>(
    fields: &mut Fields<'n, '_>,
) -> Option<(InputSchema<'n>, Vec<InputParameter<'n>>)> {
    let node = fields.node(Key::InputSchema)?;
    let list = fields.key_span(Key::InputParameters);
    if let Some(span) = list.filter(|_| fields.has(Key::InputParameters)) {
        let message = "a tool has `inputSchema` or `inputParameters`, not both";
        fields.report(
            Finding::new(Code::InputSchemaInvalid, span, message)
                .help("the properties of the schema are the inputs; remove the list"),
        );
    }
    let required: Vec<&str> = match member(node, "required").map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    never_given(node, &required, fields);
    let inputs = match member(node, "properties").map(|node| &node.value) {
        Some(Value::Mapping(entries)) => entries
            .iter()
            .map(|entry| InputParameter {
                name: Some(Text::key(entry)),
                place: None,
                kind: kind(&entry.value),
                open: kind(&entry.value).is_none(),
                required: Some(required.contains(&entry.key.text.as_str())),
                description: word(&entry.value, "description")
                    .or(Some(Text { value: String::new(), span: entry.key.span })),
                value: None,
                mapping: None,
                header: word(&entry.value, "x-mcp-header"),
                values: ValueRules::Schema(&entry.value),
                span: entry.key.span,
            })
            .collect(),
        _ => Vec::new(),
    };
    Some((InputSchema { node }, inputs))
}

/// Names that the schema asks for and that no call can have.
fn never_given(node: &Node, required: &[&str], fields: &mut Fields<'_, '_>) {
    let properties = member(node, "properties");
    for name in required {
        if properties.and_then(|node| member(node, name)).is_none() {
            let message = format!("`{name}` is required, and is none of the `properties`");
            fields.report(
                Finding::new(Code::InputSchemaInvalid, node.span, message)
                    .help("declare it under `properties`, or take it out of `required`"),
            );
        }
    }
}

/// The one type that a schema allows besides null; `None` where it allows several, or does not say.
fn kind(schema: &Node) -> Option<Text> {
    let types = member(schema, "type")?;
    let Value::Sequence(items) = &types.value else {
        return word(schema, "type").filter(|name| name.value != "null");
    };
    let mut named = items.iter().filter(|item| text(item).is_some_and(|name| name != "null"));
    match (named.next(), named.next()) {
        (Some(only), None) => Some(Text { value: text(only)?.to_owned(), span: only.span }),
        _ => None,
    }
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
