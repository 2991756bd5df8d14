//! `inputParameters`, on both sides.

use super::fields::{Fields, Text};
use super::key::Key;
use crate::finding::{Code, Finding};
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
    /// Rules for its values besides their type.
    pub(crate) values: ValueRules<'n>,
    pub(crate) span: Span,
}

/// Rules of a document for the values of an input.
#[derive(Clone)]
pub(crate) enum ValueRules<'n> {
    /// Keywords of JSON Schema beside the `type`.
    Keywords(Vec<(&'static str, &'n Node)>),
    /// A schema in its author's words, type and all.
    Schema(&'n Node),
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
const METADATA: &[Key] = &[Key::Example, Key::Examples, Key::Label, Key::Deprecated, Key::Title];
/// Those that narrow what a value may be, and those that are published with it.
const RULES: &[Key] = &[
    Key::Default,
    Key::Enum,
    Key::Const,
    Key::Format,
    Key::Pattern,
    Key::Items,
    Key::Properties,
    Key::AdditionalProperties,
    Key::Minimum,
    Key::Maximum,
    Key::ExclusiveMinimum,
    Key::ExclusiveMaximum,
    Key::MultipleOf,
    Key::MinLength,
    Key::MaxLength,
    Key::MinItems,
    Key::MaxItems,
    Key::UniqueItems,
];
/// Those that say how a value is written or what stands in for it, and are not obeyed.
const UNCHECKED: &[Key] =
    &[Key::Pattern, Key::UniqueItems, Key::Schema, Key::Style, Key::Explode, Key::Nullable];

/// Reads the list at `inputParameters`; `None` when the key is absent.
pub(super) fn read_parameters<'n>(
    fields: &mut Fields<'n, '_>,
    consumed: bool,
) -> Option<Vec<InputParameter<'n>>> {
    let is_there = fields.has(Key::InputParameters);
    let read = |fields: Fields<'n, '_>| Some(read_one(fields, consumed));
    let parameters = fields.named(Key::InputParameters, "an input parameter", read);
    is_there.then_some(parameters)
}

fn read_one<'n>(mut fields: Fields<'n, '_>, consumed: bool) -> InputParameter<'n> {
    let name = fields.text(Key::Name);
    let place = fields.text(Key::In);
    let kind = fields.text(Key::Type);
    let required = read_required(&mut fields);
    let description = fields.text(Key::Description);
    let value = fields.node(Key::Value);
    let value = value.or_else(|| fields.node(Key::Template));
    let mapping = fields.text(Key::Mapping);
    let header = if consumed { None } else { fields.text(Key::McpHeader) };
    let code = if consumed { Code::ParamMetadata } else { Code::InputMetadata };
    if consumed && (kind.is_some() || required.is_some() || description.is_some()) {
        let message =
            "`type`, `required` and `description` of a consumed parameter type its argument";
        fields.report(Finding::new(code, fields.span, message));
    }
    fields.ignore(METADATA, code);
    let values = read_rules(&mut fields, name.as_ref());
    let (span, open) = (fields.span, false);
    fields.finish();
    InputParameter {
        name,
        place,
        kind,
        open,
        required,
        description,
        value,
        mapping,
        header,
        values,
        span,
    }
}

/// The rules for the values of an input.
pub(super) fn read_rules<'n>(fields: &mut Fields<'n, '_>, name: Option<&Text>) -> ValueRules<'n> {
    input_unchecked(fields, name);
    let mut rule = |key: &Key| Some((fields.written(*key), fields.node(*key)?));
    ValueRules::Keywords(RULES.iter().filter_map(&mut rule).collect())
}

/// Reports keywords about values that are not applied to them.
fn input_unchecked(fields: &mut Fields<'_, '_>, name: Option<&Text>) {
    let written: Vec<Key> =
        UNCHECKED.iter().copied().filter(|key| fields.node(*key).is_some()).collect();
    let Some(span) = written.first().and_then(|key| fields.key_span(*key)) else { return };
    let listed: Vec<String> =
        written.iter().map(|key| format!("`{}`", fields.written(*key))).collect();
    let input = name.map_or("an input".to_owned(), |name| format!("`{}`", name.value));
    let message = format!("{} of {input} is not applied to what callers give", listed.join(", "));
    fields.report(
        Finding::new(Code::InputUnchecked, span, message)
            .help("the API decides; say it in the `description`, for those who call"),
    );
}

/// `required` as a boolean; the texts "true" and "false" are taken for one.
fn read_required(fields: &mut Fields<'_, '_>) -> Option<bool> {
    let text = fields.plain(Key::Required)?;
    match text.value.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            let message = format!("`required` must be true or false, not `{}`", text.value);
            fields.report(Finding::new(Code::Shape, text.span, message));
            None
        }
    }
}
