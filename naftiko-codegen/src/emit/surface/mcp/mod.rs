//! `mcp.rs`: what an MCP surface offers.

mod completions;
mod prompts;
mod resources;
mod tools;

pub(in crate::emit) use self::tools::{input_schema, output_schema};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::Placement;
use crate::emit::docs;
use crate::emit::guard;
use crate::emit::module::Module;
use crate::model::Mcp;
use crate::names;

/// The file of one MCP surface.
pub(in crate::emit) fn emit_mcp(mcp: &Mcp, place: &Placement<'_>) -> Module {
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
        ///
        /// # Errors
        ///
        /// Names what is missing or wrong in the environment.
        pub fn service(state: &State, config: &Config) -> Result<McpService, StartError> {
            mcp_service(state, &SURFACE, config)
        }
    });
    module.items.push(surface(mcp, place));
    module.items.extend(mcp.guard.iter().map(guard::item));
    module.items.extend(tools::items(mcp, place));
    if !mcp.resources.is_empty() {
        module.items.extend(resources::items(mcp, place));
    }
    if !mcp.prompts.is_empty() {
        module.items.extend(prompts::items(mcp, place));
    }
    if mcp.completes(&place.capability.types) {
        module.items.extend(completions::items(mcp, place));
    }
    module
}

fn surface(mcp: &Mcp, place: &Placement<'_>) -> TokenStream {
    let Mcp { namespace, description, port, http, .. } = mcp;
    let title = &place.capability.label;
    let address = mcp.address.as_ref().map(|address| quote!(address: Some(#address),));
    let guard = guard::field(mcp.guard.as_ref());
    let port = Literal::u16_unsuffixed(port.number);
    let prefix = names::screaming(namespace);
    let (address_variable, port_variable) = (format!("{prefix}_ADDRESS"), format!("{prefix}_PORT"));
    let resources = (!mcp.resources.is_empty()).then(|| quote!(resources: Some(&RESOURCES),));
    let prompts = (!mcp.prompts.is_empty()).then(|| quote!(prompts: Some(&PROMPTS),));
    let completes = mcp.completes(&place.capability.types);
    let completions = completes.then(|| quote!(completions: Some(&COMPLETIONS),));
    let version = mcp.version.as_ref().map(|version| quote!(version: Some(#version),));
    let hints = mcp.cache.map(|(ttl, is_public)| {
        let scope = if is_public { "public" } else { "private" };
        let hints = format!("\"ttlMs\":{ttl},\"cacheScope\":\"{scope}\",");
        quote!(cache_hints: #hints,)
    });
    let said = [&address, &resources, &prompts, &completions, &guard, &version, &hints];
    let is_whole = said.iter().all(|field| field.is_some());
    let rest = (!is_whole).then(|| quote!(..McpSurface::EMPTY));
    quote! {
        /// Address of the surface and its offers.
        pub static SURFACE: McpSurface = McpSurface {
            namespace: #namespace,
            title: #title,
            description: #description,
            #address
            port: #port,
            address_variable: #address_variable,
            port_variable: #port_variable,
            http: #http,
            tool_list: TOOL_LIST,
            tools: TOOLS,
            #resources
            #prompts
            #completions
            #version
            #hints
            #guard
            #rest
        };
    }
}
