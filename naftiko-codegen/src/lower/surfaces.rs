//! Adapters: R49 to R55.

use super::context::Context;
use super::control::lower_control;
use super::forwards::lower_forward;
use super::guards::{auth_stdio, lower_guard};
use super::prompts::lower_prompts;
use super::resources::lower_resources;
use super::shadowed::{ServedRoutes, ServedTools};
use super::surface::{Surfaces, port};
use super::units::{lower_route, lower_tool};
use super::upstreams::{self, LoweredUpstream};
use crate::finding::{Code, Finding};
use crate::model::{Guard, Mcp, Port, Rest, Surface};
use crate::names;
use crate::spec::{Adapter, ExposedResource, Text};

/// Lowers every adapter that this compiler serves.
pub(crate) fn lower_surfaces(
    adapters: &[Adapter<'_>],
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Surfaces {
    let mut surfaces = Surfaces::default();
    let mut rest_modules = names::Scope::default();
    let mut mcp_modules = names::Scope::default();
    let mut folders = names::Scope::default();
    for adapter in adapters {
        let kind = adapter.kind.as_ref().map(|kind| kind.value.to_ascii_lowercase());
        match kind.as_deref() {
            Some("rest") if adapter.paths.is_none() => {
                let module = rest_modules.claim("rest").0;
                lower_rest(adapter, module, upstreams, &mut surfaces, context);
            }
            Some("mcp") => {
                let module = mcp_modules.claim("mcp").0;
                lower_mcp(adapter, module, &mut folders, upstreams, &mut surfaces, context);
            }
            Some("skill") => skill_adapter_ignored(adapter, context),
            Some("control") => lower_control(adapter, &mut surfaces, context),
            _ => adapter_type_unsupported(adapter, context),
        }
    }
    nothing_exposed(&surfaces, adapters, context);
    surfaces
}

/// R51.
fn skill_adapter_ignored(adapter: &Adapter<'_>, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::SkillAdapterIgnored,
            adapter.span,
            "a skill adapter only groups tools of other adapters; it is left out",
        )
        .help("the tools it names are served by their own adapters"),
    );
}

/// R50.
fn adapter_type_unsupported(adapter: &Adapter<'_>, context: &mut Context<'_>) {
    let (name, span) = match &adapter.kind {
        Some(kind) => (format!("of type `{}`", kind.value), kind.span),
        None => ("without a type".to_owned(), adapter.span),
    };
    let paths = if adapter.paths.is_some() { " with `paths`" } else { "" };
    context.report(
        Finding::new(
            Code::AdapterTypeUnsupported,
            span,
            format!("an adapter {name}{paths} cannot be compiled"),
        )
        .help("`rest` with `resources`, `mcp` with `tools`, and `control`, can"),
    );
}

/// R49.
fn nothing_exposed(surfaces: &Surfaces, adapters: &[Adapter<'_>], context: &mut Context<'_>) {
    let offers = |surface: &Surface| match surface {
        Surface::Rest(rest) => !rest.routes.is_empty() || !rest.forwards.is_empty(),
        Surface::Mcp(mcp) => {
            !mcp.tools.is_empty() || !mcp.resources.is_empty() || !mcp.prompts.is_empty()
        }
        Surface::Control(_) => false,
    };
    // What is declared and cannot be compiled has been reported.
    let refused = adapters.iter().any(declares) && context.findings.has_errors();
    if !refused && !surfaces.surfaces.iter().any(offers) {
        let span = adapters.first().map(|adapter| adapter.span);
        context.report(
            Finding::new(
                Code::NothingExposed,
                span,
                "nothing is exposed; only the typed client is compiled",
            )
            .help("add an adapter with operations or tools under `exposes`"),
        );
    }
}

fn declares(adapter: &Adapter<'_>) -> bool {
    let offered = |r: &ExposedResource<'_>| !r.operations.is_empty() || r.forward.is_some();
    adapter.resources.iter().any(offered)
        || !adapter.tools.is_empty()
        || !adapter.mcp_resources.is_empty()
        || !adapter.prompts.is_empty()
}

/// What every kind of adapter has.
struct Common {
    namespace: String,
    description: String,
    address: Option<String>,
    port: Port,
    guard: Option<Guard>,
}

fn common(adapter: &Adapter<'_>, kind: &str, context: &mut Context<'_>) -> Common {
    let http = adapter.transport.as_ref().is_none_or(|t| !t.value.eq_ignore_ascii_case("stdio"));
    let default_port = if kind == "rest" { 8080 } else { 9090 };
    let port = if http {
        port(adapter, default_port, context)
    } else {
        Port { number: default_port, span: adapter.span }
    };
    let namespace = adapter_name(adapter, kind, context);
    let guard = match &adapter.authentication {
        Some(authentication) if http => lower_guard(&namespace, authentication, context),
        Some(authentication) => {
            auth_stdio(authentication, context);
            None
        }
        None => None,
    };
    Common {
        namespace,
        description: Text::said(adapter.description.as_ref()).unwrap_or_default(),
        address: Text::said(adapter.address.as_ref()),
        port,
        guard,
    }
}

/// R55.
fn adapter_name(adapter: &Adapter<'_>, kind: &str, context: &mut Context<'_>) -> String {
    match adapter.namespace.as_ref().filter(|text| !text.value.is_empty()) {
        Some(name) => {
            if !name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                let message = format!("`{}` is accepted as the name of an adapter", name.value);
                context.report(Finding::new(Code::AdapterName, name.span, message));
            }
            name.value.clone()
        }
        None => {
            let message = format!("this adapter has no namespace; it is called `{kind}`");
            context.report(Finding::new(Code::AdapterName, adapter.span, message));
            kind.to_owned()
        }
    }
}

fn lower_rest(
    adapter: &Adapter<'_>,
    module: String,
    upstreams: &[LoweredUpstream],
    out: &mut Surfaces,
    context: &mut Context<'_>,
) {
    let common = common(adapter, "rest", context);
    if let Some(transport) = &adapter.transport
        && !transport.value.eq_ignore_ascii_case("http")
    {
        transport_unsupported(transport, context);
    }
    let mut routes = Vec::new();
    let mut served = ServedRoutes::default();
    let mut forwards = Vec::new();
    for resource in &adapter.resources {
        forwards.extend(lower_forward(resource, upstreams, context));
        for unit in &resource.operations {
            let route = lower_route(unit, resource, &common.namespace, upstreams, context);
            let Some(mut route) = route else { continue };
            served.add(&mut route, context);
            routes.push(route);
        }
    }
    let in_one = |r: &ExposedResource<'_>| r.operations.len() + usize::from(r.forward.is_some());
    let declared: usize = adapter.resources.iter().map(in_one).sum();
    adapter_empty(adapter, declared, "REST adapter without operations", context);
    let Common { namespace, description, address, port, guard } = common;
    out.surfaces.push(Surface::Rest(Rest {
        namespace,
        openapi_module: module.replacen("rest", "openapi", 1),
        module,
        description,
        address,
        port,
        guard,
        routes,
        forwards,
    }));
}

fn lower_mcp(
    adapter: &Adapter<'_>,
    module: String,
    folders: &mut names::Scope,
    upstreams: &[LoweredUpstream],
    out: &mut Surfaces,
    context: &mut Context<'_>,
) {
    let http = transport(adapter, context);
    let common = common(adapter, "mcp", context);
    let mut tools = Vec::new();
    let mut served = ServedTools::default();
    for unit in &adapter.tools {
        let tool = lower_tool(unit, &common.namespace, upstreams, context);
        let Some((tool, target)) = tool else { continue };
        out.tool_targets.extend(target.map(|target| (tool.name.clone(), target)));
        if served.add(&tool, context) {
            tools.push(tool);
        }
    }
    let resources =
        lower_resources(&adapter.mcp_resources, &common.namespace, folders, upstreams, context);
    let prompts = lower_prompts(&adapter.prompts, context);
    let offered = adapter.tools.len() + adapter.mcp_resources.len() + adapter.prompts.len();
    adapter_empty(adapter, offered, "MCP adapter without tools", context);
    let Common { namespace, description, address, port, guard } = common;
    let mcp = Mcp {
        namespace,
        module,
        description,
        address,
        port,
        http,
        guard,
        tools,
        resources,
        prompts,
    };
    out.surfaces.push(Surface::Mcp(mcp));
}

/// R53: whether the surface is served over HTTP.
fn transport(adapter: &Adapter<'_>, context: &mut Context<'_>) -> bool {
    let Some(written) = &adapter.transport else {
        let message = "no `transport`; http is assumed";
        context.report(Finding::new(Code::TransportMissing, adapter.span, message));
        return true;
    };
    match written.value.to_ascii_lowercase().as_str() {
        "http" => true,
        "stdio" => {
            if let Some(port) = &adapter.port {
                let message = "stdio has no port; this one is ignored";
                context.report(
                    Finding::new(Code::StdioPort, port.span, message)
                        .help("remove the port, or use `transport: http`"),
                );
            }
            false
        }
        _ => {
            transport_unsupported(written, context);
            true
        }
    }
}

/// R50 for transports.
fn transport_unsupported(written: &Text, context: &mut Context<'_>) {
    let message = format!("the transport `{}` cannot be compiled", written.value);
    context.report(
        Finding::new(Code::AdapterTypeUnsupported, written.span, message)
            .help("`http` and, for MCP, `stdio` can"),
    );
}

/// R52.
fn adapter_empty(adapter: &Adapter<'_>, units: usize, what: &str, context: &mut Context<'_>) {
    if units == 0 {
        context.report(
            Finding::new(Code::AdapterEmpty, adapter.span, format!("this is an {what}"))
                .help("add some, or remove the adapter"),
        );
    }
}

/// R16, for the namespaces of adapters and binds.
pub(crate) fn duplicate_adapter_namespaces(
    adapters: &[Adapter<'_>],
    others: &[&str],
    context: &mut Context<'_>,
) {
    let mut seen: Vec<&str> = others.to_vec();
    for namespace in adapters.iter().filter_map(|adapter| adapter.namespace.as_ref()) {
        if seen.contains(&namespace.value.as_str()) {
            upstreams::duplicate_namespace(&namespace.value, namespace.span, context);
        }
        seen.push(&namespace.value);
    }
}
