//! R72, R73.

use crate::finding::{Code, Finding, Findings};
use crate::model::{Capability, Expr, FunctionBody, PathPart, Tool};

/// R72.
pub(super) fn check_tool_names(capability: &Capability, findings: &mut Findings) {
    for tool in tools(capability) {
        let legal = tool.name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        if !legal || tool.name.is_empty() || tool.name.len() > 128 {
            findings.push(
                Finding::new(
                    Code::ToolName,
                    tool.span,
                    format!("clients may refuse the tool name `{}`", tool.name),
                )
                .help("use 1 to 128 of the characters A-Z, a-z, 0-9, `_`, `-` and `.`"),
            );
        }
    }
}

/// R73.
pub(super) fn check_tool_parameter_names(capability: &Capability, findings: &mut Findings) {
    for tool in tools(capability) {
        for parameter in &tool.function.parameters {
            let name = &parameter.name;
            let legal = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
            if !legal || name.is_empty() || name.len() > 64 {
                findings.push(
                    Finding::new(
                        Code::ToolParamName,
                        tool.span,
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
    }
}

/// R73, for a placeholder `{name+}`: models see the name without the sign.
pub(super) fn check_tool_rest_placeholders(capability: &Capability, findings: &mut Findings) {
    for tool in tools(capability) {
        let FunctionBody::Call { upstream, operation, bindings } = &tool.function.body else {
            continue;
        };
        let operation = &capability.upstreams[*upstream].operations[*operation];
        for part in &operation.path {
            let PathPart::Argument { index, slashes: true } = part else { continue };
            if let Some(Expr::Parameter(parameter)) = bindings.get(*index) {
                let name = &tool.function.parameters[*parameter].name;
                findings.push(
                    Finding::new(
                        Code::ToolParamName,
                        tool.span,
                        format!("models refuse the name `{name}+` of tool `{}`; it is published as `{name}`", tool.name),
                    )
                    .help(format!("declare the input `{name}` in the tool's `inputParameters`")),
                );
            }
        }
    }
}

fn tools(capability: &Capability) -> impl Iterator<Item = &Tool> {
    capability.mcp().flat_map(|mcp| &mcp.tools)
}
