//! Texts, templates and shapes as constant expressions.

use std::fmt;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::characters::is_hidden;
use crate::model::{Part, Shape, Step, Template, literal_text};

/// JSON text as a raw string, so that it can be read.
pub(super) fn json_literal(json: &str) -> Literal {
    // Marks that would change how the source reads are escaped the way JSON does it.
    let json: String =
        json.chars().map(|c| if is_hidden(c) { escape_json(c) } else { c.to_string() }).collect();
    if !json.contains(['"', '\\']) {
        return Literal::string(&json);
    }
    let longest =
        json.split('"').skip(1).map(|rest| rest.chars().take_while(|c| *c == '#').count()).max();
    let hashes = "#".repeat(longest.unwrap_or(0) + 1);
    let raw = format!("r{hashes}\"{json}\"{hashes}");
    raw.parse().unwrap_or_else(|_| Literal::string(&json))
}

/// A JSON array as an expression, one item a line.
pub(super) fn json_list(items: impl ExactSizeIterator<Item = impl fmt::Display>) -> TokenStream {
    let last = items.len().saturating_sub(1);
    if items.len() == 0 {
        return quote!("[]");
    }
    let lines = items.enumerate().map(|(index, item)| {
        let open = if index == 0 { "[" } else { "" };
        let close = if index == last { "]" } else { "," };
        json_literal(&format!("{open}{item}{close}"))
    });
    let lines: Vec<_> = lines.collect();
    match lines.as_slice() {
        [line] => quote!(#line),
        lines => quote!(concat!(#(#lines),*)),
    }
}

fn escape_json(c: char) -> String {
    let mut units = [0; 2];
    c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// `&[Part, …]`.
pub(super) fn parts(parts: &[Part]) -> TokenStream {
    let parts = parts.iter().map(|part| match part {
        Part::Literal(text) => quote!(Part::Literal(#text)),
        Part::Variable(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(Part::Variable(#index))
        }
        Part::Parameter(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(Part::Parameter(#index))
        }
    });
    quote!(&[#(#parts),*])
}

/// A `Template` expression.
pub(super) fn template(template: &Template) -> TokenStream {
    match template {
        Template::Json(json) => {
            let json = json_literal(json);
            quote!(Template::Json(#json))
        }
        Template::Parameter(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(Template::Parameter(#index))
        }
        Template::Text(text) => {
            let text = parts(text);
            quote!(Template::Text(#text))
        }
        Template::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = self::template(value);
                quote!((#name, #value))
            });
            quote!(Template::Object(&[#(#members),*]))
        }
        // Keys with holes stand in request bodies only, which are code.
        Template::Keyed(members) => {
            let members = members.iter().map(|(key, value)| {
                let (name, value) = (literal_text(key), self::template(value));
                quote!((#name, #value))
            });
            quote!(Template::Object(&[#(#members),*]))
        }
        Template::Array(items) => {
            let items = items.iter().map(self::template);
            quote!(Template::Array(&[#(#items),*]))
        }
    }
}

/// A `Projection` expression.
pub(super) fn projection(shape: &Shape) -> TokenStream {
    match shape {
        Shape::Path(path) => {
            let path = steps(path);
            quote!(Projection::Path(#path))
        }
        Shape::Object(members) => {
            let members = members.iter().map(|(name, shape)| {
                let shape = projection(shape);
                quote!((#name, #shape))
            });
            quote!(Projection::Object(&[#(#members),*]))
        }
        Shape::Array { path, item } => {
            let path = steps(path);
            let item = projection(item);
            quote!(Projection::Array { path: #path, item: &#item })
        }
        Shape::Json(json) => {
            let json = json_literal(json);
            quote!(Projection::Json(#json))
        }
        Shape::Template(filled) => {
            let filled = template(filled);
            quote!(Projection::Template(&#filled))
        }
    }
}

/// `&[Step, …]`.
pub(super) fn steps(steps: &[Step]) -> TokenStream {
    let steps = steps.iter().map(|step| match step {
        Step::Key(name) => quote!(Step::Key(#name)),
        Step::Index(index) => {
            let index = Literal::i64_unsuffixed(*index);
            quote!(Step::Index(#index))
        }
        Step::Each => quote!(Step::Each),
    });
    quote!(&[#(#steps),*])
}

/// An identifier; names come from [`names`](crate::names), so they are always legal.
pub(super) fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}
