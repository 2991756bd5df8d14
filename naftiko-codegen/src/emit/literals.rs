//! Expressions as constant expressions of Rust.

mod query;

use std::fmt;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) use self::query::query;
use crate::characters::is_hidden;
use crate::model::{Expr, Query, Segment, literal_text};

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

/// `&[Expr, …]`.
pub(super) fn exprs(all: &[Expr]) -> TokenStream {
    let all = all.iter().map(expr);
    quote!(&[#(#all),*])
}

/// `Expr::…`.
pub(super) fn expr(value: &Expr) -> TokenStream {
    match value {
        Expr::Absent => quote!(Expr::Absent),
        Expr::Json(json) => {
            let json = json_literal(json);
            quote!(Expr::Json(#json))
        }
        Expr::Literal(text) => quote!(Expr::Literal(#text)),
        Expr::Variable(index) => of_index("Variable", *index),
        Expr::Parameter(index) => of_index("Parameter", *index),
        Expr::Step(_, path) | Expr::Member { path, .. } if asked(path).is_some() => selected(value),
        Expr::Step(step, path) => {
            let (step, path) = (Literal::usize_unsuffixed(*step), segments(path));
            quote!(Expr::Step(#step, #path))
        }
        Expr::Member { .. } | Expr::Section { .. } | Expr::Item { .. } => filled(value),
        Expr::Answer(path) => {
            if let Some((path, of)) = asked(path) {
                return query_expr(path, of, &quote!(Then::Value));
            }
            let path = segments(path);
            quote!(Expr::Answer(#path))
        }
        Expr::Typed { path, name, expected } => {
            let expected = ident(&format!("{expected:?}"));
            if let Some((path, of)) = asked(path) {
                return query_expr(path, of, &quote!(Then::Typed(#name, JsonType::#expected)));
            }
            let path = segments(path);
            quote!(Expr::Typed { path: #path, name: #name, expected: JsonType::#expected })
        }
        Expr::First(all) => of_exprs("First", all),
        Expr::Cut { value, length } => {
            let (value, length) = (expr(value), Literal::usize_unsuffixed(*length));
            quote!(Expr::Cut { value: &#value, length: #length })
        }
        Expr::Values { object, item } => {
            let (object, item) = (segments(object), expr(item));
            quote!(Expr::Values { object: #object, item: &#item })
        }
        Expr::Text(pieces) => of_exprs("Text", pieces),
        Expr::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                // Keys with holes stand in request bodies only, which are code.
                let (key, value) = (literal_text(std::slice::from_ref(key)), expr(value));
                quote!((#key, #value))
            });
            quote!(Expr::Object(&[#(#members),*]))
        }
        Expr::Array(items) => of_exprs("Array", items),
        Expr::Each { list, item } => {
            let item = expr(item);
            if let Some((path, of)) = asked(list) {
                return query_expr(path, of, &quote!(Then::Each(&#item)));
            }
            let list = segments(list);
            quote!(Expr::Each { list: #list, item: &#item })
        }
    }
}

/// `Expr::Selected { … }`: what a query gives from the value at a path into another value.
fn selected(value: &Expr) -> TokenStream {
    let (Expr::Step(_, path) | Expr::Member { path, .. }) = value else {
        return TokenStream::new();
    };
    let Some((before, of)) = asked(path) else { return TokenStream::new() };
    let by = query_expr(before, of, &quote!(Then::Value));
    let whole = match value {
        Expr::Member { of, .. } => expr(of),
        Expr::Step(step, _) => {
            let step = Literal::usize_unsuffixed(*step);
            quote!(Expr::Step(#step, &[]))
        }
        _ => return TokenStream::new(),
    };
    quote!(Expr::Selected { of: &#whole, by: &#by })
}

/// `Expr::…` of what is read from a value as a whole.
fn filled(value: &Expr) -> TokenStream {
    match value {
        Expr::Member { of, path } => {
            let (of, path) = (expr(of), segments(path));
            quote!(Expr::Member { of: &#of, path: #path })
        }
        Expr::Section { of, inverted, content } => {
            let (of, content) = (expr(of), exprs(content));
            quote!(Expr::Section { of: &#of, inverted: #inverted, content: #content })
        }
        Expr::Item { name, path, outer } => {
            let (path, outer) = (segments(path), expr(outer));
            quote!(Expr::Item { name: #name, path: #path, outer: &#outer })
        }
        _ => TokenStream::new(),
    }
}

fn of_index(variant: &str, index: usize) -> TokenStream {
    let (variant, index) = (ident(variant), Literal::usize_unsuffixed(index));
    quote!(Expr::#variant(#index))
}

fn of_exprs(variant: &str, all: &[Expr]) -> TokenStream {
    let (variant, all) = (ident(variant), exprs(all));
    quote!(Expr::#variant(#all))
}

/// The query at the end of a path, and the path before it.
pub(super) fn asked(path: &[Segment]) -> Option<(&[Segment], &Query)> {
    match path.split_last()? {
        (Segment::Query(query), path) => Some((path, query)),
        _ => None,
    }
}

/// `Expr::Query { … }`.
fn query_expr(path: &[Segment], of: &Query, then: &TokenStream) -> TokenStream {
    let (path, of) = (segments(path), query(of));
    quote!(Expr::Query { path: #path, query: &#of, engine: QUERIES, then: #then })
}

/// `&[Segment, …]`.
pub(super) fn segments(segments: &[Segment]) -> TokenStream {
    let segments = segments.iter().filter_map(|segment| match segment {
        Segment::Key(name) => Some(quote!(Segment::Key(#name))),
        Segment::Index(index) => {
            let index = Literal::i64_unsuffixed(*index);
            Some(quote!(Segment::Index(#index)))
        }
        Segment::Each => Some(quote!(Segment::Each)),
        // It stands beside the path.
        Segment::Query(_) => None,
    });
    quote!(&[#(#segments),*])
}

/// An identifier; names come from [`names`](crate::names), so they are always legal.
pub(super) fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}
