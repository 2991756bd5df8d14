//! `outputParameters`, on both sides.

use std::collections::HashSet;

use super::fields::{Fields, Text, text_of};
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Value};
use crate::text::Span;

/// One output, named or not, with everything below it.
pub(crate) struct OutputParameter<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) kind: Option<Text>,
    /// A path into the response. On consumed outputs, `value` starting with `$`.
    pub(crate) mapping: Option<Text>,
    /// A constant, or a template of one.
    pub(crate) value: Option<&'n Node>,
    pub(crate) properties: Vec<OutputProperty<'n>>,
    pub(crate) items: Option<Box<OutputParameter<'n>>>,
    pub(crate) description: Option<Text>,
    pub(crate) span: Span,
}

/// A member of an object output.
pub(crate) struct OutputProperty<'n> {
    pub(crate) name: Text,
    pub(crate) output: OutputParameter<'n>,
}

const KEYS: &[&str] =
    &["name", "type", "mapping", "value", "properties", "items", "const", "description", "in"];
const METADATA: &[&str] = &["in", "required", "enum", "label", "example", "examples", "format"];

/// Reads the list at `outputParameters`.
pub(crate) fn read_outputs<'n>(
    fields: &mut Fields<'n>,
    findings: &mut Findings,
) -> Vec<OutputParameter<'n>> {
    let items = fields.list("outputParameters", findings).unwrap_or_default();
    let outputs: Vec<_> = items.iter().filter_map(|item| read_output(item, findings)).collect();
    let named = outputs.iter().filter_map(|output| Some((output.name.as_ref()?, output)));
    distinct(named, findings);
    outputs
}

fn read_output<'n>(node: &'n Node, findings: &mut Findings) -> Option<OutputParameter<'n>> {
    let mut fields = Fields::of(node, "an output parameter", findings)?;
    let name = fields.text("name", findings);
    let kind = fields.text("type", findings);
    let mut properties = Vec::new();
    let mut items = None;
    let mapping = match fields.node("mapping", findings) {
        // The prose of the specification shows `mapping: {properties: …}`.
        Some(node) if matches!(node.value, Value::Mapping(_)) => {
            if let Some(mut inner) = Fields::of(node, "mapping", findings) {
                read_structure(&mut inner, &mut properties, &mut items, findings);
                inner.finish("mapping", &["properties", "items"], findings);
            }
            None
        }
        Some(node) => text_of(node, "mapping", findings),
        None => None,
    };
    read_structure(&mut fields, &mut properties, &mut items, findings);
    let (mapping, value) = match read_value(&mut fields, mapping.as_ref(), findings) {
        Some(node) => match path_text(node) {
            Some(path) if mapping.is_none() => (Some(path), None),
            _ => (mapping, Some(node)),
        },
        None => (mapping, None),
    };
    let structured = !properties.is_empty() || items.is_some();
    if let Some(node) = value.filter(|_| mapping.is_some() || structured) {
        two_answers(node, if mapping.is_some() { "a `mapping`" } else { "fields" }, findings);
    }
    let description = fields.text("description", findings);
    fields.ignore(METADATA, Code::IgnoredKey, "an output parameter", findings);
    let span = fields.span;
    fields.finish("an output parameter", KEYS, findings);
    Some(OutputParameter { name, kind, mapping, value, properties, items, description, span })
}

/// The `value`; `const` says the same, but says nothing new about what a `mapping` finds.
fn read_value<'n>(
    fields: &mut Fields<'n>,
    mapping: Option<&Text>,
    findings: &mut Findings,
) -> Option<&'n Node> {
    let value = fields.node("value", findings);
    if value.is_some() {
        return value;
    }
    let node = fields.node("const", findings)?;
    if mapping.is_none() {
        return Some(node);
    }
    let message = "`const` beside a `mapping` is not compared with what is found there";
    findings.push(
        Finding::new(Code::OutputUnchecked, node.span, message)
            .help("write `value` without `mapping` for what is always the same"),
    );
    None
}

/// A value that is said in two ways.
fn two_answers(node: &Node, other: &str, findings: &mut Findings) {
    let message = format!("this output has a `value` and {other}; only one of them can be sent");
    findings.push(
        Finding::new(Code::OutputInvalid, node.span, message).help("remove what is not meant"),
    );
}

/// Two outputs of one name would be two members of one object.
fn distinct<'o, 'n: 'o>(
    outputs: impl Iterator<Item = (&'o Text, &'o OutputParameter<'n>)>,
    findings: &mut Findings,
) {
    let mut seen = HashSet::new();
    for (name, output) in outputs {
        if !seen.insert(name.value.as_str()) {
            let message = format!("there is an output `{}` already", name.value);
            findings.push(
                Finding::new(Code::OutputInvalid, output.span, message)
                    .help("give each output a name of its own"),
            );
        }
    }
}

fn read_structure<'n>(
    fields: &mut Fields<'n>,
    properties: &mut Vec<OutputProperty<'n>>,
    items: &mut Option<Box<OutputParameter<'n>>>,
    findings: &mut Findings,
) {
    if let Some(node) = fields.node("properties", findings) {
        properties.extend(read_properties(node, findings));
        distinct(properties.iter().map(|property| (&property.name, &property.output)), findings);
    }
    if let Some(node) = fields.node("items", findings) {
        // The orchestrated form is a list of one.
        let node = match &node.value {
            Value::Sequence(list) if list.len() == 1 => &list[0],
            _ => node,
        };
        *items = read_output(node, findings).map(Box::new);
    }
}

/// A mapping of names, or a list of named outputs.
fn read_properties<'n>(node: &'n Node, findings: &mut Findings) -> Vec<OutputProperty<'n>> {
    match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .filter_map(|entry| {
                let key = Text { value: entry.key.text.clone(), span: entry.key.span };
                let output = read_output(&entry.value, findings)?;
                let name = output.name.clone().unwrap_or(key);
                Some(OutputProperty { name, output })
            })
            .collect(),
        Value::Sequence(items) => items
            .iter()
            .filter_map(|item| {
                let output = read_output(item, findings)?;
                let Some(name) = output.name.clone() else {
                    let message = "an entry of `properties` needs a `name`";
                    findings.push(Finding::new(Code::OutputInvalid, output.span, message));
                    return None;
                };
                Some(OutputProperty { name, output })
            })
            .collect(),
        other => {
            super::fields::shape(node.span, "properties", "a mapping", other, findings);
            Vec::new()
        }
    }
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
