//! REST adapters.

mod fixed;
mod forwards;
mod route;
mod routes;

pub(crate) use self::fixed::fixed_wires;
pub(crate) use self::forwards::forwarded;
use self::forwards::lower_forward;
use self::route::lower_route;
pub(crate) use self::routes::path_literal;
use super::Surfaces;
use super::adapter::{Common, adapter_empty, common, transport_unsupported};
use super::shadowed::ServedRoutes;
use crate::lower::context::Context;
use crate::lower::upstreams::LoweredUpstream;
use crate::model::{Rest, Surface};
use crate::spec::{Adapter, AdapterKind, ExposedResource};

/// Port of a REST surface whose document does not give one.
const PORT: u16 = 8080;

pub(super) fn lower_rest(
    adapter: &Adapter<'_>,
    [module, openapi_module]: [String; 2],
    upstreams: &[LoweredUpstream],
    out: &mut Surfaces,
    context: &mut Context<'_>,
) {
    let common = common(adapter, AdapterKind::Rest, PORT, context);
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
    adapter_empty(adapter, declared, "a REST adapter without operations", context);
    let Common { namespace, description, address, port, guard } = common;
    out.surfaces.push(Surface::Rest(Rest {
        namespace,
        openapi_module,
        module,
        description,
        address,
        port,
        guard,
        routes,
        forwards,
        span: adapter.span,
    }));
}
