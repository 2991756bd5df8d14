//! `inputParameters`, on both sides.

use super::fields::{Fields, Text, text_of};
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Value};
use crate::text::Span;

/// One entry of an `inputParameters` list.
#[derive(Clone)]
pub(crate) struct InputParameter<'n> {
    pub(crate) name: Option<Text>,
    pub(crate) place: Option<Text>,
    pub(crate) kind: Option<Text>,
    /// Set if a schema of the author's own leaves the type open.
    pub(crate) open: bool,
    pub(crate) required: Option<bool>,
    pub(crate) description: Option<Text>,
    pub(crate) value: Option<&'n Node>,
    pub(crate) mapping: Option<Text>,
    /// The request header that repeats it (docs/extensions.md).
    pub(crate) header: Option<Text>,
    pub(crate) span: Span,
}

impl InputParameter<'_> {
    /// A `value` that is a path into the request body (semantics 12.4), and no variable.
    pub(crate) fn path(&self) -> Option<Text> {
        let node = self.value?;
        let Value::Scalar(scalar) = &node.value else { return None };
        let text = scalar.text.trim();
        let is_path =
            text.starts_with('$') && !text.starts_with("${") && !text.starts_with("$env.");
        is_path.then(|| Text { value: text.to_owned(), span: node.span })
    }
}

/// Keys of OpenAPI parameters that generators carry along; they say nothing about what is sent
/// (R34, R64).
const METADATA: &[&str] = &["example", "examples", "label", "deprecated", "title"];
/// Those that do: they narrow what a value may be, or say how it is written or what stands in for it.
const CONSTRAINTS: &[&str] = &[
    "default",
    "enum",
    "const",
    "format",
    "pattern",
    "items",
    "properties",
    "additionalProperties",
    "schema",
    "style",
    "explode",
    "nullable",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
];
const KEYS: &[&str] = &[
    "name",
    "in",
    "type",
    "required",
    "description",
    "value",
    "mapping",
    "template",
    "x-mcp-header",
];

/// Reads the list at `inputParameters`; `None` when the key is absent.
pub(crate) fn read_parameters<'n>(
    fields: &mut Fields<'n>,
    consumed: bool,
    findings: &mut Findings,
) -> Option<Vec<InputParameter<'n>>> {
    let node = fields.node("inputParameters", findings)?;
    match &node.value {
        Value::Sequence(items) => {
            if items.is_empty() {
                let message = "`inputParameters` is an empty list";
                findings.push(Finding::new(Code::EmptyList, node.span, message));
            }
            Some(items.iter().filter_map(|item| read_one(item, consumed, findings)).collect())
        }
        other => {
            super::fields::shape(node.span, "inputParameters", "a list", other, findings);
            None
        }
    }
}

fn read_one<'n>(
    node: &'n Node,
    consumed: bool,
    findings: &mut Findings,
) -> Option<InputParameter<'n>> {
    let mut fields = Fields::of(node, "an input parameter", findings)?;
    let name = fields.text("name", findings);
    let place = fields.text("in", findings);
    let kind = fields.text("type", findings);
    let required = read_required(&mut fields, findings);
    let description = fields.text("description", findings);
    let value = fields.node("value", findings).or_else(|| fields.node("template", findings));
    let mapping = read_mapping(&mut fields, findings);
    let header = if consumed { None } else { fields.text("x-mcp-header", findings) };
    let code = if consumed { Code::ParamMetadata } else { Code::InputMetadata };
    if consumed && (kind.is_some() || required.is_some() || description.is_some()) {
        let message =
            "`type`, `required` and `description` of a consumed parameter type its argument";
        findings.push(Finding::new(code, fields.span, message));
    }
    fields.ignore(METADATA, code, "an input parameter", findings);
    input_unchecked(&mut fields, name.as_ref(), findings);
    let span = fields.span;
    fields.finish("an input parameter", KEYS, findings);
    let open = false;
    Some(InputParameter {
        name,
        place,
        kind,
        open,
        required,
        description,
        value,
        mapping,
        header,
        span,
    })
}

/// What is said about values, and not applied to them.
fn input_unchecked(fields: &mut Fields<'_>, name: Option<&Text>, findings: &mut Findings) {
    let keys: Vec<&str> = CONSTRAINTS.iter().copied().filter(|key| fields.has(key)).collect();
    for key in CONSTRAINTS {
        fields.node(key, findings);
    }
    let Some(span) = keys.first().and_then(|key| fields.key_span(key)) else { return };
    let listed: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let input = name.map_or("an input".to_owned(), |name| format!("`{}`", name.value));
    let message = format!("{} of {input} is not applied to what callers give", listed.join(", "));
    findings.push(
        Finding::new(Code::InputUnchecked, span, message)
            .help("the API decides; say it in the `description`, for those who call"),
    );
}

/// `required` as a boolean; the texts "true" and "false" are taken for one.
fn read_required(fields: &mut Fields<'_>, findings: &mut Findings) -> Option<bool> {
    let node = fields.node("required", findings)?;
    let text = text_of(node, "required", &mut Findings::default())?;
    match text.value.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            let message = format!("`required` must be true or false, not `{}`", text.value);
            findings.push(Finding::new(Code::Shape, text.span, message));
            None
        }
    }
}

fn read_mapping(fields: &mut Fields<'_>, findings: &mut Findings) -> Option<Text> {
    let node = fields.node("mapping", findings)?;
    text_of(node, "mapping", findings)
}
