//! The prompts of an MCP surface: the list as clients see it, and the table they are made from.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use crate::emit::literals::{exprs, ident, json_list, json_literal};
use crate::model::{Mcp, Prompt, PromptContent, PromptMessage, Role};

/// One static with everything.
pub(in crate::emit) fn items(mcp: &Mcp) -> Vec<TokenStream> {
    let list = json_list(mcp.prompts.iter().map(definition));
    let entries = mcp.prompts.iter().map(entry);
    vec![quote! {
        /// Prompts in document order.
        static PROMPTS: Prompts = Prompts { list: #list, prompts: &[#(#entries),*] };
    }]
}

fn definition(prompt: &Prompt) -> Value {
    let mut out = described(&prompt.name, prompt.title.as_deref(), &prompt.description);
    if !prompt.arguments.is_empty() {
        let arguments = prompt.arguments.iter().map(|argument| {
            let mut out =
                described(&argument.name, argument.title.as_deref(), &argument.description);
            out.insert("required".to_owned(), json!(argument.required));
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

fn entry(prompt: &Prompt) -> TokenStream {
    let name = &prompt.name;
    let arguments = prompt.arguments.iter().map(|argument| {
        let name = &argument.name;
        let made = ident(if argument.required { "required" } else { "optional" });
        quote!(Parameter::#made(#name, Kind::String, Place::Argument))
    });
    let messages = prompt.messages.iter().map(message);
    quote! {
        Prompt { name: #name, arguments: &[#(#arguments),*], messages: &[#(#messages),*] }
    }
}

fn message(message: &PromptMessage) -> TokenStream {
    let role = ident(match message.role {
        Role::User => "User",
        Role::Assistant => "Assistant",
    });
    let content = match &message.content {
        PromptContent::Text(text) => {
            let text = exprs(text);
            quote!(PromptContent::Text(#text))
        }
        PromptContent::Block(block) => {
            let block = json_literal(block);
            quote!(PromptContent::Block(#block))
        }
    };
    quote!(PromptMessage { role: Role::#role, content: #content })
}
