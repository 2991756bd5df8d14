//! R54.

use crate::finding::{Code, Finding, Findings};
use crate::lower::Lowered;
use crate::model::Surface;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rest,
    Mcp,
    Control,
}

/// One REST and one MCP surface may share a port; anything else cannot.
pub(super) fn check_port_conflicts(lowered: &Lowered, findings: &mut Findings) {
    let ports: Vec<Option<(u16, Kind)>> = lowered
        .capability
        .surfaces
        .iter()
        .map(|surface| match surface {
            Surface::Rest(rest) => Some((rest.port, Kind::Rest)),
            Surface::Mcp(mcp) => mcp.http.then_some((mcp.port, Kind::Mcp)),
            Surface::Control(control) => Some((control.port, Kind::Control)),
        })
        .collect();
    for (index, port) in ports.iter().enumerate() {
        let Some((number, kind)) = port else { continue };
        let earlier = ports[..index].iter().flatten().filter(|(other, _)| other == number);
        let earlier: Vec<Kind> = earlier.map(|(_, kind)| *kind).collect();
        let alone = *kind == Kind::Control || earlier.contains(&Kind::Control);
        let same_kind = earlier.contains(kind);
        if same_kind || earlier.len() > 1 || alone && !earlier.is_empty() {
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
