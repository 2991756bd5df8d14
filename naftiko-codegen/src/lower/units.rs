//! Exposed units: R10, R71, R77, R78.

use super::callers::Exposure;
use super::context::Context;
use super::functions::lower_function;
use super::input_schema::lower_schema;
use super::operations::method;
use super::routes;
use super::targets::Target;
use super::upstreams::LoweredUpstream;
use crate::finding::{Code, Finding};
use crate::model::{self, Route, Tool};
use crate::names;
use crate::spec::{ExposedResource, Text, Unit};
use crate::text::Span;

/// An operation of a REST surface.
pub(super) fn lower_route(
    unit: &Unit<'_>,
    resource: &ExposedResource<'_>,
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<Route> {
    let method = method(unit.method.as_ref(), context)?;
    let Some(path) = routes::join(resource.path.as_ref(), unit.path.as_ref(), context) else {
        let message = "an exposed resource needs a `path`";
        context.report(Finding::new(Code::PathMissing, resource.span, message));
        return None;
    };
    let written = path.span;
    let path = routes::parse(&path, context)?;
    routes::one_segment(&path, written, context);
    let exposure = Exposure::Rest { method: &method, path: &path };
    let lowered = lower_function(unit, "this operation", namespace, exposure, upstreams, context)?;
    let name = match &unit.name {
        Some(name) if !name.value.is_empty() => name.value.clone(),
        _ => {
            let name = format!("{}_{}", method.to_ascii_lowercase(), names::snake(&path.template));
            unit_name(unit.span, &name, context);
            name
        }
    };
    let description = describe(unit, lowered.target, upstreams, &name, context);
    let (function, span) = (lowered.function, unit.span);
    Some(Route { name, description, function, method, path, shadowed: false, span })
}

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
    hint_method_mismatch(unit, called.map(|operation| operation.method.as_str()), context);
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

/// R71.
fn unit_name(span: Span, name: &str, context: &mut Context<'_>) {
    let message = format!("no name; it is called `{name}`");
    context.report(Finding::new(Code::UnitName, span, message));
}

/// R10: the unit's own words, else the called operation's, else its name.
fn describe(
    unit: &Unit<'_>,
    target: Option<Target>,
    upstreams: &[LoweredUpstream],
    name: &str,
    context: &mut Context<'_>,
) -> String {
    if let Some(text) = unit.description.as_ref().filter(|text| !text.value.is_empty()) {
        return text.value.clone();
    }
    let message = format!("`{name}` has no description");
    context.report(Finding::new(Code::DescriptionMissing, unit.span, message));
    let called = target.map(|(u, o)| upstreams[u].operations[o].operation.description.clone());
    called
        .filter(|text| !text.is_empty())
        .or_else(|| Text::said(unit.label.as_ref()))
        .unwrap_or_else(|| name.to_owned())
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

/// R78.
fn hint_method_mismatch(unit: &Unit<'_>, method: Option<&str>, context: &mut Context<'_>) {
    let Some(method @ ("PUT" | "PATCH" | "DELETE")) = method else { return };
    if unit.hints.read_only == Some(true) {
        context.report(
            Finding::new(
                Code::HintMethodMismatch,
                unit.hints.span,
                format!("`readOnly: true` on a tool that sends a {method}"),
            )
            .help("agents run read-only tools without asking; write `readOnly: false`"),
        );
    }
}
