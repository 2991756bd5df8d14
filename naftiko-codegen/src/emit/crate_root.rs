//! `lib.rs` and `main.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::literals::ident;
use super::module::Module;
use super::surface;
use crate::CrateNames;
use crate::model::Capability;

/// The library's root.
pub(super) fn emit_lib(names: &CrateNames, capabilities: &[&Capability]) -> Module {
    let mut lines = vec![
        "Typed clients and servers, compiled from capability documents:".to_owned(),
        String::new(),
    ];
    for capability in capabilities {
        let label = docs::lines(&capability.label).join(" ");
        lines.push(format!("* [`{}`]: {label}", capability.module));
    }
    let mut module = Module::new("lib.rs", None, lines);
    module.attributes.push(quote!(#![forbid(unsafe_code)]));
    module.attributes.push(quote!(#![warn(missing_docs)]));
    let mut modules: Vec<&str> = capabilities.iter().map(|c| c.module.as_str()).collect();
    modules.sort_unstable();
    module.modules.extend(modules.into_iter().map(|name| {
        let name = ident(name);
        quote!(#[rustfmt::skip] pub mod #name;)
    }));
    module.uses.extend(faces(capabilities));
    module.uses.push(quote!(
        use naftiko_runtime::codegen::Manifest;
    ));
    let name = &names.binary;
    let version = env!("CARGO_PKG_VERSION");
    let tables = capabilities.iter().map(|capability| {
        let module = ident(&capability.module);
        quote!(&#module::SERVED)
    });
    module.items.push(quote! {
        /// Every capability of this crate.
        #[rustfmt::skip]
        pub static MANIFEST: Manifest = Manifest {
            name: #name,
            version: #version,
            capabilities: &[#(#tables),*],
        };
    });
    module
}

/// With one capability its faces are the crate's.
fn faces(capabilities: &[&Capability]) -> Vec<TokenStream> {
    let [capability] = capabilities else { return Vec::new() };
    let module = ident(&capability.module);
    let mut names: Vec<&str> = Vec::new();
    if capability.upstreams.len() == 1 && capability.module != "client" {
        names.push("client");
    }
    names.extend(capability.surfaces.iter().filter_map(surface::face));
    names.retain(|name| *name != capability.module);
    names.sort_unstable();
    match names.as_slice() {
        [] => Vec::new(),
        [name] => {
            let name = ident(name);
            vec![quote!(pub use #module::#name;)]
        }
        names => {
            let names = names.iter().map(|name| ident(name));
            vec![quote!(pub use #module::{#(#names),*};)]
        }
    }
}

/// The binary.
pub(super) fn emit_main(names: &CrateNames) -> Module {
    let lines = vec![format!("The `{}` binary: serves every surface of the crate.", names.binary)];
    let mut module = Module::new("main.rs", None, lines);
    module.attributes.push(quote!(#![forbid(unsafe_code)]));
    module.uses.push(quote!(
        use std::process::ExitCode;
    ));
    let library = ident(&names.library);
    module.items.push(quote! {
        #[global_allocator]
        static ALLOCATOR: naftiko_runtime::Allocator = naftiko_runtime::Allocator;
    });
    module.items.push(quote! {
        fn main() -> ExitCode {
            naftiko_runtime::main(&#library::MANIFEST)
        }
    });
    module
}
