//! Control adapters (semantics 15).

mod exporter;

use self::exporter::lower_exporter;
use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::guards::lower_guard;
use crate::lower::local::is_local;
use crate::lower::surface::Surfaces;
use crate::lower::surface::adapter::port;
use crate::model::{Control, Surface};
use crate::spec::{Adapter, TRACES, Text};

/// Port of a control surface whose document does not give one.
const PORT: u16 = 9091;

/// The first control adapter; a second one is an error.
pub(crate) fn lower_control(adapter: &Adapter<'_>, out: &mut Surfaces, context: &mut Context<'_>) {
    if out.surfaces.iter().any(|surface| surface.as_control().is_some()) {
        let message = "a capability has one control adapter at most";
        context.report(
            Finding::new(Code::ControlTwice, adapter.span, message)
                .help("remove one; both would tell the same"),
        );
        return;
    }
    let address = adapter.address.as_ref();
    if let Some(address) = address.filter(|address| !is_local(address.value.trim())) {
        let message = format!("`{}` can be reached by others", address.value);
        context.report(
            Finding::new(Code::ControlExposed, address.span, message)
                .help("listen on 127.0.0.1, or keep others out by the network"),
        );
    }
    let port = port(adapter, PORT, context);
    let guard = adapter.authentication.as_ref();
    let guard = guard.and_then(|written| lower_guard("control", written, context));
    let switches = adapter.control.as_ref();
    let exporter = switches.and_then(|switches| switches.exporter.as_ref());
    let exporter = exporter.map(|written| lower_exporter(written, context)).unwrap_or_default();
    out.surfaces.push(Surface::Control(Control {
        address: Text::said(adapter.address.as_ref()),
        port,
        health: switches.is_none_or(|switches| switches.health),
        info: switches.is_some_and(|switches| switches.info),
        metrics: switches.is_none_or(|switches| switches.metrics),
        logs: switches.is_some_and(|switches| switches.logs),
        traces: switches.map_or(TRACES, |switches| switches.traces),
        telemetry: switches.is_none_or(|switches| switches.telemetry),
        sampling: switches.map_or(1.0, |switches| switches.sampling),
        b3: switches.is_some_and(|switches| switches.b3),
        exporter,
        guard,
        span: adapter.span,
    }));
}
