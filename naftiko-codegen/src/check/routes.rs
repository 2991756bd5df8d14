//! R74.

use std::collections::HashMap;

use crate::finding::{Code, Finding, Findings};
use crate::lower::Lowered;
use crate::model::Surface;

/// The first of two routes with one method and shape is served.
pub(super) fn check_shadowed_routes(lowered: &mut Lowered, findings: &mut Findings) {
    for (surface, places) in lowered.capability.surfaces.iter_mut().zip(&lowered.places) {
        let Surface::Rest(rest) = surface else { continue };
        let mut seen: HashMap<(String, String), String> = HashMap::new();
        for (route, span) in rest.routes.iter_mut().zip(&places.units) {
            let key = (route.method.clone(), route.path.shape());
            if let Some(first) = seen.get(&key) {
                route.shadowed = true;
                findings.push(
                    Finding::new(
                        Code::RouteShadowed,
                        *span,
                        format!(
                            "`{}` is never reached: `{first}` answers {} {} already",
                            route.name, route.method, route.path.template
                        ),
                    )
                    .help("give one of them another path or method"),
                );
            } else {
                seen.insert(key, route.name.clone());
            }
        }
    }
}
