//! The table of an MCP surface as one of the kinds of surfaces, and what is told of it.

use std::fmt::{self, Write as _};

use super::resources::about;
use super::{McpService, prompts};
use crate::config::StartError;
use crate::json::JsonWriter;
use crate::surface::{About, Mounting, Service, Surface, SurfaceKind};
use crate::tables::{Capability, McpSurface};

impl Surface {
    /// Tools, resources and prompts for models.
    #[must_use]
    pub const fn mcp(table: &'static McpSurface) -> Self {
        Self(table)
    }
}

impl SurfaceKind for McpSurface {
    fn about(&self) -> About {
        About {
            kind: "mcp",
            namespace: self.namespace,
            address: self.address,
            port: self.http.then_some(self.port),
            address_variable: self.address_variable,
            port_variable: self.port_variable,
            hosts_variable: None,
            path: "/mcp",
            has_page: true,
        }
    }

    fn describe(&self, _: &Capability, out: &mut String) -> fmt::Result {
        for tool in self.tools {
            writeln!(out, "    tool {}", tool.name)?;
        }
        for name in self.prompts.iter().flat_map(|prompts| prompts::names(prompts)) {
            writeln!(out, "    prompt {name}")?;
        }
        self.resources.map_or(Ok(()), |resources| about::describe(resources, out))
    }

    fn describe_json(&self, _: &Capability, out: &mut JsonWriter) {
        out.member("http", &self.http);
        out.key("tools").raw(self.tool_list);
        out.key("prompts").raw(self.prompts.map_or("[]", prompts::list));
        out.key("folders").open_array();
        if let Some(resources) = self.resources {
            about::describe_json(resources, out);
        }
        out.close_array();
    }

    fn variables(&self) -> Vec<&'static str> {
        self.resources.map(about::variables).unwrap_or_default()
    }

    fn mount(
        &'static self,
        mounting: Mounting<'_>,
        error: &mut StartError,
    ) -> Option<Box<dyn Service>> {
        self.http.then(|| -> Box<dyn Service> { Box::new(McpService::new(mounting, self, error)) })
    }

    fn stdio(&'static self) -> Option<&'static McpSurface> {
        Some(self)
    }
}
