//! The table of a REST surface as one of the kinds of surfaces, and what is told of it.

use std::fmt::{self, Write as _};

use super::RestService;
use super::forward;
use crate::config::StartError;
use crate::json::JsonWriter;
use crate::surface::{About, Mounting, Service, Surface, SurfaceKind};
use crate::tables::{Capability, RestSurface, RouteNode};

impl Surface {
    /// Routes over HTTP.
    #[must_use]
    pub const fn rest(table: &'static RestSurface) -> Self {
        Self(table)
    }
}

impl SurfaceKind for RestSurface {
    fn about(&self) -> About {
        About {
            kind: "rest",
            namespace: self.namespace,
            address: self.address,
            port: Some(self.port),
            address_variable: self.address_variable,
            port_variable: self.port_variable,
            hosts_variable: None,
            path: "",
            has_page: true,
        }
    }

    fn describe(&self, capability: &Capability, out: &mut String) -> fmt::Result {
        text(self, capability, out)
    }

    fn describe_json(&self, capability: &Capability, out: &mut JsonWriter) {
        json(self, capability, out);
    }

    fn mount(
        &'static self,
        mounting: Mounting<'_>,
        error: &mut StartError,
    ) -> Option<Box<dyn Service>> {
        Some(Box::new(RestService::new(mounting, self, error)))
    }
}

fn text(surface: &RestSurface, capability: &Capability, out: &mut String) -> std::fmt::Result {
    if !surface.openapi.is_empty() {
        writeln!(out, "    describes itself at /openapi.json")?;
    }
    for (method, template, name) in routes(surface.routes) {
        writeln!(out, "    {method:<7} {template}  ({name})")?;
    }
    for forward in surface.forwards {
        let (path, upstream) = forward::describe(forward, capability);
        writeln!(out, "    all     {path}  (passed on to {upstream})")?;
    }
    Ok(())
}

fn json(surface: &RestSurface, capability: &Capability, out: &mut JsonWriter) {
    if !surface.openapi.is_empty() {
        out.key("openapi").string("/openapi.json");
    }
    out.key("routes").open_array();
    for (method, template, name) in routes(surface.routes) {
        out.open_object();
        out.key("method").string(method);
        out.key("path").string(template);
        out.key("operation").string(name);
        out.close_object();
    }
    out.close_array();
    out.key("forwards").open_array();
    for forward in surface.forwards {
        out.open_object();
        let (path, upstream) = forward::describe(forward, capability);
        out.key("path").string(path);
        out.key("upstream").string(upstream);
        out.close_object();
    }
    out.close_array();
}

/// Method, path and name of every route, in the order of their paths.
fn routes(root: &'static RouteNode) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if let Some(endpoint) = node.endpoint {
            for operation in endpoint.operations {
                found.push((operation.method.as_str(), endpoint.template, operation.function.name));
            }
        }
        open.extend(node.literals.iter().map(|(_, child)| child));
        open.extend(node.patterns.iter().map(|(_, child)| child));
        open.extend(node.placeholder);
    }
    found.sort_by_key(|(method, template, _)| (*template, *method));
    found
}
