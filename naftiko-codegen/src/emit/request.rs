//! The body of `encode`: how typed arguments become a request.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::literals::{ident, json_literal, parts};
use crate::lower::encode_query;
use crate::model::{
    Field, Media, Operation, Part, PathPart, RequestBody, Template, Wire, WirePlace, WireValue,
};

/// The statements of `encode`; empty when there is nothing to write.
pub(super) fn encode(operation: &Operation) -> TokenStream {
    let encoder = Encoder { operation };
    let variables = encoder.variables();
    let path = encoder.path();
    let fixed = operation.fixed_query.iter().map(|text| quote!(request.fixed_query(#text);));
    let wires = operation.wires.iter().map(|wire| encoder.wire(wire));
    let body = encoder.body(&operation.body);
    quote!(#variables #path #(#fixed)* #(#wires)* #body)
}

struct Encoder<'o> {
    operation: &'o Operation,
}

impl Encoder<'_> {
    fn argument(&self, index: usize) -> Ident {
        ident(&self.operation.arguments[index].field)
    }

    /// Locals for the variables that texts of the body need.
    fn variables(&self) -> TokenStream {
        let mut used: Vec<usize> = Vec::new();
        let mut visit = |parts: &[Part]| {
            for part in parts {
                if let Part::Variable(index) = part
                    && !used.contains(index)
                {
                    used.push(*index);
                }
            }
        };
        for wire in &self.operation.wires {
            if let WireValue::Text(parts) = &wire.value {
                visit(parts);
            }
        }
        match &self.operation.body {
            RequestBody::Json { template, .. } => visit_texts(template, &mut visit),
            RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
                fields.iter().for_each(|field| visit(&field.parts));
            }
            RequestBody::Text { parts, .. } => visit(parts),
            RequestBody::None | RequestBody::Whole { .. } => {}
        }
        let locals = used.iter().map(|index| {
            let local = variable(*index);
            let part = parts(&[Part::Variable(*index)]);
            quote!(let #local = request.render(#part);)
        });
        quote!(#(#locals)*)
    }

    fn path(&self) -> TokenStream {
        if self.operation.path.is_empty() {
            return TokenStream::new();
        }
        let calls = self.operation.path.iter().map(|part| match part {
            PathPart::Literal(text) => quote!(.path(#text)),
            PathPart::Argument { index, slashes } => {
                let field = self.argument(*index);
                if *slashes { quote!(.rest(&self.#field)) } else { quote!(.segment(&self.#field)) }
            }
            PathPart::Variable(index) => {
                let index = Literal::usize_unsuffixed(*index);
                quote!(.variable(#index))
            }
        });
        quote!(request #(#calls)*;)
    }

    fn wire(&self, wire: &Wire) -> TokenStream {
        let (method, name) = match wire.place {
            WirePlace::Header => (format_ident!("header"), wire.name.to_ascii_lowercase()),
            WirePlace::Cookie => (format_ident!("cookie"), wire.name.clone()),
            _ => (format_ident!("query"), encode_query(&wire.name)),
        };
        match &wire.value {
            WireValue::Argument(index) => {
                let field = self.argument(*index);
                quote!(request.#method(#name, &self.#field);)
            }
            WireValue::Text(parts) => match self.text(parts) {
                TextValue::Constant(text) => quote!(request.#method(#name, #text);),
                TextValue::Formatted(format, values) => {
                    quote!(request.#method(#name, &format!(#format, #(#values),*));)
                }
            },
        }
    }

    fn body(&self, body: &RequestBody) -> TokenStream {
        match body {
            RequestBody::None => TokenStream::new(),
            RequestBody::Whole { argument, media } => {
                let field = self.argument(*argument);
                match media {
                    Media::Json => quote!(request.json(&self.#field);),
                    other => {
                        let media = other.as_str();
                        quote!(request.content(#media, &self.#field);)
                    }
                }
            }
            RequestBody::Json { template, only_with } => self.json_body(template, only_with),
            RequestBody::Form(fields) => self.form(&format_ident!("form"), fields),
            RequestBody::Multipart(fields) => self.form(&format_ident!("multipart"), fields),
            RequestBody::Text { parts, media } => {
                let media = media.as_str();
                match self.text(parts) {
                    TextValue::Constant(text) => quote!(request.content(#media, #text);),
                    TextValue::Formatted(format, values) => quote! {
                        request.content_text(#media, format_args!(#format, #(#values),*));
                    },
                }
            }
        }
    }

    fn form(&self, kind: &Ident, fields: &[Field]) -> TokenStream {
        let fields = fields.iter().map(|Field { name, parts, .. }| {
            if let [Part::Parameter(index)] = parts[..] {
                let field = self.argument(index);
                return quote!(form.field(#name, &self.#field););
            }
            match self.text(parts) {
                TextValue::Constant(text) => quote!(form.field(#name, #text);),
                TextValue::Formatted(format, values) => {
                    quote!(form.text(#name, format_args!(#format, #(#values),*));)
                }
            }
        });
        quote! {
            let form = request.#kind();
            #(#fields)*
        }
    }

    fn json_body(&self, template: &Template, only_with: &[usize]) -> TokenStream {
        let write = self.json(template, None);
        let body = quote! {
            let body = request.json_body();
            #write
        };
        if only_with.is_empty() {
            return body;
        }
        let given = only_with.iter().map(|index| {
            let field = self.argument(*index);
            quote!(self.#field.is_some())
        });
        quote! {
            if #(#given)||* {
                #body
            }
        }
    }

    /// Statements that write `template`, behind `key` when it is a member.
    fn json(&self, template: &Template, key: Option<&str>) -> TokenStream {
        let key_call = key.map(|key| quote!(.key(#key)));
        match (template, key) {
            (Template::Parameter(index), Some(key)) => {
                let field = self.argument(*index);
                quote!(body.member(#key, &self.#field);)
            }
            (Template::Parameter(index), None) => {
                let field = self.argument(*index);
                quote!(body.item(&self.#field);)
            }
            (Template::Json(json), _) => {
                let json = json_literal(json);
                quote!(body #key_call.raw(#json);)
            }
            (Template::Text(parts), _) => match self.text(parts) {
                TextValue::Constant(text) => quote!(body #key_call.text(format_args!("{}", #text));),
                TextValue::Formatted(format, values) => {
                    quote!(body #key_call.text(format_args!(#format, #(#values),*));)
                }
            },
            (Template::Object(members), _) => {
                let members = members.iter().map(|(name, value)| self.json(value, Some(name)));
                quote! {
                    body #key_call.open_object();
                    #(#members)*
                    body.close_object();
                }
            }
            (Template::Array(items), _) => {
                let items = items.iter().map(|item| self.json(item, None));
                quote! {
                    body #key_call.open_array();
                    #(#items)*
                    body.close_array();
                }
            }
        }
    }

    /// A text as a constant, or as a format string and its values.
    fn text(&self, parts: &[Part]) -> TextValue {
        if let [Part::Literal(text)] = parts {
            return TextValue::Constant(text.clone());
        }
        if parts.is_empty() {
            return TextValue::Constant(String::new());
        }
        let mut format = String::new();
        let mut values = Vec::new();
        for part in parts {
            match part {
                Part::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Part::Variable(index) => {
                    format.push_str("{}");
                    let local = variable(*index);
                    values.push(quote!(#local));
                }
                Part::Parameter(index) => {
                    format.push_str("{}");
                    let field = self.argument(*index);
                    values.push(quote!(Text(&self.#field)));
                }
            }
        }
        TextValue::Formatted(format, values)
    }
}

enum TextValue {
    Constant(String),
    Formatted(String, Vec<TokenStream>),
}

fn variable(index: usize) -> Ident {
    format_ident!("variable_{index}")
}

fn visit_texts(template: &Template, visit: &mut dyn FnMut(&[Part])) {
    match template {
        Template::Json(_) | Template::Parameter(_) => {}
        Template::Text(parts) => visit(parts),
        Template::Object(members) => members.iter().for_each(|(_, value)| visit_texts(value, visit)),
        Template::Array(items) => items.iter().for_each(|item| visit_texts(item, visit)),
    }
}
