//! The body of `encode`: how typed arguments become a request.

mod filled;
mod json;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::literals::{exprs, ident};
use crate::encoding;
use crate::model::{
    Expr, Field, FilePart, Media, Operation, PathPart, RequestBody, Wire, WirePlace, WireValue,
    XmlPart,
};
use crate::names;

/// The statements of `encode`; empty when there is nothing to write.
pub(super) fn encode(operation: &Operation) -> TokenStream {
    let (headers, filled) = (header_names(operation), filled::of(operation));
    let encoder = Encoder { operation, headers, filled };
    let variables = encoder.variables();
    let path = encoder.path();
    let fixed = operation.fixed_query.iter().map(|text| quote!(request.fixed_query(#text);));
    let wires = operation.wires.iter().map(|wire| encoder.wire(wire));
    let body = encoder.body(&operation.body);
    quote!(#variables #path #(#fixed)* #(#wires)* #body)
}

/// The constants of an operation's header names, which are read when the crate is built.
pub(super) fn header_constants(operation: &Operation) -> Vec<TokenStream> {
    let constant = |(name, constant): (String, Ident)| quote!(const #constant: HeaderName = HeaderName::from_static(#name););
    header_names(operation).into_iter().map(constant).collect()
}

/// The headers that an operation sets: each name in lower case, and its constant.
fn header_names(operation: &Operation) -> Vec<(String, Ident)> {
    let mut scope = names::Scope::without(&["OPERATION", "REPEATABLE"]);
    let mut headers: Vec<(String, Ident)> = Vec::new();
    for wire in operation.wires.iter().filter(|wire| wire.place == WirePlace::Header) {
        let name = wire.name.to_ascii_lowercase();
        if headers.iter().all(|(known, _)| *known != name) {
            let stem = names::snake(&name).to_ascii_uppercase();
            let (constant, _) = scope.claim(stem.trim_end_matches('_'));
            headers.push((name, ident(&constant)));
        }
    }
    headers
}

struct Encoder<'o> {
    operation: &'o Operation,
    headers: Vec<(String, Ident)>,
    /// Texts and values that read arguments as a whole, each of which is a local.
    filled: Vec<Expr>,
}

impl Encoder<'_> {
    fn argument(&self, index: usize) -> Ident {
        ident(&self.operation.arguments[index].field)
    }

    /// The local that prints an argument.
    fn text_local(&self, index: usize) -> Ident {
        let field = &self.operation.arguments[index].field;
        let taken = matches!(field.as_str(), "request" | "body" | "form" | "multipart")
            || field.starts_with("variable_")
            || field.starts_with("filled_");
        if taken { format_ident!("{field}_text") } else { ident(field) }
    }

    /// Locals for what texts of headers, queries and bodies are put together from.
    fn variables(&self) -> TokenStream {
        let mut used: Vec<Expr> = Vec::new();
        // A form field that is one argument needs no text.
        let mut visit = |parts: &[Expr], alone: bool| {
            if filled::reads_whole(parts) {
                return;
            }
            for part in parts {
                let plain = alone && matches!(parts, [Expr::Parameter(_)]);
                if !plain && !matches!(part, Expr::Literal(_)) && !used.contains(part) {
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
                    if let XmlPart::Text(part @ Expr::Variable(_))
                    | XmlPart::Attribute(part @ Expr::Variable(_)) = piece
                    {
                        visit(std::slice::from_ref(part), false);
                    }
                }
            }
            RequestBody::None | RequestBody::Whole { .. } => {}
        }
        let locals = used.iter().map(|part| match part {
            Expr::Parameter(index) => {
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
                let part = exprs(std::slice::from_ref(part));
                quote!(let #local = request.render(#part);)
            }
        });
        let filled = self.filled_locals();
        quote!(#(#locals)* #filled)
    }

    /// Returns `true` if a key of the body is made of an argument.
    fn is_in_key(&self, index: usize) -> bool {
        fn within(value: &Expr, part: &Expr) -> bool {
            let is_key = |(key, _): &(Expr, Expr)| key.children().contains(&part);
            matches!(value, Expr::Object(members) if members.iter().any(is_key))
                || value.children().into_iter().any(|inner| within(inner, part))
        }
        match &self.operation.body {
            RequestBody::Json { template, .. } => within(template, &Expr::Parameter(index)),
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

    /// Emits a query, header or cookie parameter. A text whose arguments are all absent is not sent, nor is one whose
    /// variables need not be set and are not.
    fn wire(&self, wire: &Wire) -> TokenStream {
        let sent = self.sent_wire(wire);
        let WireValue::Text(parts) = &wire.value else { return sent };
        let mut holes = Vec::new();
        parts.iter().for_each(|part| part.parameters(&mut holes));
        let optional = holes.iter().all(|index| !self.operation.arguments[*index].required);
        let is_unset = |part: &&Expr| matches!(part, Expr::Variable(index) if self.operation.unset.contains(index));
        let unset = parts.iter().filter(is_unset).filter(|_| !filled::reads_whole(parts));
        let unset: Vec<Ident> = unset.map(variable).collect();
        if holes.is_empty() && unset.is_empty() || !optional {
            return sent;
        }
        let fields = holes.iter().map(|index| self.argument(*index));
        let given = (!holes.is_empty()).then(|| quote!(any_given(&[#(&self.#fields),*])));
        let set = unset.iter().map(|local| quote!(!#local.is_empty()));
        let conditions = given.into_iter().chain(set);
        quote! {
            if #(#conditions)||* {
                #sent
            }
        }
    }

    /// The constant of a header's name.
    fn header(&self, name: &str) -> TokenStream {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, constant)| constant.to_token_stream()).unwrap_or_default()
    }

    fn sent_wire(&self, wire: &Wire) -> TokenStream {
        let (method, name) = match wire.place {
            WirePlace::Header => (format_ident!("header"), self.header(&wire.name)),
            WirePlace::Cookie => (format_ident!("cookie"), wire.name.to_token_stream()),
            _ => (format_ident!("query"), encoding::query(&wire.name).to_token_stream()),
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

    fn xml_hole(&self, method: &Ident, hole: &Expr) -> TokenStream {
        match hole {
            Expr::Parameter(index) => {
                let name = &self.operation.arguments[*index].name;
                let field = self.argument(*index);
                quote!(.#method(#name, &self.#field))
            }
            Expr::Variable(_) => {
                let local = variable(hole);
                quote!(.#method("body", &#local))
            }
            Expr::Member { .. } => {
                let local = self.filled_value(hole);
                quote!(.#method("body", &#local))
            }
            Expr::Literal(text) => quote!(.#method("body", #text)),
            _ => TokenStream::new(),
        }
    }

    fn form(&self, kind: &Ident, fields: &[Field]) -> TokenStream {
        let fields = fields.iter().map(|Field { name, parts, file }| {
            let file = file.as_ref().map(file_head);
            if let [Expr::Parameter(index)] = parts[..] {
                let field = self.argument(index);
                return quote!(form #file.field(#name, &self.#field););
            }
            match self.text(parts) {
                TextValue::Constant(text) => quote!(form #file.field(#name, #text);),
                TextValue::Formatted(format) => {
                    quote!(form #file.text(#name, format_args!(#format));)
                }
            }
        });
        quote! {
            let form = request.#kind();
            #(#fields)*
        }
    }

    /// A text as a constant, or as a format string that names locals.
    fn text(&self, parts: &[Expr]) -> TextValue {
        if let [Expr::Literal(text)] = parts {
            return TextValue::Constant(text.clone());
        }
        if parts.is_empty() {
            return TextValue::Constant(String::new());
        }
        if let Some(local) = self.filled_text(parts) {
            return TextValue::Formatted(format!("{{{local}}}"));
        }
        let mut format = String::new();
        self.push_format(parts, &mut format);
        TextValue::Formatted(format)
    }

    fn push_format(&self, pieces: &[Expr], format: &mut String) {
        for piece in pieces {
            match piece {
                Expr::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Expr::Variable(_) => format.push_str(&format!("{{{}}}", variable(piece))),
                Expr::Parameter(index) => {
                    format.push_str(&format!("{{{}}}", self.text_local(*index)));
                }
                other => {
                    other.children().into_iter().for_each(|inner| {
                        self.push_format(std::slice::from_ref(inner), format);
                    });
                }
            }
        }
    }
}

enum TextValue {
    Constant(String),
    Formatted(String),
}

/// The local that holds a variable.
fn variable(part: &Expr) -> Ident {
    match part {
        Expr::Variable(index) | Expr::Parameter(index) => format_ident!("variable_{index}"),
        _ => format_ident!("variable"),
    }
}

/// Visits all texts with holes, keys before their values.
fn visit_texts(value: &Expr, visit: &mut dyn FnMut(&[Expr])) {
    match value {
        Expr::Text(pieces) => visit(pieces),
        other => other.children().into_iter().for_each(|inner| visit_texts(inner, visit)),
    }
}

/// `.file(…)`, in front of the field that is one.
fn file_head(file: &FilePart) -> TokenStream {
    let option = |text: &Option<String>| match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    };
    let (name, media) = (option(&file.name), option(&file.media));
    quote!(.file(#name, #media))
}
