//! The body of `encode`: how typed arguments become a request.

mod json;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::literals::{ident, parts};
use crate::encoding;
use crate::model::{
    Field, Media, Operation, Part, PathPart, RequestBody, Template, Wire, WirePlace, WireValue,
    XmlPart,
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

    /// The local that prints an argument.
    fn text_local(&self, index: usize) -> Ident {
        let field = &self.operation.arguments[index].field;
        let taken = matches!(field.as_str(), "request" | "body" | "form" | "multipart")
            || field.starts_with("variable_");
        if taken { format_ident!("{field}_text") } else { ident(field) }
    }

    /// Locals for what texts of headers, queries and bodies are put together from.
    fn variables(&self) -> TokenStream {
        let mut used: Vec<Part> = Vec::new();
        // A form field that is one argument needs no text.
        let mut visit = |parts: &[Part], alone: bool| {
            for part in parts {
                let plain = alone && matches!(parts, [Part::Parameter(_)]);
                if !plain && !matches!(part, Part::Literal(_)) && !used.contains(part) {
                    used.push(part.clone());
                }
            }
        };
        for wire in &self.operation.wires {
            if let WireValue::Text(parts) = &wire.value {
                visit(parts, false);
            }
        }
        match &self.operation.body {
            RequestBody::Json { template, .. } => {
                visit_texts(template, &mut |parts| visit(parts, false));
            }
            RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
                fields.iter().for_each(|field| visit(&field.parts, true));
            }
            RequestBody::Text { parts, .. } => visit(parts, false),
            RequestBody::Xml(pieces) => {
                for piece in pieces {
                    if let XmlPart::Text(part @ Part::Variable(_))
                    | XmlPart::Attribute(part @ Part::Variable(_)) = piece
                    {
                        visit(std::slice::from_ref(part), false);
                    }
                }
            }
            RequestBody::None | RequestBody::Whole { .. } => {}
        }
        let locals = used.iter().map(|part| match part {
            Part::Parameter(index) => {
                let (local, field) = (self.text_local(*index), self.argument(*index));
                let name = &self.operation.arguments[*index].name;
                if self.is_in_key(*index) {
                    quote!(let #local = request.key_text(#name, &self.#field);)
                } else {
                    quote!(let #local = request.text(#name, &self.#field);)
                }
            }
            part => {
                let local = variable(part);
                let part = parts(std::slice::from_ref(part));
                quote!(let #local = request.render(#part);)
            }
        });
        quote!(#(#locals)*)
    }

    /// Returns `true` if a key of the body is made of an argument.
    fn is_in_key(&self, index: usize) -> bool {
        fn within(template: &Template, part: &Part) -> bool {
            match template {
                Template::Keyed(members) => {
                    members.iter().any(|(key, value)| key.contains(part) || within(value, part))
                }
                Template::Object(members) => members.iter().any(|(_, value)| within(value, part)),
                Template::Array(items) => items.iter().any(|item| within(item, part)),
                Template::Json(_) | Template::Parameter(_) | Template::Text(_) => false,
            }
        }
        match &self.operation.body {
            RequestBody::Json { template, .. } => within(template, &Part::Parameter(index)),
            _ => false,
        }
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

    /// What is sent beside path and body. A text whose arguments are all left out leaves no trace.
    fn wire(&self, wire: &Wire) -> TokenStream {
        let sent = self.sent_wire(wire);
        let WireValue::Text(parts) = &wire.value else { return sent };
        let holes: Vec<usize> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Parameter(index) => Some(*index),
                Part::Literal(_) | Part::Variable(_) => None,
            })
            .collect();
        let optional = holes.iter().all(|index| !self.operation.arguments[*index].required);
        if holes.is_empty() || !optional {
            return sent;
        }
        let fields = holes.iter().map(|index| self.argument(*index));
        quote! {
            if any_given(&[#(&self.#fields),*]) {
                #sent
            }
        }
    }

    fn sent_wire(&self, wire: &Wire) -> TokenStream {
        let (method, name) = match wire.place {
            WirePlace::Header => (format_ident!("header"), wire.name.to_ascii_lowercase()),
            WirePlace::Cookie => (format_ident!("cookie"), wire.name.clone()),
            _ => (format_ident!("query"), encoding::query(&wire.name)),
        };
        match &wire.value {
            WireValue::Argument(index) => {
                let field = self.argument(*index);
                quote!(request.#method(#name, &self.#field);)
            }
            WireValue::Text(parts) => match (self.text(parts), wire.place) {
                (TextValue::Constant(text), WirePlace::Header) => {
                    let text = text.trim_matches([' ', '\t']);
                    quote!(request.#method(#name, #text);)
                }
                (TextValue::Constant(text), WirePlace::Cookie) => {
                    let text = encoding::cookie(&text);
                    quote!(request.#method(#name, #text);)
                }
                (TextValue::Constant(text), _) => quote!(request.#method(#name, #text);),
                (TextValue::Formatted(format), WirePlace::Header | WirePlace::Cookie) => {
                    // A value that is absent may leave a blank at an end.
                    quote!(request.#method(#name, format!(#format).trim_matches(' '));)
                }
                (TextValue::Formatted(format), _) => {
                    quote!(request.#method(#name, &format!(#format));)
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
            RequestBody::Xml(parts) => self.xml(parts),
            RequestBody::Text { parts, media } => {
                let media = media.as_str();
                match self.text(parts) {
                    TextValue::Constant(text) => quote!(request.content(#media, #text);),
                    TextValue::Formatted(format) => quote! {
                        request.content_text(#media, format_args!(#format));
                    },
                }
            }
        }
    }

    fn xml(&self, parts: &[XmlPart]) -> TokenStream {
        let calls = parts.iter().map(|part| match part {
            XmlPart::Markup(text) => quote!(.markup(#text)),
            XmlPart::Text(hole) => self.xml_hole(&format_ident!("text"), hole),
            XmlPart::Attribute(hole) => self.xml_hole(&format_ident!("attribute"), hole),
        });
        quote!(request.xml() #(#calls)*;)
    }

    fn xml_hole(&self, method: &Ident, hole: &Part) -> TokenStream {
        match hole {
            Part::Parameter(index) => {
                let name = &self.operation.arguments[*index].name;
                let field = self.argument(*index);
                quote!(.#method(#name, &self.#field))
            }
            Part::Variable(_) => {
                let local = variable(hole);
                quote!(.#method("body", &#local))
            }
            Part::Literal(text) => quote!(.#method("body", #text)),
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
                TextValue::Formatted(format) => {
                    quote!(form.text(#name, format_args!(#format));)
                }
            }
        });
        quote! {
            let form = request.#kind();
            #(#fields)*
        }
    }

    /// A text as a constant, or as a format string that names locals.
    fn text(&self, parts: &[Part]) -> TextValue {
        if let [Part::Literal(text)] = parts {
            return TextValue::Constant(text.clone());
        }
        if parts.is_empty() {
            return TextValue::Constant(String::new());
        }
        let mut format = String::new();
        for part in parts {
            match part {
                Part::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Part::Variable(_) => format.push_str(&format!("{{{}}}", variable(part))),
                Part::Parameter(index) => {
                    format.push_str(&format!("{{{}}}", self.text_local(*index)));
                }
            }
        }
        TextValue::Formatted(format)
    }
}

enum TextValue {
    Constant(String),
    Formatted(String),
}

/// The local that holds a variable.
fn variable(part: &Part) -> Ident {
    match part {
        Part::Variable(index) | Part::Parameter(index) => format_ident!("variable_{index}"),
        Part::Literal(_) => format_ident!("variable"),
    }
}

fn visit_texts(template: &Template, visit: &mut dyn FnMut(&[Part])) {
    match template {
        Template::Json(_) | Template::Parameter(_) => {}
        Template::Text(parts) => visit(parts),
        Template::Object(members) => {
            members.iter().for_each(|(_, value)| visit_texts(value, visit));
        }
        Template::Keyed(members) => {
            for (key, value) in members {
                visit(key);
                visit_texts(value, visit);
            }
        }
        Template::Array(items) => items.iter().for_each(|item| visit_texts(item, visit)),
    }
}
