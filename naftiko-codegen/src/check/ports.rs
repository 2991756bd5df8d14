//! R54.

use crate::finding::{Code, Finding, Findings};
use crate::model::{Capability, Port, Surface};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rest,
    Mcp,
    Control,
}

/// One REST and one MCP surface may share a port; anything else cannot.
pub(super) fn check_port_conflicts(capability: &Capability, findings: &mut Findings) {
    let mut taken: Vec<(u16, Kind)> = Vec::new();
    for (port, kind) in capability.surfaces.iter().filter_map(listener) {
        let Port { number, span } = port;
        let earlier = taken.iter().filter(|(other, _)| *other == number);
        let earlier: Vec<Kind> = earlier.map(|(_, kind)| *kind).collect();
        let alone = kind == Kind::Control || earlier.contains(&Kind::Control);
        let same_kind = earlier.contains(&kind);
        if same_kind || earlier.len() > 1 || alone && !earlier.is_empty() {
            let message = format!("port {number} is taken by an earlier adapter");
            findings.push(
                Finding::new(Code::PortConflict, span, message)
                    .help("only one REST and one MCP adapter can share a port"),
            );
        }
        taken.push((number, kind));
    }
}

/// The port of a surface; `None` on stdio.
fn listener(surface: &Surface) -> Option<(Port, Kind)> {
    match surface {
        Surface::Rest(rest) => Some((rest.port, Kind::Rest)),
        Surface::Mcp(mcp) => mcp.http.then_some((mcp.port, Kind::Mcp)),
        Surface::Control(control) => Some((control.port, Kind::Control)),
    }
}
