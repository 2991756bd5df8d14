//! Adapters: R49 to R55.

mod adapter;
mod control;
mod mcp;
mod rest;
mod shadowed;
mod unit;

pub(crate) use self::adapter::duplicate_adapter_namespaces;
use self::control::lower_control;
pub(crate) use self::mcp::lower_block;
use self::mcp::lower_mcp;
use self::rest::lower_rest;
pub(crate) use self::rest::{fixed_wires, forwarded, path_literal};
use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::targets::Target;
use crate::lower::upstreams::LoweredUpstream;
use crate::model::Surface;
use crate::names;
use crate::spec::{Adapter, AdapterKind, ExposedResource};

/// All surfaces, and which tool calls which operation.
#[derive(Default)]
pub(crate) struct Surfaces {
    pub(crate) surfaces: Vec<Surface>,
    pub(crate) tool_targets: Vec<(String, Target)>,
}

/// Lowers every adapter that this compiler serves.
pub(crate) fn lower_surfaces(
    adapters: &[Adapter<'_>],
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Surfaces {
    let mut surfaces = Surfaces::default();
    let mut modules = Modules::beside(upstreams, adapters);
    let mut folders = names::Scope::default();
    for adapter in adapters {
        match adapter.kind {
            Some(kind @ AdapterKind::Rest) if adapter.paths.is_none() => {
                let module = modules.claim(adapter, kind);
                let openapi = modules.claim_openapi(&module);
                lower_rest(adapter, [module, openapi], upstreams, &mut surfaces, context);
            }
            Some(kind @ AdapterKind::Mcp) => {
                let module = modules.claim(adapter, kind);
                lower_mcp(adapter, module, &mut folders, upstreams, &mut surfaces, context);
            }
            Some(AdapterKind::Skill) => skill_adapter_ignored(adapter, context),
            Some(AdapterKind::Control) => lower_control(adapter, &mut surfaces, context),
            Some(AdapterKind::Rest) | None => adapter_type_unsupported(adapter, context),
        }
    }
    if !context.is_shared {
        nothing_exposed(&surfaces, adapters, context);
    }
    surfaces
}

/// The Rust modules of surfaces: named by kind where there is one of it, else by namespace.
struct Modules<'a> {
    scope: names::Scope,
    adapters: &'a [Adapter<'a>],
}

impl<'a> Modules<'a> {
    fn beside(upstreams: &[LoweredUpstream], adapters: &'a [Adapter<'a>]) -> Self {
        let mut scope = names::Scope::without(&["client", "page"]);
        // One upstream has no module of its own.
        for upstream in upstreams.iter().filter(|_| upstreams.len() > 1) {
            scope.claim(&upstream.upstream.module);
        }
        Self { scope, adapters }
    }

    fn claim(&mut self, adapter: &Adapter<'_>, kind: AdapterKind) -> String {
        let is_of_kind = |other: &&Adapter<'_>| other.kind == Some(kind);
        let is_alone = self.adapters.iter().filter(is_of_kind).count() == 1;
        let namespace = adapter.namespace.as_ref().filter(|_| !is_alone);
        let module =
            namespace.map_or_else(|| kind.name().to_owned(), |name| names::snake(&name.value));
        self.scope.claim(&module).0
    }

    fn claim_openapi(&mut self, module: &str) -> String {
        let name =
            if module == "rest" { "openapi".to_owned() } else { format!("{module}_openapi") };
        self.scope.claim(&name).0
    }
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
    let (name, span) = match &adapter.written_kind {
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
    // A declaration that cannot be compiled has been reported.
    let refused = adapters.iter().any(declares) && context.findings.has_errors();
    if !refused && !surfaces.surfaces.iter().any(Surface::offers_something) {
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
    adapter.kind.is_none()
        || adapter.resources.iter().any(offered)
        || !adapter.tools.is_empty()
        || !adapter.mcp_resources.is_empty()
        || !adapter.prompts.is_empty()
}
