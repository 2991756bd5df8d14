//! The resources of an MCP surface: both lists as clients see them, and the table reads go through.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value, json};

use super::Place;
use super::function::{parameters, target};
use super::literals::{json_list, json_literal};
use crate::encoding;
use crate::model::{Mcp, Resource, ResourceContent, UriPart};

/// One static with everything.
pub(super) fn items(mcp: &Mcp, place: &Place<'_>) -> Vec<TokenStream> {
    let (templates, direct): (Vec<_>, Vec<_>) =
        mcp.resources.iter().partition(|resource| resource.is_template());
    let list = json_list(direct.into_iter().map(|resource| definition(resource, "uri")));
    let templates =
        json_list(templates.into_iter().map(|resource| definition(resource, "uriTemplate")));
    let entries = mcp.resources.iter().map(|resource| entry(resource, place));
    vec![quote! {
        /// What can be read; a request is for the first whose URI fits.
        static RESOURCES: Resources = Resources {
            list: #list,
            templates: #templates,
            resources: &[#(#entries),*],
        };
    }]
}

fn definition(resource: &Resource, address: &str) -> Value {
    let mut out = Map::new();
    out.insert(address.to_owned(), json!(resource.uri));
    out.insert("name".to_owned(), json!(resource.name));
    if let Some(title) = &resource.title {
        out.insert("title".to_owned(), json!(title));
    }
    if !resource.description.is_empty() {
        out.insert("description".to_owned(), json!(resource.description));
    }
    if let Some(media) = &resource.media {
        out.insert("mimeType".to_owned(), json!(media));
    }
    Value::Object(out)
}

fn entry(resource: &Resource, place: &Place<'_>) -> TokenStream {
    let uri = resource.parts.iter().map(|part| match part {
        UriPart::Literal(text) => quote!(UriPart::Literal(#text)),
        UriPart::Variable(Some(index)) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(UriPart::Parameter(#index))
        }
        UriPart::Variable(None) => quote!(UriPart::Ignored),
    });
    let content = match &resource.content {
        ResourceContent::File(bytes) => {
            let contents = json_literal(&contents(resource, bytes).to_string());
            quote!(ResourceContent::Fixed(#contents))
        }
        ResourceContent::Function(function) => {
            let parameters = parameters(function);
            let home = |upstream| place.home_from_sibling(upstream);
            let target = target(function, place.capability, &home);
            let media = super::optional(resource.media.as_deref());
            quote! {
                ResourceContent::Made { parameters: #parameters, target: #target, media: #media }
            }
        }
    };
    quote!(Resource { uri: &[#(#uri),*], content: #content })
}

/// The `contents` of a file: text where it is text.
fn contents(resource: &Resource, bytes: &[u8]) -> Value {
    let mut out = Map::new();
    out.insert("uri".to_owned(), json!(resource.uri));
    if let Some(media) = &resource.media {
        out.insert("mimeType".to_owned(), json!(media));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => out.insert("text".to_owned(), json!(text)),
        Err(_) => out.insert("blob".to_owned(), json!(encoding::base64(bytes))),
    };
    json!([out])
}
