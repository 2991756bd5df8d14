//! `<operation>.rs`: `Input`, `Output`, the call.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::literals::{expr, ident};
use super::module::Module;
use super::request;
use crate::model::{Argument, Kind, Operation, OperationOutput, OutputField, RawFormat, Upstream};

/// Context that the operations of one upstream have in common.
pub(super) struct Home<'a> {
    pub(super) upstream: &'a Upstream,
    /// Its index.
    pub(super) index: usize,
    /// Folder of the emitted files.
    pub(super) folder: &'a str,
    pub(super) spec: &'a str,
}

/// The file of one operation. `promised` is whether a tool says that it can be repeated.
pub(super) fn emit_operation(operation: &Operation, promised: bool, home: &Home<'_>) -> Module {
    let Home { upstream, index, folder, spec } = *home;
    let title = docs::code(&format!("{} {}", operation.method, operation.template));
    let what = docs::sentence(&operation.description);
    let mut lines = vec![format!("{title} of {}.", docs::code(&upstream.namespace))];
    if !what.is_empty() {
        lines.push(String::new());
        lines.extend(docs::lines(&what));
    }
    let path = format!("{folder}/{}.rs", operation.module);
    let mut module = Module::new(path, Some(spec), lines);
    module.uses.push(quote!(
        use naftiko_runtime::codegen::*;
    ));
    module.items.push(input(operation));
    module.items.extend(output(operation));
    module.items.push(operation_impl(operation));
    module.items.extend(request::header_constants(operation));
    let repeatable = operation.is_idempotent();
    module.items.push(info(operation, (table(false), repeatable), index, &[format!("{title}.")]));
    if promised && !repeatable {
        let doc = format!("{title}, as tools call it that say it can be repeated.");
        module.items.push(info(operation, (table(true), true), index, &[doc]));
    }
    module
}

fn input(operation: &Operation) -> TokenStream {
    if operation.arguments.is_empty() {
        return quote! {
            /// This operation takes no arguments.
            #[derive(Clone, Debug, Default)]
            pub struct Input;
        };
    }
    let fields = operation.arguments.iter().map(|argument| {
        let doc = argument_doc(argument);
        let name = ident(&argument.field);
        let kind = rust_type(argument.kind);
        if argument.required {
            quote!(#doc pub #name: #kind)
        } else {
            quote!(#doc pub #name: Option<#kind>)
        }
    });
    quote! {
        /// Arguments of [`OPERATION`].
        #[derive(Clone, Debug, Default)]
        pub struct Input {
            #(#fields),*
        }
    }
}

fn argument_doc(argument: &Argument) -> TokenStream {
    let description = docs::sentence(&argument.description);
    if docs::lines(&description).is_empty() {
        return docs::attributes(&[format!("{}.", docs::code(&argument.name))]);
    }
    docs::doc(&description)
}

pub(super) fn rust_type(kind: Kind) -> TokenStream {
    match kind {
        Kind::String => quote!(String),
        Kind::Integer => quote!(i64),
        Kind::Number => quote!(Number),
        Kind::Boolean => quote!(bool),
        Kind::Array => quote!(Vec<Json>),
        Kind::Object => quote!(JsonObject),
        Kind::Any => quote!(Json),
    }
}

fn output(operation: &Operation) -> Vec<TokenStream> {
    let fields = match &operation.output {
        OperationOutput::Document if operation.format == RawFormat::Json => {
            return vec![quote! {
                /// Answer of the upstream, as it came.
                pub type Output = Json;
            }];
        }
        OperationOutput::Document => {
            return vec![quote! {
                /// Answer of the upstream, as it came.
                pub type Output = Document;
            }];
        }
        OperationOutput::Fields(fields) => fields,
    };
    let members = fields.iter().map(output_field);
    let reads = fields.iter().map(|field| {
        let name = ident(&field.field);
        quote!(#name: fields.take())
    });
    let shapes = fields.iter().map(|field| {
        let name = &field.name;
        let shape = expr(&field.shape);
        quote!((#name, #shape))
    });
    vec![
        quote! {
            /// Values read from the upstream's answer; absent where it has none.
            #[derive(Clone, Debug, Default)]
            pub struct Output {
                #(#members),*
            }
        },
        quote! {
            impl Projected for Output {
                const SHAPE: &'static Expr = &Expr::Object(&[#(#shapes),*]);

                fn read(fields: &mut Fields<'_>) -> Self {
                    Self { #(#reads),* }
                }
            }
        },
    ]
}

fn output_field(field: &OutputField) -> TokenStream {
    let description = docs::sentence(&field.description);
    let doc = if docs::lines(&description).is_empty() {
        docs::attributes(&[format!("{}.", docs::code(&field.name))])
    } else {
        docs::doc(&description)
    };
    let name = ident(&field.field);
    let kind = rust_type(field.kind);
    quote!(#doc pub #name: Option<#kind>)
}

fn operation_impl(operation: &Operation) -> TokenStream {
    let encode = request::encode(operation);
    let request =
        if encode.is_empty() { format_ident!("_request") } else { format_ident!("request") };
    let decode = decode(operation);
    let arguments = argument_binding(operation);
    quote! {
        impl Operation for Input {
            type Output = Output;

            const OPERATION: &'static OperationInfo = &OPERATION;

            fn decode(#arguments: &mut Arguments<'_>) -> Self {
                #decode
            }

            fn encode(&self, #request: &mut UpstreamRequest<'_>) {
                #encode
            }
        }
    }
}

fn argument_binding(operation: &Operation) -> Ident {
    if operation.arguments.is_empty() {
        format_ident!("_arguments")
    } else {
        format_ident!("arguments")
    }
}

fn decode(operation: &Operation) -> TokenStream {
    if operation.arguments.is_empty() {
        return quote!(Self);
    }
    let fields = operation.arguments.iter().enumerate().map(|(index, argument)| {
        let name = ident(&argument.field);
        let index = Literal::usize_unsuffixed(index);
        quote!(#name: arguments.take(#index))
    });
    quote!(Self { #(#fields),* })
}

/// The static by which a unit calls an operation: tools that promise more than its method have one
/// of their own, so that nobody else's calls are repeated for it.
pub(super) fn table(promised: bool) -> Ident {
    ident(if promised { "REPEATABLE" } else { "OPERATION" })
}

fn info(
    operation: &Operation,
    (table, repeatable): (Ident, bool),
    upstream: usize,
    doc: &[String],
) -> TokenStream {
    let doc = docs::attributes(doc);
    let name = &operation.name;
    let method = ident(&operation.method);
    let path = &operation.template;
    let upstream = Literal::usize_unsuffixed(upstream);
    let format = ident(&format!("{:?}", operation.format));
    let arguments = operation.arguments.iter().map(|argument| &argument.name);
    quote! {
        #doc
        pub static #table: OperationInfo = OperationInfo {
            name: #name,
            method: Method::#method,
            path: #path,
            upstream: #upstream,
            repeatable: #repeatable,
            format: RawFormat::#format,
            arguments: &[#(#arguments),*],
            prepare: prepare::<Input>,
        };
    }
}
