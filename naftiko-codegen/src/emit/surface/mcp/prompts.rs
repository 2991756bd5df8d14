//! The prompts of an MCP surface: the list as clients see it, and the table they are made from.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use crate::emit::Placement;
use crate::emit::function::{function, parameters};
use crate::emit::literals::{exprs, json_list, json_literal};
use crate::model::{Mcp, Parameter, Prompt, PromptContent, PromptMessage, Role};

/// One static with everything.
pub(in crate::emit) fn items(mcp: &Mcp, place: &Placement<'_>) -> Vec<TokenStream> {
    let list = json_list(mcp.prompts.iter().map(definition));
    let entries = mcp.prompts.iter().map(|prompt| entry(prompt, place));
    vec![quote! {
        /// Prompts in document order.
        static PROMPTS: Prompts = Prompts { list: #list, prompts: &[#(#entries),*] };
    }]
}

fn definition(prompt: &Prompt) -> Value {
    let mut out = described(&prompt.name, prompt.title.as_deref(), &prompt.description);
    if !prompt.arguments.is_empty() {
        let arguments = prompt.arguments.iter().map(|argument| {
            let Parameter { name, description, required, .. } = &argument.parameter;
            let mut out = described(name, argument.title.as_deref(), description);
            out.insert("required".to_owned(), json!(required));
            Value::Object(out)
        });
        out.insert("arguments".to_owned(), arguments.collect());
    }
    Value::Object(out)
}

fn described(name: &str, title: Option<&str>, description: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(name));
    if let Some(title) = title {
        out.insert("title".to_owned(), json!(title));
    }
    if !description.is_empty() {
        out.insert("description".to_owned(), json!(description));
    }
    out
}

fn entry(prompt: &Prompt, place: &Placement<'_>) -> TokenStream {
    let Prompt { name, messages, .. } = prompt;
    let messages = messages.iter().map(message);
    let source = match &prompt.function {
        Some(made) => {
            let home = |upstream| place.home_from_sibling(upstream);
            let function = function(name, made, false, place.capability, &home);
            quote!(PromptSource::Function(#function))
        }
        None => {
            let arguments = prompt.arguments.iter().map(|argument| &argument.parameter);
            let arguments = parameters(arguments, &place.capability.types);
            quote!(PromptSource::Arguments(#arguments))
        }
    };
    quote!(Prompt { name: #name, source: #source, messages: &[#(#messages),*] })
}

fn message(message: &PromptMessage) -> TokenStream {
    let role = match message.role {
        Role::User => quote!(Role::User),
        Role::Assistant => quote!(Role::Assistant),
    };
    let content = match &message.content {
        PromptContent::Text(text) => {
            let text = exprs(text);
            quote!(PromptContent::Text(#text))
        }
        PromptContent::Made => quote!(PromptContent::Made),
        PromptContent::Block(block) => {
            let block = json_literal(block);
            quote!(PromptContent::Block(#block))
        }
    };
    quote!(PromptMessage { role: #role, content: #content })
}
