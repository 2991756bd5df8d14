//! What remains of code without its literals and comments.

use naftiko_codegen::Files;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{ImplItem, Item, TraitItem};

/// Every file with its tokens: literals are all alike, comments are gone.
pub(super) fn tokens(files: &Files) -> Vec<(String, String)> {
    each(files, |file| {
        let mut out = String::new();
        write_tokens(file.into_token_stream(), &mut out);
        out
    })
}

/// Every file with the kinds and names of its items.
pub(super) fn items(files: &Files) -> Vec<(String, Vec<String>)> {
    each(files, |file| file.items.iter().flat_map(described).collect())
}

/// The kinds of the items of each file, whatever it and they are called.
pub(super) fn kinds(files: &Files) -> Vec<Vec<String>> {
    let kind = |item: String| item.split(' ').next().unwrap_or_default().to_owned();
    let mut kinds: Vec<Vec<String>> = items(files)
        .into_iter()
        .map(|(_, items)| {
            let mut kinds: Vec<String> = items.into_iter().map(kind).collect();
            kinds.sort();
            kinds
        })
        .collect();
    kinds.sort();
    kinds
}

fn each<T>(files: &Files, look: impl Fn(syn::File) -> T) -> Vec<(String, T)> {
    let parsed = files.iter().map(|(path, text)| (path.clone(), syn::parse_file(text).unwrap()));
    parsed.map(|(path, file)| (path, look(file))).collect()
}

fn write_tokens(stream: TokenStream, out: &mut String) {
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Literal(_) => out.push_str("\"\" "),
            TokenTree::Ident(ident) => out.push_str(&format!("{ident} ")),
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let inner = |t: &TokenTree| matches!(t, TokenTree::Punct(p) if p.as_char() == '!');
                let bang = tokens.next_if(inner).is_some();
                if tokens.next_if(is_doc).is_none() {
                    out.push_str(if bang { "#! " } else { "# " });
                }
            }
            // A list that fits its line has no comma at the end.
            TokenTree::Punct(punct) if punct.as_char() == ',' && tokens.peek().is_none() => {}
            TokenTree::Punct(punct) => out.push(punct.as_char()),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::None => (' ', ' '),
                };
                out.push(open);
                write_tokens(group.stream(), out);
                out.push(close);
            }
        }
    }
}

fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == "doc")
}

/// An item as `kind name`, and what stands in it.
fn described(item: &Item) -> Vec<String> {
    match item {
        Item::Const(item) => vec![format!("const {}", item.ident)],
        Item::Enum(item) => vec![format!("enum {}", item.ident)],
        Item::Fn(item) => vec![format!("fn {}", item.sig.ident)],
        Item::Impl(item) => {
            let target = item.self_ty.to_token_stream().to_string().replace(' ', "");
            let mut all = vec![format!("impl {target}")];
            all.extend(item.items.iter().map(|inner| match inner {
                ImplItem::Const(inner) => format!("impl-const {}", inner.ident),
                ImplItem::Fn(inner) => format!("impl-fn {}", inner.sig.ident),
                ImplItem::Type(inner) => format!("impl-type {}", inner.ident),
                _ => "impl-other".to_owned(),
            }));
            all
        }
        Item::Macro(item) => vec![format!("macro {}", item.mac.path.to_token_stream())],
        Item::Mod(item) => {
            let inner = item.content.iter().flat_map(|(_, items)| items).flat_map(described);
            std::iter::once(format!("mod {}", item.ident)).chain(inner).collect()
        }
        Item::Static(item) => vec![format!("static {}", item.ident)],
        Item::Struct(item) => vec![format!("struct {}", item.ident)],
        Item::Trait(item) => {
            let inner = item.items.iter().map(|inner| match inner {
                TraitItem::Fn(inner) => format!("trait-fn {}", inner.sig.ident),
                _ => "trait-other".to_owned(),
            });
            std::iter::once(format!("trait {}", item.ident)).chain(inner).collect()
        }
        Item::Type(item) => vec![format!("type {}", item.ident)],
        Item::Use(item) => {
            vec![format!("use {}", item.tree.to_token_stream().to_string().replace(' ', ""))]
        }
        other => vec![format!("other {}", other.to_token_stream().to_string().replace(' ', ""))],
    }
}
