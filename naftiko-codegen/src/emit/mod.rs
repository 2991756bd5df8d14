//! From the program to source files. Nothing here can fail: what cannot be compiled never gets here.

mod capability;
mod client;
mod crate_root;
mod docs;
mod function;
mod guard;
mod literals;
mod module;
mod operation;
mod page;
mod request;
mod schema;
mod surface;
mod types;

use std::collections::HashSet;
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use module::Module;

use crate::CrateNames;
use crate::model::Capability;
use literals::ident;

/// One file before it is emitted: files do not depend on each other.
pub(crate) type Emitter<'a> = Box<dyn Fn() -> Module + Send + Sync + 'a>;

/// Every file of the crate.
pub(crate) fn emitters<'a>(
    names: &'a CrateNames,
    capabilities: &'a [&'a Capability],
) -> Vec<Emitter<'a>> {
    let mut out: Vec<Emitter<'a>> = vec![
        Box::new(|| crate_root::emit_lib(names, capabilities)),
        Box::new(|| crate_root::emit_main(names)),
    ];
    for capability in capabilities {
        of_capability(names, capability, capabilities.len() == 1, &mut out);
    }
    out
}

fn of_capability<'a>(
    names: &'a CrateNames,
    capability: &'a Capability,
    is_alone: bool,
    out: &mut Vec<Emitter<'a>>,
) {
    let place = Placement { capability, folder: capability.module.clone() };
    let promised = capability.promised_repeatable();
    for index in 0..capability.upstreams.len() {
        of_upstream(&place, index, &promised, out);
    }
    for served in &capability.surfaces {
        surface::files(served, &place, out);
    }
    if capability.has_page() {
        let place = place.clone();
        out.push(Box::new(move || page::emit_page(names, &place, is_alone)));
    }
    out.push(Box::new(move || capability::emit_capability(&place)));
}

fn of_upstream<'a>(
    place: &Placement<'a>,
    index: usize,
    promised: &HashSet<(usize, usize)>,
    out: &mut Vec<Emitter<'a>>,
) {
    let capability = place.capability;
    let (upstream, spec) = (&capability.upstreams[index], capability.spec.as_str());
    let (folder, single): (Arc<str>, bool) = (place.home_folder(index).into(), place.single());
    if !single {
        let folder = Arc::clone(&folder);
        out.push(Box::new(move || capability::emit_upstream(upstream, &folder, spec)));
    }
    for (at, operation) in upstream.operations.iter().enumerate() {
        let folder = Arc::clone(&folder);
        let promised = promised.contains(&(index, at));
        out.push(Box::new(move || {
            let home = operation::Home { upstream, index, folder: &folder, spec };
            operation::emit_operation(operation, promised, &home)
        }));
    }
    out.push(Box::new(move || {
        let root = if single { quote!(super) } else { quote!(super::super) };
        client::emit_client(upstream, &folder, &root, spec)
    }));
}

/// Location of a capability's files.
#[derive(Clone)]
pub(crate) struct Placement<'a> {
    /// The capability.
    pub(crate) capability: &'a Capability,
    /// Its folder below `src/`.
    pub(crate) folder: String,
}

impl Placement<'_> {
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

    /// Returns the version of an interface: the compiler's, and the start of the document's hash.
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
