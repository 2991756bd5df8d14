//! From the program to source files. Nothing here can fail: what cannot be compiled never gets here.

mod capability;
mod client;
mod control;
mod crate_root;
mod docs;
mod function;
mod guard;
mod literals;
mod mcp;
mod module;
mod openapi;
mod operation;
mod prompts;
mod request;
mod resources;
mod rest;
mod schema;
mod tools;
mod trie;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use module::Module;

use crate::CrateNames;
use crate::model::{Capability, Surface};
use literals::ident;

/// Every file of the crate.
pub(crate) fn emit(names: &CrateNames, capabilities: &[&Capability]) -> Vec<Module> {
    let mut modules = vec![crate_root::emit_lib(names, capabilities), crate_root::emit_main(names)];
    for capability in capabilities {
        emit_one(&Place { capability, folder: capability.module.clone() }, &mut modules);
    }
    modules
}

fn emit_one(place: &Place<'_>, modules: &mut Vec<Module>) {
    let capability = place.capability;
    modules.push(capability::emit_capability(place));
    for (index, upstream) in capability.upstreams.iter().enumerate() {
        let folder = place.home_folder(index);
        let root = if place.single() { quote!(super) } else { quote!(super::super) };
        if !place.single() {
            modules.push(capability::emit_upstream(upstream, &folder, &capability.spec));
        }
        modules.push(client::emit_client(upstream, &folder, &root, &capability.spec));
        let operations = 0..upstream.operations.len();
        modules.extend(operations.map(|at| {
            let repeatable = capability.is_repeatable(index, at);
            let home = operation::Home { upstream, index, folder: &folder, spec: &capability.spec };
            operation::emit_operation(&upstream.operations[at], repeatable, &home)
        }));
    }
    for surface in &capability.surfaces {
        match surface {
            Surface::Rest(rest) => {
                modules.push(rest::emit_rest(rest, place));
                modules.push(openapi::emit_openapi(rest, place));
            }
            Surface::Mcp(mcp) => modules.push(mcp::emit_mcp(mcp, place)),
            // It stands with its capability.
            Surface::Control(_) => {}
        }
    }
}

/// Where the files of a capability go.
pub(crate) struct Place<'a> {
    /// The capability.
    pub(crate) capability: &'a Capability,
    /// Its folder below `src/`.
    pub(crate) folder: String,
}

impl Place<'_> {
    /// With one upstream its operations stand directly in the capability's module.
    fn single(&self) -> bool {
        self.capability.upstreams.len() == 1
    }

    /// The folder of an upstream's operations.
    fn home_folder(&self, upstream: usize) -> String {
        if self.single() {
            return self.folder.clone();
        }
        format!("{}/{}", self.folder, self.capability.upstreams[upstream].module)
    }

    /// What a surface says about its version: the compiler's, and the document's hash.
    fn version(&self) -> String {
        let hash: String = self.capability.spec_hash.chars().take(12).collect();
        format!("{}+{hash}", env!("CARGO_PKG_VERSION"))
    }

    /// The path to an upstream's operations, with its final `::`, from a file beside `mod.rs`.
    fn home_from_sibling(&self, upstream: usize) -> TokenStream {
        if self.single() {
            return quote!(super::);
        }
        let module = ident(&self.capability.upstreams[upstream].module);
        quote!(super::#module::)
    }
}

/// `Some("…")` or `None`.
fn optional(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}
