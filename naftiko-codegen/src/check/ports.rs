//! R54.

use crate::finding::{Code, Finding, Findings};
use crate::lower::Lowered;
use crate::model::Surface;

/// One REST and one MCP surface may share a port; anything else cannot.
pub(super) fn check_port_conflicts(lowered: &Lowered, findings: &mut Findings) {
    let ports: Vec<Option<(u16, bool)>> = lowered
        .capability
        .surfaces
        .iter()
        .map(|surface| match surface {
            Surface::Rest(rest) => Some((rest.port, true)),
            Surface::Mcp(mcp) => mcp.http.then_some((mcp.port, false)),
        })
        .collect();
    for (index, port) in ports.iter().enumerate() {
        let Some((number, _)) = port else { continue };
        let earlier = ports[..index].iter().flatten().filter(|(other, _)| other == number).count();
        let same_kind = ports[..index].contains(port);
        if same_kind || earlier > 1 {
            findings.push(
                Finding::new(
                    Code::PortConflict,
                    lowered.places[index].port,
                    format!("port {number} is taken by an earlier adapter"),
                )
                .help("only one REST and one MCP adapter can share a port"),
            );
        }
    }
}
