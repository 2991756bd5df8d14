//! The guard of a surface, as a static beside it.

use proc_macro2::TokenStream;
use quote::quote;

use super::literals::exprs;
use crate::model::{Guard, ResourceServer};

/// Emits the static that the field of a surface's table points to.
pub(super) fn item(guard: &Guard) -> TokenStream {
    let value = value(guard);
    quote! {
        /// Credentials that a caller has to show.
        static GUARD: Guard = #value;
    }
}

/// That field.
pub(super) fn field(guard: Option<&Guard>) -> Option<TokenStream> {
    guard.map(|_| quote!(guard: Some(&GUARD),))
}

fn value(guard: &Guard) -> TokenStream {
    match guard {
        Guard::Bearer(token) => {
            let token = exprs(token);
            quote!(Guard::Bearer(#token))
        }
        Guard::Basic { username, password } => {
            let (username, password) = (exprs(username), exprs(password));
            quote!(Guard::Basic { username: #username, password: #password })
        }
        Guard::Digest { username, password } => {
            let (username, password) = (exprs(username), exprs(password));
            quote!(Guard::Digest(DigestLogin { username: #username, password: #password }))
        }
        Guard::Header { name, value } => {
            let value = exprs(value);
            quote!(Guard::Header { name: #name, value: #value })
        }
        Guard::Query { name, value } => {
            let value = exprs(value);
            quote!(Guard::Query { name: #name, value: #value })
        }
        Guard::Cookie { name, value } => {
            let value = exprs(value);
            quote!(Guard::Cookie { name: #name, value: #value })
        }
        Guard::OAuth(ResourceServer { issuer, resource, audience, scopes }) => {
            let (issuer, resource, audience) = (exprs(issuer), exprs(resource), exprs(audience));
            quote! {
                Guard::OAuth(ResourceServer {
                    issuer: #issuer,
                    resource: #resource,
                    audience: #audience,
                    scopes: &[#(#scopes),*],
                })
            }
        }
    }
}
