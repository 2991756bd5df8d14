//! What is compiled in, for people and for programs.

use std::fmt::Write as _;

use crate::access::origins_variable;
use crate::json::JsonWriter;
use crate::operator;
use crate::tables::{
    Capability, Folder, Forward, Manifest, RestSurface, RouteNode, Surface, Upstream,
};

pub(super) fn text(manifest: &Manifest) -> String {
    let mut out = format!("{}, compiled by naftiko-codegen {}\n", manifest.name, manifest.version);
    for capability in manifest.capabilities {
        // Writing into memory cannot fail.
        let _ = capability_text(capability, &mut out);
    }
    out
}

fn capability_text(capability: &Capability, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n{}: {}", capability.name, capability.label)?;
    writeln!(out, "  from {} (sha256 {})", capability.spec, capability.spec_hash)?;
    for upstream in capability.upstreams {
        let namespace = upstream.namespace;
        writeln!(out, "  calls {namespace} at {}", base_uri(upstream, capability))?;
    }
    for variable in capability.variables {
        let secret = if variable.secret { ", secret" } else { "" };
        let need = if variable.required { "needs" } else { "reads" };
        writeln!(out, "  {need} {}: {}{secret}", variable.name, variable.purpose)?;
    }
    for upstream in capability.upstreams {
        let need = if upstream.base_uri.is_empty() { "needs" } else { "reads" };
        writeln!(out, "  {need} {}: where {} is", upstream.base_uri_variable, upstream.namespace)?;
    }
    for surface in capability.surfaces {
        surface_text(surface, capability, out)?;
    }
    Ok(())
}

fn surface_text(surface: &Surface, capability: &Capability, out: &mut String) -> std::fmt::Result {
    match surface {
        Surface::Rest(surface) => rest_text(surface, capability, out)?,
        Surface::Mcp(surface) => {
            let address = surface.address.unwrap_or("127.0.0.1");
            if surface.http {
                writeln!(out, "  mcp {} on {address}:{}", surface.namespace, surface.port)?;
                writeln!(out, "    reads {}, {}", surface.address_variable, surface.port_variable)?;
            } else {
                writeln!(out, "  mcp {} on stdio", surface.namespace)?;
            }
            for tool in surface.tools {
                writeln!(out, "    tool {}", tool.name)?;
            }
            for folder in surface.folders() {
                folder_text(folder, out)?;
            }
        }
        Surface::Control(surface) => {
            let address = surface.address.unwrap_or("127.0.0.1");
            writeln!(out, "  control on {address}:{}", surface.port)?;
            writeln!(out, "    reads {}, {}", operator::CONTROL_ADDRESS, operator::CONTROL_PORT)?;
            if surface.guard.is_none() {
                writeln!(
                    out,
                    "    reads {}: further names it answers to",
                    operator::CONTROL_HOSTS
                )?;
            }
            if let Some(endpoint) = operator::collector(surface, capability) {
                let when = if cfg!(feature = "otlp") { "" } else { " when built with `otlp`" };
                writeln!(out, "    sends traces and metrics to {endpoint}{when}")?;
            }
        }
    }
    Ok(())
}

fn folder_text(folder: &Folder, out: &mut String) -> std::fmt::Result {
    let Folder { uri, variable, files, .. } = folder;
    match files {
        Some(files) => {
            let count = files.len();
            writeln!(out, "    folder {uri}, files compiled in: {count}")?;
            writeln!(out, "    reads {variable}: a folder to serve instead of them")
        }
        None => {
            writeln!(out, "    folder {uri}")?;
            writeln!(out, "    needs {variable}: where its files are")
        }
    }
}

fn rest_text(surface: &RestSurface, capability: &Capability, out: &mut String) -> std::fmt::Result {
    let address = surface.address.unwrap_or("127.0.0.1");
    writeln!(out, "  rest {} on {address}:{}", surface.namespace, surface.port)?;
    writeln!(out, "    reads {}, {}", surface.address_variable, surface.port_variable)?;
    if let Some(variable) = origins_variable(surface.port_variable) {
        writeln!(out, "    reads {variable}: whose scripts may read the answers")?;
    }
    if !surface.openapi.is_empty() {
        writeln!(out, "    describes itself at /openapi.json")?;
    }
    for (method, template, name) in routes(surface.routes) {
        writeln!(out, "    {method:<7} {template}  ({name})")?;
    }
    for forward in surface.forwards {
        let upstream = upstream_of(forward, capability);
        writeln!(out, "    all     {}  (passed on to {upstream})", forward.operation.path)?;
    }
    Ok(())
}

fn upstream_of(forward: &Forward, capability: &Capability) -> &'static str {
    let upstream = capability.upstreams.get(forward.operation.upstream);
    upstream.map_or("", |upstream| upstream.namespace)
}

pub(super) fn json(manifest: &Manifest) -> String {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("name").string(manifest.name);
    out.key("compiler").string(manifest.version);
    out.key("capabilities").open_array();
    for capability in manifest.capabilities {
        capability_json(capability, &mut out);
    }
    out.close_array();
    out.close_object();
    let mut text = String::from_utf8(out.finish().into()).unwrap_or_default();
    text.push('\n');
    text
}

fn capability_json(capability: &Capability, out: &mut JsonWriter) {
    out.open_object();
    out.key("name").string(capability.name);
    out.key("label").string(capability.label);
    out.key("spec").string(capability.spec);
    out.key("spec_sha256").string(capability.spec_hash);
    out.key("upstreams").open_array();
    for upstream in capability.upstreams {
        out.open_object();
        out.key("namespace").string(upstream.namespace);
        out.key("base_uri").string(&base_uri(upstream, capability));
        out.key("base_uri_variable").string(upstream.base_uri_variable);
        out.close_object();
    }
    out.close_array();
    out.key("variables").open_array();
    for variable in capability.variables {
        out.open_object();
        out.key("name").string(variable.name);
        out.key("purpose").string(variable.purpose);
        out.member("secret", &variable.secret);
        out.member("required", &variable.required);
        out.close_object();
    }
    out.close_array();
    out.key("surfaces").open_array();
    for surface in capability.surfaces {
        surface_json(surface, capability, out);
    }
    out.close_array();
    out.close_object();
}

fn surface_json(surface: &Surface, capability: &Capability, out: &mut JsonWriter) {
    let (kind, namespace, address, port, variables) = match surface {
        Surface::Rest(one) => {
            let variables = [one.address_variable, one.port_variable];
            ("rest", one.namespace, one.address, one.port, variables)
        }
        Surface::Mcp(one) => {
            let variables = [one.address_variable, one.port_variable];
            ("mcp", one.namespace, one.address, one.port, variables)
        }
        Surface::Control(one) => {
            let variables = [operator::CONTROL_ADDRESS, operator::CONTROL_PORT];
            ("control", "control", one.address, one.port, variables)
        }
    };
    out.open_object();
    out.key("kind").string(kind);
    out.key("namespace").string(namespace);
    out.key("address").string(address.unwrap_or("127.0.0.1"));
    out.member("port", &i64::from(port));
    out.key("address_variable").string(variables[0]);
    out.key("port_variable").string(variables[1]);
    match surface {
        Surface::Rest(surface) => rest_json(surface, capability, out),
        Surface::Mcp(surface) => {
            out.member("http", &surface.http);
            out.key("tools").raw(surface.tool_list);
            out.key("folders").open_array();
            for folder in surface.folders() {
                out.open_object();
                out.key("uri").string(folder.uri);
                out.key("variable").string(folder.variable);
                out.member("compiled_in", &folder.files.is_some());
                out.close_object();
            }
            out.close_array();
        }
        Surface::Control(surface) => {
            if surface.guard.is_none() {
                out.key("hosts_variable").string(operator::CONTROL_HOSTS);
            }
            out.member("exporter", &operator::collector(surface, capability));
        }
    }
    out.close_object();
}

fn rest_json(surface: &RestSurface, capability: &Capability, out: &mut JsonWriter) {
    if let Some(variable) = origins_variable(surface.port_variable) {
        out.key("cors_origins_variable").string(&variable);
    }
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
        out.key("path").string(forward.operation.path);
        out.key("upstream").string(upstream_of(forward, capability));
        out.close_object();
    }
    out.close_array();
}

/// The base URI with the names of variables in the place of their values.
fn base_uri(upstream: &Upstream, capability: &Capability) -> String {
    if upstream.base_uri.is_empty() {
        return format!("${{{}}}", upstream.base_uri_variable);
    }
    capability.with_names(upstream.base_uri)
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

#[cfg(test)]
mod tests {
    use super::{json, text};
    use crate::tables::{
        Capability, Folder, Manifest, McpSurface, Resource, ResourceContent, Resources, Surface,
    };

    const fn folder(
        uri: &'static str,
        variable: &'static str,
        files: Option<&'static [(&'static str, &'static str)]>,
    ) -> Folder {
        let (title, media) = (None, None);
        Folder { uri, variable, name: "", title, description: "", media, files }
    }

    static HANDBOOK: Folder = folder("a://handbook/", "A_HANDBOOK_FOLDER", Some(&[("a", "[]")]));
    static NOTICES: Folder = folder("a://notices/", "A_NOTICES_FOLDER", None);

    static RESOURCES: Resources = Resources {
        list: "[{}]",
        templates: "[]",
        resources: &[
            Resource { uri: &[], content: ResourceContent::Folder(&HANDBOOK) },
            Resource { uri: &[], content: ResourceContent::Folder(&NOTICES) },
        ],
    };

    static SURFACE: McpSurface =
        McpSurface { namespace: "a", resources: Some(&RESOURCES), ..McpSurface::EMPTY };

    static CAPABILITY: Capability = Capability {
        name: "a",
        label: "A",
        surfaces: &[Surface::Mcp(&SURFACE)],
        ..Capability::EMPTY
    };

    static MANIFEST: Manifest = Manifest { name: "a", version: "0", capabilities: &[&CAPABILITY] };

    #[test]
    fn folders_are_named_with_their_variables() {
        let shown = text(&MANIFEST);
        for line in [
            "    folder a://handbook/, files compiled in: 1\n",
            "    reads A_HANDBOOK_FOLDER: a folder to serve instead of them\n",
            "    folder a://notices/\n    needs A_NOTICES_FOLDER: where its files are\n",
        ] {
            assert!(shown.contains(line), "{shown}");
        }
        let shown: serde_json::Value = serde_json::from_str(&json(&MANIFEST)).expect("JSON");
        let folders = &shown["capabilities"][0]["surfaces"][0]["folders"];
        assert_eq!(folders[0]["compiled_in"], true);
        assert_eq!(folders[1]["variable"], "A_NOTICES_FOLDER");
        assert_eq!(folders[1]["compiled_in"], false);
    }
}
