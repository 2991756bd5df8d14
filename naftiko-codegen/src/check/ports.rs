//! R54.

use crate::finding::{Code, Finding, Findings};
use crate::model::{Capability, Port, Surface};

/// A port is one surface's, or that of surfaces which paths tell apart.
pub(super) fn check_port_conflicts(capability: &Capability, findings: &mut Findings) {
    let mut taken: Vec<(u16, &Surface)> = Vec::new();
    for surface in &capability.surfaces {
        let Some(Port { number, span }) = surface.port() else { continue };
        let mut earlier = taken.iter().filter(|(other, _)| *other == number);
        if earlier.any(|(_, other)| !surface.shares_port_with(other)) {
            let message = format!("port {number} is taken by an earlier adapter");
            findings.push(
                Finding::new(Code::PortConflict, span, message)
                    .help("only one REST and one MCP adapter can share a port"),
            );
        }
        taken.push((number, surface));
    }
}
