//! MCP adapters.

mod content;
mod files;
mod input_schema;
mod prompts;
mod resource;
mod resources;
mod tool;

pub(crate) use self::content::lower_block;
use self::prompts::lower_prompts;
use self::resources::lower_resources;
use self::tool::lower_tool;
use super::Surfaces;
use super::adapter::{Common, adapter_empty, common, transport_unsupported};
use super::shadowed::ServedTools;
use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::upstreams::LoweredUpstream;
use crate::model::{Mcp, Surface};
use crate::names;
use crate::spec::{Adapter, AdapterKind};

/// Port of an MCP surface whose document does not give one.
const PORT: u16 = 9090;

pub(super) fn lower_mcp(
    adapter: &Adapter<'_>,
    module: String,
    folders: &mut names::Scope,
    upstreams: &[LoweredUpstream],
    out: &mut Surfaces,
    context: &mut Context<'_>,
) {
    let http = transport(adapter, context);
    let common = common(adapter, AdapterKind::Mcp, PORT, context);
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
    let prompts = lower_prompts(&adapter.prompts, &common.namespace, upstreams, context);
    let offered = adapter.tools.len() + adapter.mcp_resources.len() + adapter.prompts.len();
    adapter_empty(adapter, offered, "an MCP adapter without tools", context);
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
        version: context.version.clone(),
        cache: cache(adapter, context),
        span: adapter.span,
    };
    out.surfaces.push(Surface::Mcp(mcp));
}

/// Milliseconds for which clients may keep lists unless a document says something else.
const KEPT: u64 = 300_000;

/// How long lists are true, and for whom.
fn cache(adapter: &Adapter<'_>, context: &mut Context<'_>) -> Option<(u64, bool)> {
    let ttl = adapter.ttl.as_ref().map(|written| {
        written.value.parse().unwrap_or_else(|_| {
            let message = format!("`ttlMs` is a number of milliseconds, not `{}`", written.value);
            context.report(Finding::new(Code::Shape, written.span, message));
            KEPT
        })
    });
    let scope = adapter.cache_scope.as_ref().map(|written| {
        if !matches!(written.value.as_str(), "public" | "private") {
            let message = format!("`cacheScope` is `public` or `private`, not `{}`", written.value);
            context.report(Finding::new(Code::Shape, written.span, message));
        }
        written.value == "public"
    });
    (ttl.is_some() || scope.is_some()).then(|| (ttl.unwrap_or(KEPT), scope.unwrap_or(true)))
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
