//! `x-mcp-header` (docs/extensions.md; MCP 2026-07-28, "x-mcp-header").

use crate::finding::{Code, Finding, Findings};
use crate::model::{Capability, Kind, Parameter};
use crate::names;

/// A header is a token, once in each tool, on a value that fits into one.
pub(super) fn check_mirrored_headers(capability: &Capability, findings: &mut Findings) {
    for tool in capability.mcp().flat_map(|mcp| &mcp.tools) {
        let mut seen: Vec<String> = Vec::new();
        for parameter in &tool.function.parameters {
            let Some(header) = &parameter.header else { continue };
            if let Some(problem) = problem(header, parameter, &seen) {
                let message = format!("`{}` of `{}`: {problem}", parameter.name, tool.name);
                findings.push(
                    Finding::new(Code::HeaderInvalid, tool.span, message)
                        .help("clients leave a tool with such a header out"),
                );
            }
            seen.push(header.to_ascii_lowercase());
        }
    }
}

fn problem(header: &str, parameter: &Parameter, seen: &[String]) -> Option<String> {
    if !names::is_token(header) {
        return Some(format!("`{header}` cannot be part of a header's name"));
    }
    if seen.contains(&header.to_ascii_lowercase()) {
        return Some(format!("the header `{header}` is taken"));
    }
    let fits = matches!(parameter.kind, Kind::String | Kind::Integer | Kind::Boolean);
    (!fits).then(|| "only a string, an integer or a boolean fits into a header".to_owned())
}
