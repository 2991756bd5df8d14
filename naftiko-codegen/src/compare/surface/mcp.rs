//! MCP surfaces.

use super::prompts::compare_prompts;
use super::resources::compare_resources;
use super::tools::compare_tools;
use crate::compare::change::{Both, Change};
use crate::compare::comparer::Comparer;
use crate::compare::guards::compare_guards;
use crate::compare::listeners::{Listener, compare_listeners, compare_namespaces};
use crate::model::Mcp;

pub(super) fn compare_mcp(both: Both<&Mcp>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|mcp| mcp.span);
    compare_namespaces(both.map(|mcp| mcp.namespace.as_str()), spans, comparer);
    let at = comparer.keys(spans, &["transport"]);
    match (both.old.http, both.new.http) {
        (true, false) => {
            let message =
                "it is served on standard input and output only, and not over HTTP any more";
            comparer.add(Change::breaking(message).at(at));
        }
        (false, true) => {
            comparer.add(Change::addition("it is served over HTTP too").at(at));
        }
        _ => {}
    }
    if both.old.http && both.new.http {
        compare_guards(both.map(|mcp| mcp.guard.as_ref()), spans, comparer);
    }
    let listeners = both.map(|mcp| Listener {
        address: mcp.address.as_deref(),
        port: mcp.http.then_some(mcp.port),
        span: mcp.span,
    });
    compare_listeners(listeners, comparer);
    let descriptions = both.map(|mcp| mcp.description.as_str());
    comparer.texts(descriptions, "description", &["description"], spans);
    compare_tools(both, comparer);
    compare_resources(both, comparer);
    compare_prompts(both, comparer);
    comparer.enter_unit(None);
}
