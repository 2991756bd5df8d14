//! Texts and values that read arguments as a whole: members of them, and sections.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::literals::{expr, exprs};
use super::Encoder;
use crate::model::{Expr, Operation, RequestBody, WireValue, XmlPart};

/// Returns `true` if a piece of a text reads a value as a whole.
pub(super) fn reads_whole(pieces: &[Expr]) -> bool {
    pieces.iter().any(Expr::is_filled)
}

/// All of them that an operation has, each once: texts, and members that are values in a body.
pub(super) fn of(operation: &Operation) -> Vec<Expr> {
    let mut filled = Vec::new();
    for wire in &operation.wires {
        if let WireValue::Text(parts) = &wire.value {
            add_text(parts, &mut filled);
        }
    }
    match &operation.body {
        RequestBody::Json { template, .. } => add(template, &mut filled),
        RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
            fields.iter().for_each(|field| add_text(&field.parts, &mut filled));
        }
        RequestBody::Text { parts, .. } => add_text(parts, &mut filled),
        RequestBody::Xml(parts) => {
            for part in parts {
                if let XmlPart::Text(hole) | XmlPart::Attribute(hole) = part {
                    add(hole, &mut filled);
                }
            }
        }
        RequestBody::None | RequestBody::Whole { .. } => {}
    }
    filled
}

fn add(template: &Expr, filled: &mut Vec<Expr>) {
    match template {
        Expr::Text(parts) => add_text(parts, filled),
        Expr::Member { .. } => add_new(template.clone(), filled),
        other => other.children().into_iter().for_each(|child| add(child, filled)),
    }
}

fn add_text(parts: &[Expr], filled: &mut Vec<Expr>) {
    if reads_whole(parts) {
        add_new(Expr::Text(parts.to_vec()), filled);
    }
}

fn add_new(one: Expr, filled: &mut Vec<Expr>) {
    if !filled.contains(&one) {
        filled.push(one);
    }
}

impl Encoder<'_> {
    /// The locals, in order.
    pub(super) fn filled_locals(&self) -> TokenStream {
        let locals = self.filled.iter().enumerate().map(|(place, one)| {
            let local = local(place);
            let mut parameters = Vec::new();
            one.parameters(&mut parameters);
            parameters.sort_unstable();
            parameters.dedup();
            let mut one = one.clone();
            one.substitute(&|index| {
                Expr::Parameter(parameters.binary_search(&index).unwrap_or_default())
            });
            let arguments = parameters.iter().map(|index| {
                let (name, field) = (&self.operation.arguments[*index].name, self.argument(*index));
                quote!((#name, &self.#field))
            });
            match &one {
                Expr::Text(parts) => {
                    let parts = exprs(parts);
                    quote!(let #local = request.fill(#parts, &[#(#arguments),*]);)
                }
                value => {
                    let value = expr(value);
                    quote!(let #local = request.fill_value(&#value, &[#(#arguments),*]);)
                }
            }
        });
        quote!(#(#locals)*)
    }

    /// The local of a text.
    pub(super) fn filled_text(&self, parts: &[Expr]) -> Option<Ident> {
        let parts = match parts {
            [Expr::Text(inner)] => inner.as_slice(),
            parts => parts,
        };
        let is_it = |one: &Expr| matches!(one, Expr::Text(text) if text == parts);
        self.filled.iter().position(is_it).map(local)
    }

    /// The local of a value.
    pub(super) fn filled_value(&self, value: &Expr) -> Option<Ident> {
        self.filled.iter().position(|one| one == value).map(local)
    }
}

fn local(place: usize) -> Ident {
    format_ident!("filled_{place}")
}
