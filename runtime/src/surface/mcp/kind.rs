//! The table of an MCP surface as one of the kinds of surfaces, and what is told of it.

use std::fmt::{self, Write as _};

use super::McpService;
use crate::config::StartError;
use crate::json::JsonWriter;
use crate::surface::{About, Mounting, Service, Surface, SurfaceKind};
use crate::tables::{Capability, Folder, McpSurface};

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
        }
    }

    fn describe(&self, _: &Capability, out: &mut String) -> fmt::Result {
        for tool in self.tools {
            writeln!(out, "    tool {}", tool.name)?;
        }
        self.folders().try_for_each(|folder| folder_text(folder, out))
    }

    fn describe_json(&self, _: &Capability, out: &mut JsonWriter) {
        out.member("http", &self.http);
        out.key("tools").raw(self.tool_list);
        out.key("folders").open_array();
        for folder in self.folders() {
            out.open_object();
            out.key("uri").string(folder.uri);
            out.key("variable").string(folder.variable);
            out.member("compiled_in", &folder.files.is_some());
            out.close_object();
        }
        out.close_array();
    }

    fn variables(&self) -> Vec<&'static str> {
        self.folders().map(|folder| folder.variable).collect()
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

fn folder_text(folder: &Folder, out: &mut String) -> fmt::Result {
    let Folder { uri, variable, files, .. } = folder;
    match files {
        Some(files) => {
            let count = files.len();
            writeln!(out, "    folder {uri}, files compiled in: {count}")?;
            writeln!(out, "    reads {variable}: a folder to serve instead of them")
        }
        None => {
            writeln!(out, "    folder {uri}")?;
            writeln!(out, "    needs {variable}: where its files are")
        }
    }
}
