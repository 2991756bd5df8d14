//! Rules that compare two things of the program with each other. All run; none stops another, and none changes
//! the program.

mod headers;
mod ports;
mod tools;

use crate::finding::Findings;
use crate::model::Capability;

/// Runs every rule.
pub(crate) fn check(capability: &Capability, findings: &mut Findings) {
    ports::check_port_conflicts(capability, findings);
    tools::check_tool_names(capability, findings);
    tools::check_tool_parameter_names(capability, findings);
    tools::check_tool_rest_placeholders(capability, findings);
    headers::check_mirrored_headers(capability, findings);
}
