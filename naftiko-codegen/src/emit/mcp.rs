//! `mcp.rs`: the tools of an MCP surface.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value, json};

use super::Place;
use super::docs;
use super::function::{parameters, target};
use super::literals::json_literal;
use super::module::Module;
use crate::model::{Kind, Mcp, Tool};
use crate::names;

/// The file of one MCP surface.
pub(super) fn emit_mcp(mcp: &Mcp, place: &Place<'_>) -> Module {
    let mut lines = vec![format!("The MCP surface {}.", docs::code(&mcp.namespace))];
    let about = docs::lines(&docs::sentence(&mcp.description));
    if !about.is_empty() {
        lines.push(String::new());
        lines.extend(about);
    }
    let path = format!("{}/{}.rs", place.folder, mcp.module);
    let mut module = Module::new(path, Some(&place.capability.spec), lines);
    module.uses.push(quote!(
        use naftiko_runtime::codegen::*;
    ));
    module.items.push(quote! {
        /// The tools as a hyper service, to be mounted anywhere.
        pub fn service(state: State) -> McpService {
            mcp_service(state, &SURFACE)
        }
    });
    module.items.push(surface(mcp, place));
    module.items.push(tool_list(mcp));
    let mut tools: Vec<&Tool> = mcp.tools.iter().collect();
    tools.sort_by(|a, b| a.name.cmp(&b.name));
    let entries = tools.into_iter().map(|tool| entry(tool, place));
    module.items.push(quote! {
        /// Sorted by name.
        static TOOLS: &[Tool] = &[#(#entries),*];
    });
    module
}

fn surface(mcp: &Mcp, place: &Place<'_>) -> TokenStream {
    let Mcp { namespace, description, port, http, .. } = mcp;
    let title = &place.capability.label;
    let address = super::optional(mcp.address.as_deref());
    let port = Literal::u16_unsuffixed(*port);
    let prefix = names::screaming(namespace);
    let (address_variable, port_variable) = (format!("{prefix}_ADDRESS"), format!("{prefix}_PORT"));
    let version = place.version();
    quote! {
        /// Where the surface listens and what it offers.
        pub static SURFACE: McpSurface = McpSurface {
            namespace: #namespace,
            title: #title,
            description: #description,
            address: #address,
            port: #port,
            address_variable: #address_variable,
            port_variable: #port_variable,
            http: #http,
            version: #version,
            tool_list: TOOL_LIST,
            tools: TOOLS,
        };
    }
}

fn tool_list(mcp: &Mcp) -> TokenStream {
    let last = mcp.tools.len().saturating_sub(1);
    let lines = mcp.tools.iter().enumerate().map(|(index, tool)| {
        let open = if index == 0 { "[" } else { "" };
        let close = if index == last { "]" } else { "," };
        json_literal(&format!("{open}{}{close}", definition(tool)))
    });
    let list = if mcp.tools.is_empty() { quote!("[]") } else { quote!(concat!(#(#lines),*)) };
    quote! {
        /// What `tools/list` answers, in document order.
        static TOOL_LIST: &str = #list;
    }
}

/// A tool as clients see it.
fn definition(tool: &Tool) -> Value {
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(tool.name));
    if let Some(title) = &tool.title {
        out.insert("title".to_owned(), json!(title));
    }
    out.insert("description".to_owned(), json!(tool.description));
    out.insert("inputSchema".to_owned(), input_schema(tool));
    let annotations = annotations(tool);
    if !annotations.is_empty() {
        out.insert("annotations".to_owned(), Value::Object(annotations));
    }
    Value::Object(out)
}

fn input_schema(tool: &Tool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for parameter in &tool.function.parameters {
        let mut schema = Map::new();
        if let Some(kind) = parameter.kind.schema_name() {
            schema.insert("type".to_owned(), json!(kind));
        }
        if !parameter.description.is_empty() {
            schema.insert("description".to_owned(), json!(parameter.description));
        }
        if parameter.kind == Kind::Array {
            // Some models refuse an array that does not mention its items.
            schema.insert("items".to_owned(), json!({}));
        }
        if parameter.required {
            required.push(json!(parameter.name));
        }
        properties.insert(parameter.name.clone(), Value::Object(schema));
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    if !properties.is_empty() {
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    Value::Object(schema)
}

/// R78: only what is said.
fn annotations(tool: &Tool) -> Map<String, Value> {
    let mut out = Map::new();
    if let Some(title) = &tool.title {
        out.insert("title".to_owned(), json!(title));
    }
    let hints = [
        ("readOnlyHint", tool.hints.read_only),
        ("destructiveHint", tool.hints.destructive),
        ("idempotentHint", tool.hints.idempotent),
        ("openWorldHint", tool.hints.open_world),
    ];
    for (name, hint) in hints {
        if let Some(hint) = hint {
            out.insert(name.to_owned(), json!(hint));
        }
    }
    out
}

fn entry(tool: &Tool, place: &Place<'_>) -> TokenStream {
    let name = &tool.name;
    let parameters = parameters(&tool.function);
    let target =
        target(&tool.function, place.capability, &|upstream| place.home_from_sibling(upstream));
    quote! {
        Tool { name: #name, parameters: #parameters, target: #target }
    }
}
