//! What all surfaces have: R54.

use super::context::Context;
use super::targets::Target;
use crate::finding::{Code, Finding};
use crate::model::Surface;
use crate::spec::Adapter;
use crate::text::Span;

/// All surfaces, and which tool calls which operation.
#[derive(Default)]
pub(crate) struct Surfaces {
    pub(crate) surfaces: Vec<Surface>,
    /// Where the parts of each surface stand, for checks that compare them.
    pub(crate) places: Vec<Places>,
    pub(crate) tool_targets: Vec<(String, Target)>,
}

/// The places of one surface.
pub(crate) struct Places {
    pub(crate) port: Span,
    /// One per route or tool.
    pub(crate) units: Vec<Span>,
}

/// R54.
pub(super) fn port(adapter: &Adapter<'_>, default: u16, context: &mut Context<'_>) -> u16 {
    let Some(written) = &adapter.port else {
        context.report(
            Finding::new(
                Code::PortMissing,
                adapter.span,
                format!("this adapter has no port; it listens on {default}"),
            )
            .help(format!("add `port: {default}`")),
        );
        return default;
    };
    written.value.trim().parse().ok().filter(|port| *port > 0).unwrap_or_else(|| {
        let message = format!("`{}` is no port", written.value);
        context.report(
            Finding::new(Code::PortInvalid, written.span, message)
                .help("a port is a number from 1 to 65535"),
        );
        default
    })
}
