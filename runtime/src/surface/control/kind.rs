//! The table of a control surface as one of the kinds of surfaces, and what is told of it.

use std::fmt::{self, Write as _};

use crate::config::StartError;
use crate::json::JsonWriter;
use crate::operator::{self, CONTROL_ADDRESS, CONTROL_HOSTS, CONTROL_PORT};
use crate::surface::{About, Mounting, Service, SurfaceKind};
use crate::tables::{Capability, ControlSurface};

impl SurfaceKind for ControlSurface {
    fn about(&self) -> About {
        About {
            kind: "control",
            namespace: "control",
            address: self.address,
            port: Some(self.port),
            address_variable: CONTROL_ADDRESS,
            port_variable: CONTROL_PORT,
            hosts_variable: self.guard.is_none().then_some(CONTROL_HOSTS),
            path: "",
            has_page: false,
        }
    }

    fn describe(&self, capability: &Capability, out: &mut String) -> fmt::Result {
        let Some(endpoint) = operator::collector(self, capability) else { return Ok(()) };
        let when = if cfg!(feature = "otlp") { "" } else { " when built with `otlp`" };
        writeln!(out, "    sends traces and metrics to {endpoint}{when}")
    }

    fn describe_json(&self, capability: &Capability, out: &mut JsonWriter) {
        out.member("exporter", &operator::collector(self, capability));
    }

    /// It is mounted with what the other surfaces count.
    fn mount(&'static self, _: Mounting<'_>, _: &mut StartError) -> Option<Box<dyn Service>> {
        None
    }
}
