//! Operations of a REST surface.

use super::routes;
use crate::finding::{Code, Finding};
use crate::lower::caller::Exposure;
use crate::lower::context::Context;
use crate::lower::functions::lower_function;
use crate::lower::operations::method;
use crate::lower::surface::unit::{describe, unit_name};
use crate::lower::upstreams::LoweredUpstream;
use crate::model::Route;
use crate::names;
use crate::spec::{ExposedResource, Text, Unit};

/// An operation of a REST surface.
pub(super) fn lower_route(
    unit: &Unit<'_>,
    resource: &ExposedResource<'_>,
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<Route> {
    let method = method(unit.method.as_ref(), context)?;
    let Some(path) = routes::join(resource.path.as_ref(), unit.path.as_ref(), context) else {
        let message = "an exposed resource needs a `path`";
        context.report(Finding::new(Code::PathMissing, resource.span, message));
        return None;
    };
    let written = path.span;
    let path = routes::parse(&path, context)?;
    routes::one_segment(&path, written, context);
    let exposure = Exposure::Rest { method: &method, path: &path };
    let lowered = lower_function(unit, "this operation", namespace, exposure, upstreams, context)?;
    let name = match &unit.name {
        Some(name) if !name.value.is_empty() => name.value.clone(),
        _ => {
            let name = format!("{}_{}", method.to_ascii_lowercase(), names::snake(&path.template));
            unit_name(unit.span, &name, context);
            name
        }
    };
    let description = describe(unit, lowered.target, upstreams, &name, context);
    let label = Text::said(unit.label.as_ref()).filter(|label| !label.is_empty());
    let mut tags = resource.tags.clone();
    tags.extend(unit.tags.iter().filter(|tag| !resource.tags.contains(tag)).cloned());
    let (function, span) = (lowered.function, unit.span);
    Some(Route { name, description, label, tags, function, method, path, shadowed: false, span })
}
