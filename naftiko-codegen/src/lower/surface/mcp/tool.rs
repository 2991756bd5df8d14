//! Tools: R10.

use super::input_schema::lower_schema;
use crate::finding::{Code, Finding};
use crate::lower::caller::Exposure;
use crate::lower::context::Context;
use crate::lower::functions::lower_function;
use crate::lower::surface::unit::{describe, unit_name};
use crate::lower::targets::Target;
use crate::lower::upstreams::LoweredUpstream;
use crate::model::{self, Tool};
use crate::spec::{Text, Unit};

/// A tool, and what it calls.
pub(super) fn lower_tool(
    unit: &Unit<'_>,
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<(Tool, Option<Target>)> {
    let lowered = lower_function(unit, "this tool", namespace, Exposure::Tool, upstreams, context)?;
    let called = lowered.target.map(|(u, o)| &upstreams[u].operations[o].operation);
    let name = match (&unit.name, called) {
        (Some(name), _) if !name.value.is_empty() => name.value.clone(),
        (_, Some(operation)) => {
            unit_name(unit.span, &operation.name, context);
            operation.name.clone()
        }
        (_, None) => {
            let message = "a tool that calls nothing needs a `name`";
            context.report(Finding::new(Code::CallMissing, unit.span, message));
            return None;
        }
    };
    tool_undescribed(unit, &name, context);
    let description = describe(unit, lowered.target, upstreams, &name, context);
    let tool = Tool {
        title: Text::said(unit.label.as_ref()),
        hints: model::Hints {
            read_only: unit.hints.read_only,
            destructive: unit.hints.destructive,
            idempotent: unit.hints.idempotent,
            open_world: unit.hints.open_world,
        },
        input_schema: unit.schema.and_then(|schema| lower_schema(schema, context)),
        function: lowered.function,
        name,
        description,
        span: unit.span,
    };
    Some((tool, lowered.target))
}

/// R10, for those who choose by descriptions.
fn tool_undescribed(unit: &Unit<'_>, name: &str, context: &mut Context<'_>) {
    if unit.description.as_ref().is_none_or(|text| text.value.trim().is_empty()) {
        let message = format!("the tool `{name}` has no description of its own");
        context.report(
            Finding::new(Code::ToolUndescribed, unit.span, message)
                .help("models choose tools by what they read: write `description: …`"),
        );
    }
}
