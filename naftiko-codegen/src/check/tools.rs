//! R72, R73, R75.

use std::collections::HashSet;

use crate::finding::{Code, Finding, Findings};
use crate::lower::Lowered;
use crate::model::{Expr, FunctionBody, PathPart, Surface};
use crate::text::Span;

/// R75: the first of two tools of one name is served.
pub(super) fn check_shadowed_tools(lowered: &mut Lowered, findings: &mut Findings) {
    for (surface, places) in lowered.capability.surfaces.iter_mut().zip(&mut lowered.places) {
        let Surface::Mcp(mcp) = surface else { continue };
        let mut seen: HashSet<String> = HashSet::new();
        let mut kept: Vec<Span> = Vec::new();
        let mut spans = places.units.iter();
        mcp.tools.retain(|tool| {
            let span = spans.next().copied();
            let new = seen.insert(tool.name.clone());
            if new {
                kept.extend(span);
            } else {
                findings.push(
                    Finding::new(
                        Code::ToolShadowed,
                        span,
                        format!("there is a tool `{}` already; this one is left out", tool.name),
                    )
                    .help("give it a name of its own"),
                );
            }
            new
        });
        places.units = kept;
    }
}

/// R72.
pub(super) fn check_tool_names(lowered: &Lowered, findings: &mut Findings) {
    each_tool(lowered, |tool, span| {
        let legal = tool.name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        if !legal || tool.name.is_empty() || tool.name.len() > 128 {
            findings.push(
                Finding::new(
                    Code::ToolName,
                    span,
                    format!("clients may refuse the tool name `{}`", tool.name),
                )
                .help("use 1 to 128 of the characters A-Z, a-z, 0-9, `_`, `-` and `.`"),
            );
        }
    });
}

/// R73.
pub(super) fn check_tool_parameter_names(lowered: &Lowered, findings: &mut Findings) {
    each_tool(lowered, |tool, span| {
        for parameter in &tool.function.parameters {
            let name = &parameter.name;
            let legal = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
            if !legal || name.is_empty() || name.len() > 64 {
                findings.push(
                    Finding::new(
                        Code::ToolParamName,
                        span,
                        format!(
                            "some models refuse the property name `{name}` of tool `{}`",
                            tool.name
                        ),
                    )
                    .help(format!(
                        "rename it for callers: `with: {{\"{name}\": tools.{}}}`",
                        crate::names::snake(name)
                    )),
                );
            }
        }
    });
}

/// R73, for a placeholder `{name+}`: models see the name without the sign.
pub(super) fn check_tool_rest_placeholders(lowered: &Lowered, findings: &mut Findings) {
    each_tool(lowered, |tool, span| {
        let FunctionBody::Call { upstream, operation, bindings } = &tool.function.body else {
            return;
        };
        let operation = &lowered.capability.upstreams[*upstream].operations[*operation];
        for part in &operation.path {
            let PathPart::Argument { index, slashes: true } = part else { continue };
            if let Some(Expr::Parameter(parameter)) = bindings.get(*index) {
                let name = &tool.function.parameters[*parameter].name;
                findings.push(
                    Finding::new(
                        Code::ToolParamName,
                        span,
                        format!("models refuse the name `{name}+` of tool `{}`; it is published as `{name}`", tool.name),
                    )
                    .help(format!("declare the input `{name}` in the tool's `inputParameters`")),
                );
            }
        }
    });
}

fn each_tool(lowered: &Lowered, mut visit: impl FnMut(&crate::model::Tool, Span)) {
    for (surface, places) in lowered.capability.surfaces.iter().zip(&lowered.places) {
        if let Surface::Mcp(mcp) = surface {
            for (tool, span) in mcp.tools.iter().zip(&places.units) {
                visit(tool, *span);
            }
        }
    }
}
