//! `outputParameters`, on both sides.

use std::collections::HashSet;

use super::fields::{Fields, Text};
use super::key::Key;
use super::schema::member;
use crate::finding::{Code, Finding};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

/// One output, named or not, with everything below it.
#[derive(Clone)]
pub(crate) struct OutputParameter<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) kind: Option<Text>,
    /// A path into the response. On consumed outputs, `value` starting with `$`.
    pub(crate) mapping: Option<Text>,
    /// A constant, or a template of one.
    pub(crate) value: Option<&'n Node>,
    pub(crate) properties: Vec<OutputProperty<'n>>,
    pub(crate) items: Option<Box<OutputParameter<'n>>>,
    /// Values of an object whose names are not known.
    pub(crate) values: Option<Box<OutputParameter<'n>>>,
    /// Number of UTF-16 units that a text is cut to, as it is written.
    pub(crate) max_length: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) span: Span,
}

/// A member of an object output.
#[derive(Clone)]
pub(crate) struct OutputProperty<'n> {
    pub(crate) name: Text,
    pub(crate) output: OutputParameter<'n>,
}

/// Keys that OpenAPI has for values, and nothing here reads.
const METADATA: &[Key] =
    &[Key::In, Key::Required, Key::Enum, Key::Label, Key::Example, Key::Examples, Key::Format];

/// Term for one output in findings.
const WHAT: &str = "an output parameter";

/// Reads the list at `outputParameters`.
pub(super) fn read_outputs<'n>(fields: &mut Fields<'n, '_>) -> Vec<OutputParameter<'n>> {
    let outputs = fields.named(Key::OutputParameters, WHAT, read_output);
    let named = outputs.iter().filter_map(|output| Some((output.name.as_ref()?, output)));
    distinct(named, fields);
    outputs
}

fn read_output<'n>(mut fields: Fields<'n, '_>) -> Option<OutputParameter<'n>> {
    let name = fields.text(Key::Name);
    let kind = fields.text(Key::Type);
    let mut properties = Vec::new();
    let mut items = None;
    let mapping = match fields.node(Key::Mapping) {
        // The prose of the specification shows `mapping: {properties: …}`.
        Some(node) if matches!(node.value, Value::Mapping(_)) => {
            if let Some(mut inner) = fields.inner(node, fields.written(Key::Mapping)) {
                read_structure(&mut inner, &mut properties, &mut items);
                inner.finish();
            }
            None
        }
        Some(node) => fields.text_of(node, fields.written(Key::Mapping)),
        None => None,
    };
    read_structure(&mut fields, &mut properties, &mut items);
    let (mapping, value) = match read_value(&mut fields, mapping.as_ref()) {
        Some(node) => match path_text(node) {
            Some(path) if mapping.is_none() => (Some(path), None),
            _ => (mapping, Some(node)),
        },
        None => (mapping, None),
    };
    let structured = !properties.is_empty() || items.is_some();
    if let Some(node) = value.filter(|_| mapping.is_some() || structured) {
        two_answers(node, if mapping.is_some() { "a `mapping`" } else { "fields" }, &mut fields);
    }
    let max_length = fields.plain(Key::MaxLength);
    let values = fields.node(Key::Values);
    let values =
        values.and_then(|node| fields.inner(node, WHAT).and_then(read_output)).map(Box::new);
    let description = fields.text(Key::Description);
    fields.ignore(METADATA, Code::IgnoredKey);
    let span = fields.span;
    fields.finish();
    Some(OutputParameter {
        name,
        kind,
        mapping,
        value,
        properties,
        items,
        values,
        max_length,
        description,
        span,
    })
}

/// The `value`; `const` says the same, but says nothing new about what a `mapping` finds.
fn read_value<'n>(fields: &mut Fields<'n, '_>, mapping: Option<&Text>) -> Option<&'n Node> {
    let value = fields.node(Key::Value);
    if value.is_some() {
        return value;
    }
    let node = fields.node(Key::Const)?;
    if mapping.is_none() {
        return Some(node);
    }
    let message = "`const` beside a `mapping` is not compared with what is found there";
    fields.report(
        Finding::new(Code::OutputUnchecked, node.span, message)
            .help("write `value` without `mapping` for what is always the same"),
    );
    None
}

/// A value that is said in two ways.
fn two_answers(node: &Node, other: &str, fields: &mut Fields<'_, '_>) {
    let message = format!("this output has a `value` and {other}; only one of them can be sent");
    fields.report(
        Finding::new(Code::OutputInvalid, node.span, message).help("remove what is not meant"),
    );
}

/// Two outputs of one name would be two members of one object.
fn distinct<'o, 'n: 'o>(
    outputs: impl Iterator<Item = (&'o Text, &'o OutputParameter<'n>)>,
    fields: &mut Fields<'_, '_>,
) {
    let mut seen = HashSet::new();
    for (name, output) in outputs {
        if !seen.insert(name.value.as_str()) {
            let message = format!("there is an output `{}` already", name.value);
            fields.report(
                Finding::new(Code::OutputInvalid, output.span, message)
                    .help("give each output a name of its own"),
            );
        }
    }
}

fn read_structure<'n>(
    fields: &mut Fields<'n, '_>,
    properties: &mut Vec<OutputProperty<'n>>,
    items: &mut Option<Box<OutputParameter<'n>>>,
) {
    if let Some(node) = fields.node(Key::Properties) {
        properties.extend(read_properties(fields, node));
        distinct(properties.iter().map(|property| (&property.name, &property.output)), fields);
    }
    if let Some(node) = fields.node(Key::Items) {
        *items = read_items(fields, node).map(Box::new);
    }
}

/// The form of each item: one output, or the members of an object as a list or a mapping of names (semantics 6.2).
fn read_items<'n>(fields: &mut Fields<'n, '_>, node: &'n Node) -> Option<OutputParameter<'n>> {
    let one = match &node.value {
        // Versions before 1.0.0 have a list of one.
        Value::Sequence(list) if list.len() == 1 && member(&list[0], "name").is_none() => &list[0],
        Value::Sequence(_) => return Some(members(fields, node)),
        Value::Mapping(entries) if are_members(entries) => return Some(members(fields, node)),
        _ => node,
    };
    fields.inner(one, WHAT).and_then(read_output)
}

/// Returns `true` if no entry says what an output is, so that all of them are names.
fn are_members(entries: &[Entry]) -> bool {
    let is_named = |entry: &Entry| matches!(entry.value.value, Value::Mapping(_));
    entries.iter().all(|entry| is_named(entry) && !is_own_of_output(&entry.key.text))
}

/// Returns `true` for the keys of an output that may have a mapping, which are no members by their names.
pub(crate) fn is_own_of_output(key: &str) -> bool {
    // A `type` that is a mapping is a member of that name.
    ["mapping", "value", "const", "properties", "items", "values"].contains(&key)
}

fn members<'n>(fields: &mut Fields<'n, '_>, node: &'n Node) -> OutputParameter<'n> {
    OutputParameter {
        name: None,
        kind: Some(Text { value: "object".to_owned(), span: node.span }),
        mapping: None,
        value: None,
        properties: read_properties(fields, node),
        items: None,
        values: None,
        max_length: None,
        description: None,
        span: node.span,
    }
}

/// A mapping of names, or a list of named outputs.
fn read_properties<'n>(fields: &mut Fields<'n, '_>, node: &'n Node) -> Vec<OutputProperty<'n>> {
    let mut output = |node| fields.inner(node, WHAT).and_then(read_output);
    match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .filter_map(|entry| {
                let output = output(&entry.value)?;
                let name = output.name.clone().unwrap_or_else(|| Text::key(entry));
                Some(OutputProperty { name, output })
            })
            .collect(),
        Value::Sequence(items) => {
            let outputs: Vec<_> = items.iter().filter_map(output).collect();
            outputs.into_iter().filter_map(|output| property(output, fields)).collect()
        }
        Value::Scalar(_) => {
            fields.shape(node, fields.written(Key::Properties), "a mapping");
            Vec::new()
        }
    }
}

/// An entry of a list of properties.
fn property<'n>(
    output: OutputParameter<'n>,
    fields: &mut Fields<'_, '_>,
) -> Option<OutputProperty<'n>> {
    let Some(name) = output.name.clone() else {
        let message = "an entry of `properties` needs a `name`";
        fields.report(Finding::new(Code::OutputInvalid, output.span, message));
        return None;
    };
    Some(OutputProperty { name, output })
}

/// `value: $.…` is a path (semantics 6.2).
fn path_text(node: &Node) -> Option<Text> {
    match &node.value {
        Value::Scalar(scalar) if scalar.text.trim_start().starts_with('$') => {
            Some(Text { value: scalar.text.trim().to_owned(), span: node.span })
        }
        _ => None,
    }
}
