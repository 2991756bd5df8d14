//! A tool's input schema in the author's own words (docs/extensions.md).

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::json::constant_json;
use crate::source::Value as Yaml;
use crate::spec::{InputSchema, member};
use crate::text::Span;

/// The schema as JSON; `None`, with a finding, when clients would refuse it.
pub(crate) fn lower_schema(schema: InputSchema<'_>, context: &mut Context<'_>) -> Option<String> {
    let node = schema.node;
    let is_object = member(node, "type")
        .is_some_and(|kind| matches!(&kind.value, Yaml::Scalar(scalar) if scalar.text == "object"));
    if !is_object {
        return invalid(node.span, "the schema of an input must have `type: object`", context);
    }
    for key in ["properties", "$defs"] {
        if let Some(inner) = member(node, key)
            && !matches!(inner.value, Yaml::Mapping(_))
        {
            return invalid(inner.span, &format!("`{key}` must be a mapping"), context);
        }
    }
    Some(constant_json(node, context.findings))
}

fn invalid(span: Span, message: &str, context: &mut Context<'_>) -> Option<String> {
    context.report(
        Finding::new(Code::InputSchemaInvalid, span, message)
            .help("clients refuse every tool of a server whose list has such a schema"),
    );
    None
}
