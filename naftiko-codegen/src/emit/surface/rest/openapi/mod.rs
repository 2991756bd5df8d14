//! `openapi.rs`: a REST surface as an OpenAPI 3.1 document, which the surface itself serves.
//!
//! The document says what is true and no more: which parameters are taken, which answers are made
//! here, and the shape of an answer only where a projection decides it.

mod operation;
mod security;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use super::endpoints_of;
use crate::emit::Placement;
use crate::emit::docs;
use crate::emit::literals::json_literal;
use crate::emit::module::Module;
use crate::emit::schema;
use crate::encoding;
use crate::model::{PatternPart, Rest, Route, RouteSegment};
use crate::names;

/// The file of one surface's document.
pub(in crate::emit) fn emit_openapi(rest: &Rest, place: &Placement<'_>) -> Module {
    let about = format!("The REST surface {} as an OpenAPI document.", docs::code(&rest.namespace));
    let path = format!("{}/{}.rs", place.folder, rest.openapi_module);
    let mut module = Module::new(path, Some(&place.capability.spec), vec![about]);
    module.items.push(document(rest, place));
    module
}

/// One line a path, so that a change of one is a change of one line.
fn document(rest: &Rest, place: &Placement<'_>) -> TokenStream {
    let paths = paths(rest, place);
    let last = paths.len().saturating_sub(1);
    let mut head =
        json!({ "openapi": "3.1.0", "info": info(rest, place), "servers": [{"url": "/"}] });
    if let Some(guard) = &rest.guard {
        head["security"] = security::requirement(guard);
    }
    let head = head.to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    let mut lines = vec![format!("{open},\"paths\":{{")];
    lines.extend(paths.into_iter().enumerate().map(|(index, (path, item))| {
        let comma = if index == last { "" } else { "," };
        format!("{}:{item}{comma}", Value::String(path))
    }));
    lines.push(format!("}},\"components\":{}}}", components(rest)));
    let lines = lines.iter().map(|line| json_literal(line));
    quote! {
        /// OpenAPI 3.1, as `/openapi.json` answers it.
        pub static DOCUMENT: &str = concat!(#(#lines),*);
    }
}

fn info(rest: &Rest, place: &Placement<'_>) -> Value {
    let capability = place.capability;
    let mut info = Map::new();
    info.insert("title".to_owned(), json!(capability.label));
    let about =
        if rest.description.is_empty() { &capability.description } else { &rest.description };
    if !about.is_empty() {
        info.insert("description".to_owned(), json!(about));
    }
    info.insert("version".to_owned(), json!(place.version()));
    Value::Object(info)
}

/// Path items in document order.
fn paths(rest: &Rest, place: &Placement<'_>) -> Vec<(String, Value)> {
    let mut ids = names::Scope::default();
    let endpoints = endpoints_of(rest).into_iter();
    endpoints
        .filter_map(|(_, routes)| {
            let first = routes.first()?;
            let names = placeholders(first);
            let path = path(first, &names);
            let mut item = Map::new();
            for routes in by_method(&routes) {
                let method = routes[0].method.to_ascii_lowercase();
                let id = ids.claim(&routes[0].name).0;
                item.insert(method, operation::describe(&routes, &names, &id, place.capability));
            }
            Some((path, Value::Object(item)))
        })
        .collect()
}

/// Routes of one path that differ only in conditions become one operation.
fn by_method<'r>(routes: &[&'r Route]) -> Vec<Vec<&'r Route>> {
    let mut groups: Vec<Vec<&Route>> = Vec::new();
    for route in routes {
        match groups.iter_mut().find(|group| group[0].method == route.method) {
            Some(group) => group.push(route),
            None => groups.push(vec![route]),
        }
    }
    groups
}

/// A name for every placeholder of a path; no two are equal.
fn placeholders(route: &Route) -> Vec<String> {
    let mut scope = names::Scope::default();
    let names = route.path.placeholders.iter();
    names.map(|name| scope.claim(&name.replace(['{', '}', '/'], "")).0).collect()
}

fn path(route: &Route, names: &[String]) -> String {
    let mut names = names.iter();
    let mut placeholder = || format!("{{{}}}", names.next().map_or("value", |name| name.as_str()));
    let mut out = String::new();
    for segment in &route.path.segments {
        out.push('/');
        match segment {
            RouteSegment::Literal(text) => out.push_str(&literal(text)),
            RouteSegment::Placeholder => out.push_str(&placeholder()),
            RouteSegment::Pattern(parts) => {
                for part in parts {
                    match part {
                        PatternPart::Literal(text) => out.push_str(&literal(text)),
                        PatternPart::Placeholder => out.push_str(&placeholder()),
                    }
                }
            }
        }
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

/// The text of a segment as it stands in a path.
pub(in crate::emit) fn literal(text: &str) -> String {
    encoding::literal(&text.replace('%', "%25").replace('/', "%2F"))
}

fn components(rest: &Rest) -> Value {
    let mut components = json!({
        "schemas": { "Problem": schema::problem() },
        "responses": { "Problem": operation::problem(), "Error": operation::error() },
    });
    if let Some(guard) = &rest.guard {
        components["securitySchemes"] = security::schemes(guard);
    }
    components
}
