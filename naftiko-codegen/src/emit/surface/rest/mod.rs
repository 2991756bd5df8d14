//! `rest.rs`: the routes of a REST surface.

mod openapi;
mod trie;

pub(super) use self::openapi::emit_openapi;
pub(in crate::emit) use self::openapi::literal;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::Placement;
use crate::emit::docs;
use crate::emit::function::function;
use crate::emit::guard;
use crate::emit::literals::{exprs, ident};
use crate::emit::module::Module;
use crate::emit::surface::rest::trie::TrieNode;
use crate::encoding;
use crate::model::{Forward, Rest, Route, Wire, WirePlace, WireValue};
use crate::names;

/// The file of one REST surface.
pub(in crate::emit) fn emit_rest(rest: &Rest, place: &Placement<'_>) -> Module {
    let mut lines = vec![format!("The REST surface {}.", docs::code(&rest.namespace))];
    let about = docs::lines(&docs::sentence(&rest.description));
    if !about.is_empty() {
        lines.push(String::new());
        lines.extend(about);
    }
    let path = format!("{}/{}.rs", place.folder, rest.module);
    let mut module = Module::new(path, Some(&place.capability.spec), lines);
    module.uses.push(quote!(
        use naftiko_runtime::codegen::*;
    ));
    module.items.push(quote! {
        /// The routes as a hyper service, to be mounted anywhere.
        ///
        /// # Errors
        ///
        /// Names what is missing or wrong in the environment.
        pub fn service(state: &State, config: &Config) -> Result<RestService, StartError> {
            rest_service(state, &SURFACE, config)
        }
    });
    module.items.push(surface(rest));
    module.items.extend(rest.guard.iter().map(guard::item));
    let mut root = TrieNode::default();
    let mut endpoints = Vec::new();
    let mut unit = 0;
    for (name, routes) in endpoints_of(rest) {
        for route in &routes {
            root.insert(route, &name);
        }
        endpoints.push(endpoint(&name, &routes, unit, place));
        unit += routes.len();
    }
    module.items.extend(root.constants());
    module.items.extend(endpoints);
    if !rest.forwards.is_empty() {
        module.items.push(forwards(rest));
    }
    module
}

fn surface(rest: &Rest) -> TokenStream {
    let Rest { namespace, description, port, .. } = rest;
    let address = rest.address.as_ref().map(|address| quote!(address: Some(#address),));
    let guard = guard::field(rest.guard.as_ref());
    let forwards = (!rest.forwards.is_empty()).then(|| quote!(forwards: FORWARDS,));
    let whole = [address.is_some(), forwards.is_some(), guard.is_some()];
    let others = (whole != [true; 3]).then(|| quote!(..RestSurface::EMPTY));
    let port = Literal::u16_unsuffixed(port.number);
    let prefix = names::screaming(namespace);
    let (address_variable, port_variable) = (format!("{prefix}_ADDRESS"), format!("{prefix}_PORT"));
    let openapi = ident(&rest.openapi_module);
    quote! {
        /// Address of the surface and its answers.
        pub static SURFACE: RestSurface = RestSurface {
            namespace: #namespace,
            description: #description,
            #address
            port: #port,
            routes: &ROUTES,
            address_variable: #address_variable,
            port_variable: #port_variable,
            openapi: super::#openapi::DOCUMENT,
            #forwards
            #guard
            #others
        };
    }
}

fn forwards(rest: &Rest) -> TokenStream {
    let entries = rest.forwards.iter().map(|forward| {
        let Forward { template, below, trusted, fixed, .. } = forward;
        let fixed = fixed.iter().map(fixed_wire);
        let upstream = Literal::usize_unsuffixed(forward.upstream);
        let segments = forward.segments.iter().map(|text| crate::emit::optional(text.as_deref()));
        quote! {
            Forward {
                segments: &[#(#segments),*],
                below: #below,
                trusted: &[#(#trusted),*],
                fixed: &[#(#fixed),*],
                operation: OperationInfo::forward(#template, #upstream),
            }
        }
    });
    quote! {
        /// Targets of requests that no operation answers; the first that fits gets them.
        static FORWARDS: &[Forward] = &[#(#entries),*];
    }
}

fn fixed_wire(wire: &Wire) -> TokenStream {
    let name = &wire.name;
    let value = match &wire.value {
        WireValue::Text(text) => exprs(text),
        // No argument is fixed.
        WireValue::Argument(_) => exprs(&[]),
    };
    match wire.place {
        WirePlace::Header => quote!(Fixed::Header { name: #name, value: #value }),
        WirePlace::Cookie => quote!(Fixed::Cookie { name: #name, value: #value }),
        _ => {
            let name = encoding::query(name);
            quote!(Fixed::Query { name: #name, value: #value })
        }
    }
}

/// Routes by their path, conditions aside: one endpoint each, in document order.
pub(in crate::emit) fn endpoints_of(rest: &Rest) -> Vec<(String, Vec<&Route>)> {
    let mut order: Vec<String> = Vec::new();
    let mut by_path: BTreeMap<String, Vec<&Route>> = BTreeMap::new();
    for route in rest.routes.iter().filter(|route| !route.shadowed) {
        let mut path = route.path.clone();
        path.conditions.clear();
        let shape = path.shape();
        if !by_path.contains_key(&shape) {
            order.push(shape.clone());
        }
        by_path.entry(shape).or_default().push(route);
    }
    let mut scope = names::Scope::without(&["ROUTES", "SURFACE"]);
    let mut endpoints = Vec::new();
    for shape in order {
        let mut routes = by_path.remove(&shape).unwrap_or_default();
        // More conditions are tried first (R76).
        routes.sort_by_key(|route| std::cmp::Reverse(route.path.conditions.len()));
        let template = routes.first().map_or("", |route| route.path.template.as_str());
        let ident = names::snake(template).to_ascii_uppercase();
        let ident = if ident == "P" { "ROOT".to_owned() } else { ident };
        endpoints.push((scope.claim(&ident).0, routes));
    }
    endpoints
}

/// Its operations are numbered from `unit` on.
fn endpoint(name: &str, routes: &[&Route], unit: usize, place: &Placement<'_>) -> TokenStream {
    let template = routes.first().map_or("", |route| route.path.template.as_str());
    let template = template.split('?').next().unwrap_or_default();
    let mut methods: BTreeSet<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    methods.insert("OPTIONS");
    if methods.contains("GET") {
        methods.insert("HEAD");
    }
    let allow = methods.into_iter().collect::<Vec<_>>().join(", ");
    let name = ident(name);
    let operations = (unit..).zip(routes).map(|(unit, route)| operation(route, unit, place));
    quote! {
        static #name: Endpoint = Endpoint {
            template: #template,
            allow: #allow,
            operations: &[#(#operations),*],
        };
    }
}

fn operation(route: &Route, unit: usize, place: &Placement<'_>) -> TokenStream {
    let unit = Literal::usize_unsuffixed(unit);
    let method = ident(&route.method);
    let conditions = route.path.conditions.iter().map(|(name, value)| {
        let value = crate::emit::optional(value.as_deref());
        quote!((#name, #value))
    });
    let home = |upstream| place.home_from_sibling(upstream);
    let function = function(&route.name, &route.function, false, place.capability, &home);
    quote! {
        RestOperation {
            unit: #unit,
            method: Method::#method,
            conditions: &[#(#conditions),*],
            function: #function,
        }
    }
}
