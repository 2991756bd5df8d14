//! `page.rs`: the page of a capability for browsers, as texts that are compressed here and only served later.
//!
//! Every text of the document stands in these documents as text, whatever is written in it (`html`). Where the
//! server knows a value better, such as an address, its element has a key (`snippets::live`).

mod connect;
mod data;
mod details;
mod document;
mod entry;
mod groups;
mod gzip;
mod html;
mod overview;
mod rows;
mod snippets;
mod spec;
mod surfaces;
mod words;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use self::entry::PageEntry;
use self::gzip::gzip;
use self::snippets::live;
use super::Placement;
use super::docs;
use super::module::Module;
use crate::CrateNames;
use crate::encoding;
use crate::model::{Capability, Expr, Mcp, Rest, Upstream};

/// Entries up to which all details stand in one document.
const FEW: usize = 96;

/// What the page is about.
struct Page<'a> {
    names: &'a CrateNames,
    capability: &'a Capability,
    /// Set if the crate has no other capability.
    is_alone: bool,
    entries: Vec<PageEntry<'a>>,
}

/// The file of the page.
pub(super) fn emit_page(names: &CrateNames, place: &Placement<'_>, is_alone: bool) -> Module {
    let capability = place.capability;
    let page = Page { names, capability, is_alone, entries: entry::entries(capability) };
    let about = format!("The page of {} for browsers, compressed.", docs::code(&capability.name));
    let path = format!("{}/page.rs", place.folder);
    let mut module = Module::new(path, Some(&capability.spec), vec![about]);
    module.uses.push(quote!(
        use naftiko_runtime::codegen::*;
    ));
    let overview = part(&overview::overview(&page));
    let data = part(&data::data(&page.entries));
    let spec = part(&capability.document.text);
    let entries = documents(&page).into_iter().map(|(path, html)| {
        let part = part(&html);
        quote!((#path, #part))
    });
    module.items.push(quote! {
        /// The texts of the page.
        pub static PAGE: PageTexts = PageTexts {
            overview: #overview,
            entries: &[#(#entries),*],
            data: #data,
            spec: #spec,
        };
    });
    module
}

/// The documents of single entries by their paths, sorted.
fn documents(page: &Page<'_>) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = page
        .entries
        .iter()
        .map(|entry| {
            let path = encoding::decode(&entry.id).unwrap_or_else(|| entry.id.clone());
            let heading = rows::heading(entry, 1);
            let details = details::details(entry, 2, &page.address(entry.namespace));
            let content = format!("{heading}\n{details}");
            (path, document::alone(page, entry.name, &entry.id, &content))
        })
        .collect();
    if spec::is_elsewhere(page) {
        out.push(("spec".to_owned(), spec::alone(page)));
    }
    out.sort();
    out.dedup_by(|a, b| a.0 == b.0);
    out
}

fn part(text: &str) -> TokenStream {
    let bytes = Literal::byte_string(&gzip(text));
    quote!(PagePart(#bytes))
}

impl Page<'_> {
    /// Returns `true` if details stand on pages of their own.
    fn is_large(&self) -> bool {
        self.entries.len() > FEW
    }

    /// The address of a surface, as HTML.
    fn address(&self, namespace: &str) -> String {
        let found = self.url(namespace);
        live("span", "", &format!("address {namespace}"), &found)
    }

    /// The same as code.
    fn code_address(&self, namespace: &str) -> String {
        live("code", "", &format!("address {namespace}"), &self.url(namespace))
    }

    fn url(&self, namespace: &str) -> String {
        let rest = self.capability.rest().find(|rest| rest.namespace == namespace);
        let mcp = self.capability.mcp().find(|mcp| mcp.namespace == namespace);
        rest.map(url_of_rest).or_else(|| mcp.map(url_of_mcp)).unwrap_or_default()
    }

    /// The hosts that are called, as far as the document says them.
    fn hosts(&self) -> String {
        let hosts: Vec<String> = self.capability.upstreams.iter().filter_map(host).collect();
        hosts.join(", ")
    }
}

fn url_of_rest(rest: &Rest) -> String {
    url(rest.address.as_deref(), rest.port.number)
}

fn url_of_mcp(mcp: &Mcp) -> String {
    format!("{}/mcp", url(mcp.address.as_deref(), mcp.port.number))
}

/// Nobody can call every address of a machine.
fn url(address: Option<&str>, port: u16) -> String {
    let host = match address.map(|address| address.trim_matches(['[', ']'])) {
        None | Some("" | "0.0.0.0" | "::") => "127.0.0.1".to_owned(),
        Some(address) if address.contains(':') => format!("[{address}]"),
        Some(address) => address.to_owned(),
    };
    format!("http://{host}:{port}")
}

/// The base URI of an upstream with the names of variables in the place of their values.
fn base_uri(upstream: &Upstream, capability: &Capability) -> String {
    if upstream.base_uri.is_empty() {
        return format!("${{{}}}", upstream.base_uri_variable);
    }
    let pieces = upstream.base_uri.iter().map(|part| match part {
        Expr::Literal(text) => text.clone(),
        Expr::Variable(index) => {
            let variable = capability.variables.get(*index);
            variable.map_or_else(String::new, |variable| format!("${{{}}}", variable.name))
        }
        _ => String::new(),
    });
    pieces.collect()
}

/// The host of an upstream, where the document says it.
fn host(upstream: &Upstream) -> Option<String> {
    let Some(Expr::Literal(uri)) = upstream.base_uri.first() else { return None };
    let (_, rest) = uri.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_whole = upstream.base_uri.len() == 1 || host.len() < rest.len();
    (is_whole && !host.is_empty()).then(|| host.to_owned())
}
