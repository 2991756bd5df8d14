//! What an MCP surface completes: values that the document lists.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::Placement;
use crate::model::{Mcp, Parameter, Prompt, Resource, Types};

/// One static with every prompt and every template.
pub(in crate::emit) fn items(mcp: &Mcp, place: &Placement<'_>) -> Vec<TokenStream> {
    let types = &place.capability.types;
    let prompts = mcp.prompts.iter().map(|one| prompt(one, types));
    let templates = mcp.resources.iter().filter(|one| one.is_template());
    let templates = templates.map(|one| template(one, types));
    vec![quote! {
        /// Values of arguments; those of others are not known.
        static COMPLETIONS: Completions =
            Completions { prompts: &[#(#prompts),*], templates: &[#(#templates),*] };
    }]
}

fn prompt(prompt: &Prompt, types: &Types) -> TokenStream {
    let arguments = prompt.arguments.iter().map(|argument| {
        let Parameter { name, .. } = &argument.parameter;
        entry(name, &argument.parameter.choices(types))
    });
    let name = &prompt.name;
    quote!(Completable { name: #name, arguments: &[#(#arguments),*] })
}

fn template(resource: &Resource, types: &Types) -> TokenStream {
    let uri = &resource.uri;
    let names = uri.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0.trim()));
    let names = names.filter(|name| !name.is_empty());
    let variables = names.zip(resource.variables());
    let arguments = variables.map(|(name, parameter)| {
        entry(name, &parameter.map(|one| one.choices(types)).unwrap_or_default())
    });
    quote!(Completable { name: #uri, arguments: &[#(#arguments),*] })
}

fn entry(name: &str, values: &[String]) -> TokenStream {
    quote!((#name, &[#(#values),*]))
}
