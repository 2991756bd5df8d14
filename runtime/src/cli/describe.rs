//! The description of the compiled-in capabilities, for people and for programs.

use std::fmt::{self, Write as _};

use crate::config::file_variable;
use crate::json::JsonWriter;
use crate::surface::{About, Manifest, Served, SurfaceKind};
use crate::tables::{BindFile, Build, Capability, StartValue, Upstream};

pub(super) fn text(manifest: &Manifest) -> String {
    let Manifest { name, version: compiler, .. } = manifest;
    let mut out = format!("{name} {}, compiled by naftiko-codegen {compiler}\n", manifest.build());
    for served in manifest.capabilities {
        // Writing into memory cannot fail.
        let _ = capability_text(served, &mut out);
    }
    out
}

fn capability_text(served: &Served, out: &mut String) -> fmt::Result {
    let capability = served.capability;
    writeln!(out, "\n{}: {}", capability.name, capability.label)?;
    writeln!(out, "  from {} (sha256 {})", capability.spec, capability.spec_hash)?;
    for upstream in capability.upstreams {
        let namespace = upstream.namespace;
        writeln!(out, "  calls {namespace} at {}", base_uri(upstream, capability))?;
    }
    for variable in capability.variables {
        let secret = if variable.is_secret() { ", secret" } else { "" };
        let need = if variable.is_required() { "needs" } else { "reads" };
        let file = variable.file_variable(capability.variables);
        let file =
            file.map_or_else(String::new, |file| format!(" (or {file}, a file that holds it)"));
        let (name, purpose) = (variable.name(), variable.purpose());
        match variable.bound() {
            Some((bind, key)) => {
                writeln!(out, "  reads {name}: {purpose}{secret}{file}")?;
                writeln!(out, "    else the key {key} of {}", bind.path())?;
            }
            None => writeln!(out, "  {need} {name}: {purpose}{secret}{file}")?,
        }
    }
    for file in files(capability) {
        let (variable, path) = (file.variable(), file.path());
        writeln!(out, "  reads {variable}: a file in the place of {path}")?;
    }
    for upstream in capability.upstreams {
        let need = if upstream.base_uri.is_empty() { "needs" } else { "reads" };
        let (name, namespace) = (upstream.base_uri_variable, upstream.namespace);
        let file = file_variable(name);
        writeln!(out, "  {need} {name}: where {namespace} is (or {file}, a file that holds it)")?;
    }
    for surface in surfaces(served) {
        surface_text(surface, capability, out)?;
    }
    Ok(())
}

fn surface_text(
    surface: &dyn SurfaceKind,
    capability: &Capability,
    out: &mut String,
) -> fmt::Result {
    let about = surface.about();
    let About { kind, namespace, address_variable, port_variable, .. } = about;
    match about.port {
        None => writeln!(out, "  {kind} {namespace} on stdio")?,
        Some(port) => {
            writeln!(out, "  {kind} {namespace} on {}:{port}", about.address())?;
            writeln!(out, "    reads {address_variable}, {port_variable}")?;
            if let Some(variable) = about.origins_variable() {
                writeln!(out, "    reads {variable}: whose scripts may read the answers")?;
            }
            if let Some(variable) = about.page_variable(capability) {
                writeln!(
                    out,
                    "    reads {variable}: on or off, whether it has a page for browsers"
                )?;
            }
            if let Some(variable) = about.hosts_variable {
                writeln!(out, "    reads {variable}: further names it answers to")?;
            }
        }
    }
    surface.describe(capability, out)
}

pub(super) fn json(manifest: &Manifest) -> String {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("name").string(manifest.name);
    build(manifest.build(), &mut out);
    out.key("compiler").string(manifest.version);
    out.key("capabilities").open_array();
    for served in manifest.capabilities {
        capability_json(served, &mut out);
    }
    out.close_array();
    out.close_object();
    let mut text = String::from_utf8(out.finish().into()).unwrap_or_default();
    text.push('\n');
    text
}

fn build(build: Build, out: &mut JsonWriter) {
    out.key("version").string(build.version);
    out.member("commit", &build.commit().map(str::to_owned));
}

fn capability_json(served: &Served, out: &mut JsonWriter) {
    let capability = served.capability;
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
        out.key("base_uri_file_variable").string(&file_variable(upstream.base_uri_variable));
        out.close_object();
    }
    out.close_array();
    out.key("variables").open_array();
    for variable in capability.variables {
        out.open_object();
        out.key("name").string(variable.name());
        out.key("purpose").string(variable.purpose());
        out.member("secret", &variable.is_secret());
        out.member("required", &variable.is_required());
        out.member("file_variable", &variable.file_variable(capability.variables));
        if let Some((file, key)) = variable.bound() {
            out.key("bound").open_object();
            out.key("file").string(file.path());
            out.key("key").string(key);
            out.key("variable").string(file.variable());
            out.close_object();
        }
        out.close_object();
    }
    out.close_array();
    out.key("surfaces").open_array();
    for surface in surfaces(served) {
        surface_json(surface, capability, out);
    }
    out.close_array();
    out.close_object();
}

fn surface_json(surface: &dyn SurfaceKind, capability: &Capability, out: &mut JsonWriter) {
    let about = surface.about();
    out.open_object();
    out.key("kind").string(about.kind);
    out.key("namespace").string(about.namespace);
    // A surface on stdio names its variables too: programs read the same keys of every surface.
    out.key("address").string(about.address());
    out.member("port", &about.port.map(i64::from));
    out.key("address_variable").string(about.address_variable);
    out.key("port_variable").string(about.port_variable);
    out.member("cors_origins_variable", &about.origins_variable());
    out.member("page_variable", &about.page_variable(capability));
    out.member("hosts_variable", &about.hosts_variable.map(str::to_owned));
    surface.describe_json(capability, out);
    out.close_object();
}

/// The surfaces of a capability, the one for operators at the end.
fn surfaces(served: &Served) -> impl Iterator<Item = &'static dyn SurfaceKind> {
    let control = served.capability.control.map(|control| control as &'static dyn SurfaceKind);
    served.surfaces.iter().map(|surface| surface.0).chain(control)
}

/// The files of binds, each once.
fn files(capability: &Capability) -> Vec<&'static BindFile> {
    let mut files: Vec<&BindFile> = Vec::new();
    for (file, _) in capability.variables.iter().filter_map(StartValue::bound) {
        if !files.iter().any(|known| known.variable() == file.variable()) {
            files.push(file);
        }
    }
    files
}

/// The base URI with the names of variables in the place of their values.
fn base_uri(upstream: &Upstream, capability: &Capability) -> String {
    if upstream.base_uri.is_empty() {
        return format!("${{{}}}", upstream.base_uri_variable);
    }
    capability.with_names(upstream.base_uri)
}

#[cfg(test)]
mod tests {
    use super::{json, text};
    use crate::surface::{Manifest, Served, Surface};
    use crate::tables::{Capability, Folder, McpSurface, Resource, ResourceContent, Resources};

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

    static SURFACE: McpSurface = McpSurface {
        namespace: "a",
        address_variable: "A_ADDRESS",
        port_variable: "A_PORT",
        http: false,
        resources: Some(&RESOURCES),
        ..McpSurface::EMPTY
    };

    static CAPABILITY: Capability = Capability { name: "a", label: "A", ..Capability::EMPTY };

    static SERVED: Served = Served { capability: &CAPABILITY, surfaces: &[Surface::mcp(&SURFACE)] };

    static MANIFEST: Manifest = Manifest { name: "a", version: "0", capabilities: &[&SERVED] };

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

    #[test]
    fn a_surface_on_stdio_has_no_port_and_names_its_variables() {
        let shown: serde_json::Value = serde_json::from_str(&json(&MANIFEST)).expect("JSON");
        let surface = &shown["capabilities"][0]["surfaces"][0];
        assert_eq!(surface["port"], serde_json::Value::Null);
        assert_eq!(surface["address_variable"], "A_ADDRESS");
        assert_eq!(surface["port_variable"], "A_PORT");
    }
}
