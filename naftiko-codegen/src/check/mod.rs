//! Rules that compare two things of the program with each other. All run; none stops another.

mod headers;
mod ports;
mod routes;
mod tools;

use crate::finding::Findings;
use crate::lower::Lowered;

/// Runs every rule. What a rule decides (a shadowed route, a dropped tool) is written into the model.
pub(crate) fn check(lowered: &mut Lowered, findings: &mut Findings) {
    ports::check_port_conflicts(lowered, findings);
    routes::check_shadowed_routes(lowered, findings);
    tools::check_shadowed_tools(lowered, findings);
    tools::check_tool_names(lowered, findings);
    tools::check_tool_parameter_names(lowered, findings);
    tools::check_tool_rest_placeholders(lowered, findings);
    headers::check_mirrored_headers(lowered, findings);
}
