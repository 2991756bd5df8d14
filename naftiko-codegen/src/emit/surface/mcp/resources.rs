//! The resources of an MCP surface: both lists as clients see them, and the table reads go through.

use base64ct::{Base64, Encoding};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value, json};

use crate::emit::Placement;
use crate::emit::function::function;
use crate::emit::literals::{json_list, json_literal};
use crate::model::{File, Folder, Mcp, Resource, ResourceContent, UriPart};

/// One static with everything.
pub(in crate::emit) fn items(mcp: &Mcp, place: &Placement<'_>) -> Vec<TokenStream> {
    let (templates, direct): (Vec<_>, Vec<_>) =
        mcp.resources.iter().partition(|resource| resource.is_template());
    let listed: Vec<Value> = direct.into_iter().flat_map(definitions).collect();
    let list = json_list(listed.into_iter());
    let templates =
        json_list(templates.into_iter().map(|resource| definition(resource, "uriTemplate")));
    let entries = mcp.resources.iter().map(|resource| entry(resource, place));
    vec![quote! {
        /// Resources; a request is for the first whose URI fits.
        static RESOURCES: Resources = Resources {
            list: #list,
            templates: #templates,
            resources: &[#(#entries),*],
        };
    }]
}

/// Returns the list entries of a resource; for a folder, those of its files.
fn definitions(resource: &Resource) -> Vec<Value> {
    let ResourceContent::Folder(Folder { files, .. }) = &resource.content else {
        return vec![definition(resource, "uri")];
    };
    let one = |file: &File| {
        let (uri, path) = (format!("{}{}", resource.uri, file.path), &file.path);
        let name = format!("{}/{path}", resource.name);
        described(resource, ("uri", &uri), &name, Some(&file.media))
    };
    files.iter().flatten().map(one).collect()
}

fn definition(resource: &Resource, address: &str) -> Value {
    let media = resource.media.as_deref();
    described(resource, (address, &resource.uri), &resource.name, media)
}

fn described(resource: &Resource, address: (&str, &str), name: &str, media: Option<&str>) -> Value {
    let mut out = Map::new();
    out.insert(address.0.to_owned(), json!(address.1));
    out.insert("name".to_owned(), json!(name));
    if let Some(title) = &resource.title {
        out.insert("title".to_owned(), json!(title));
    }
    if !resource.description.is_empty() {
        out.insert("description".to_owned(), json!(resource.description));
    }
    if let Some(media) = media {
        out.insert("mimeType".to_owned(), json!(media));
    }
    Value::Object(out)
}

fn entry(resource: &Resource, place: &Placement<'_>) -> TokenStream {
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
            let contents = contents(&resource.uri, resource.media.as_deref(), bytes);
            quote!(ResourceContent::Fixed(#contents))
        }
        ResourceContent::Folder(files) => folder(resource, files),
        ResourceContent::Function(made) => {
            let home = |upstream| place.home_from_sibling(upstream);
            let function = function(&resource.name, made, false, place.capability, &home);
            let media = crate::emit::optional(resource.media.as_deref());
            quote!(ResourceContent::Made { function: #function, media: #media })
        }
    };
    quote!(Resource { uri: &[#(#uri),*], content: #content })
}

fn folder(resource: &Resource, folder: &Folder) -> TokenStream {
    let Resource { uri, name, title, description, media, .. } = resource;
    let Folder { variable, files } = folder;
    let (title, media) =
        (crate::emit::optional(title.as_deref()), crate::emit::optional(media.as_deref()));
    let one = |File { path, media, bytes }: &File| {
        let contents = contents(&format!("{uri}{path}"), Some(media), bytes);
        quote!((#path, #contents))
    };
    let files = match files {
        Some(files) => {
            let files = files.iter().map(one);
            quote!(Some(&[#(#files),*]))
        }
        None => quote!(None),
    };
    quote! {
        ResourceContent::Folder(&Folder {
            uri: #uri,
            variable: #variable,
            name: #name,
            title: #title,
            description: #description,
            media: #media,
            files: #files,
        })
    }
}

/// The `contents` of a file: text where it is text.
fn contents(uri: &str, media: Option<&str>, bytes: &[u8]) -> Literal {
    let mut out = Map::new();
    out.insert("uri".to_owned(), json!(uri));
    if let Some(media) = media {
        out.insert("mimeType".to_owned(), json!(media));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => out.insert("text".to_owned(), json!(text)),
        Err(_) => out.insert("blob".to_owned(), json!(Base64::encode_string(bytes))),
    };
    json_literal(&json!([out]).to_string())
}
