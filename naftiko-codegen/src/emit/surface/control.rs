//! The table of a control surface. It stands with its capability, since nothing else belongs to it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::guard;
use crate::emit::literals::exprs;
use crate::model::Control;

/// Only what differs from the defaults is written.
pub(in crate::emit) fn table(control: &Control) -> TokenStream {
    let address = control.address.as_deref().map(|text| quote!(address: Some(#text),));
    let port = Literal::u16_unsuffixed(control.port.number);
    let health = (!control.health).then(|| quote!(health: false,));
    let info = control.info.then(|| quote!(info: true,));
    let metrics = (!control.metrics).then(|| quote!(metrics: false,));
    let logs = control.logs.then(|| quote!(logs: true,));
    let traces = (control.traces != 100).then(|| {
        let count = Literal::usize_unsuffixed(control.traces);
        quote!(traces: #count,)
    });
    let telemetry = (!control.telemetry).then(|| quote!(telemetry: false,));
    let sampling = (control.sampling < 1.0).then(|| {
        let share = Literal::f64_unsuffixed(control.sampling);
        quote!(sampling: #share,)
    });
    let propagation = control.b3.then(|| quote!(propagation: Propagation::B3,));
    let exporter = (!control.exporter.is_empty()).then(|| {
        let exporter = exprs(&control.exporter);
        quote!(exporter: #exporter,)
    });
    let guard = guard::field(control.guard.as_ref());
    let item = control.guard.as_ref().map(guard::item);
    quote! {
        #item

        /// Questions that operators can ask, and the address for them.
        static CONTROL: ControlSurface = ControlSurface {
            #address
            port: #port,
            #health
            #info
            #metrics
            #logs
            #traces
            #telemetry
            #sampling
            #propagation
            #exporter
            #guard
            ..ControlSurface::DEFAULT
        };
    }
}
