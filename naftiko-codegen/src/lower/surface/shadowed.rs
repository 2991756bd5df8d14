//! Routes and tools that an earlier one stands before: R74, R75.

use std::collections::{HashMap, HashSet};

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::model::{Route, Tool};

/// The routes of a surface that are served, each by its method and shape, with its name.
#[derive(Default)]
pub(crate) struct ServedRoutes {
    names: HashMap<(String, String), String>,
}

impl ServedRoutes {
    /// R74: of two routes with one method and shape the first is served; marks the other.
    pub(crate) fn add(&mut self, route: &mut Route, context: &mut Context<'_>) {
        let key = (route.method.clone(), route.path.shape());
        let Some(first) = self.names.get(&key) else {
            self.names.insert(key, route.name.clone());
            return;
        };
        route.shadowed = true;
        let message = format!(
            "`{}` is never reached: `{first}` answers {} {} already",
            route.name, route.method, route.path.template
        );
        context.report(
            Finding::new(Code::RouteShadowed, route.span, message)
                .help("give one of them another path or method"),
        );
    }
}

/// The names of a surface's tools.
#[derive(Default)]
pub(crate) struct ServedTools {
    names: HashSet<String>,
}

impl ServedTools {
    /// R75: of two tools with one name the first is served; returns `false` for the other.
    pub(crate) fn add(&mut self, tool: &Tool, context: &mut Context<'_>) -> bool {
        let is_new = self.names.insert(tool.name.clone());
        if !is_new {
            let message = format!("there is a tool `{}` already; this one is left out", tool.name);
            context.report(
                Finding::new(Code::ToolShadowed, tool.span, message)
                    .help("give it a name of its own"),
            );
        }
        is_new
    }
}
