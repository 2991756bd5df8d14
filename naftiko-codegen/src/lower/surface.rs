//! What all surfaces have: R54.

use super::context::Context;
use super::targets::Target;
use crate::finding::{Code, Finding};
use crate::model::{Port, Surface};
use crate::spec::Adapter;

/// All surfaces, and which tool calls which operation.
#[derive(Default)]
pub(crate) struct Surfaces {
    pub(crate) surfaces: Vec<Surface>,
    pub(crate) tool_targets: Vec<(String, Target)>,
}

/// R54.
pub(super) fn port(adapter: &Adapter<'_>, default: u16, context: &mut Context<'_>) -> Port {
    let Some(written) = &adapter.port else {
        context.report(
            Finding::new(
                Code::PortMissing,
                adapter.span,
                format!("this adapter has no port; it listens on {default}"),
            )
            .help(format!("add `port: {default}`")),
        );
        return Port { number: default, span: adapter.span };
    };
    let number = written.value.trim().parse().ok().filter(|port| *port > 0);
    let number = number.unwrap_or_else(|| {
        let message = format!("`{}` is no port", written.value);
        context.report(
            Finding::new(Code::PortInvalid, written.span, message)
                .help("a port is a number from 1 to 65535"),
        );
        default
    });
    Port { number, span: written.span }
}
