//! Surfaces: one folder or file for each kind. Only here is it asked of which kind one is.

pub(super) mod control;
mod mcp;
mod rest;

pub(super) use self::mcp::{input_schema, output_schema};
pub(super) use self::rest::literal;
use proc_macro2::TokenStream;
use quote::quote;

use super::literals::ident;
use super::{Emitter, Placement};
use crate::model::Surface;

/// Adds the files of a surface.
pub(super) fn files<'a>(surface: &'a Surface, place: &Placement<'a>, out: &mut Vec<Emitter<'a>>) {
    match surface {
        Surface::Rest(rest) => {
            let (routes, document) = (place.clone(), place.clone());
            out.push(Box::new(move || rest::emit_rest(rest, &routes)));
            out.push(Box::new(move || rest::emit_openapi(rest, &document)));
        }
        Surface::Mcp(mcp) => {
            let place = place.clone();
            out.push(Box::new(move || mcp::emit_mcp(mcp, &place)));
        }
        // It stands with its capability.
        Surface::Control(_) => {}
    }
}

/// The module of a surface for callers, and the constructor that its table is served by.
fn served(surface: &Surface) -> Option<(&str, &'static str)> {
    match surface {
        Surface::Rest(rest) => Some((&rest.module, "rest")),
        Surface::Mcp(mcp) => Some((&mcp.module, "mcp")),
        Surface::Control(_) => None,
    }
}

/// The module of a surface for callers.
pub(super) fn face(surface: &Surface) -> Option<&str> {
    served(surface).map(|(module, _)| module)
}

/// The entry of a surface in the list of those for callers.
pub(super) fn entry(surface: &Surface) -> Option<TokenStream> {
    let (module, kind) = served(surface)?;
    let (module, kind) = (ident(module), ident(kind));
    Some(quote!(Surface::#kind(&#module::SURFACE)))
}
