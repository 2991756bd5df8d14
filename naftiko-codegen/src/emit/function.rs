//! Functions as table entries: the same for every surface.

mod steps;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use self::steps::steps;
use super::literals::{asked, expr, exprs, ident, json_literal, query, segments};
use super::operation::table;
use super::types::within;
use crate::model::{
    Capability, Expr, Function, FunctionBody, Kind, Parameter, Place, RawFormat, Types,
};

/// `&[Parameter { … }, …]`.
pub(super) fn parameters<'p>(
    parameters: impl IntoIterator<Item = &'p Parameter>,
    types: &Types,
) -> TokenStream {
    let entries = parameters.into_iter().map(|one| parameter(one, types));
    quote!(&[#(#entries),*])
}

fn parameter(parameter: &Parameter, types: &Types) -> TokenStream {
    let within = within(parameter, types);
    let default = parameter.default.as_ref().map(|json| {
        let json = json_literal(json);
        quote!(.or(#json))
    });
    let Parameter { name, kind, required, place, header, .. } = parameter;
    let header = header.as_ref().map(|header| {
        let header = format!("Mcp-Param-{header}");
        quote!(.mirrored(#header))
    });
    // A value that is taken exactly is checked by its type alone.
    let kind = kind_path(if parameter.exact && within.is_some() { Kind::Any } else { *kind });
    let place = match place {
        Place::Path(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(Place::Path(#index))
        }
        Place::Same(all) => {
            let all = all.iter().map(|index| Literal::usize_unsuffixed(*index));
            quote!(Place::Same(&[#(#all),*]))
        }
        Place::Query => quote!(Place::Query),
        Place::Header => quote!(Place::Header),
        Place::Cookie => quote!(Place::Cookie),
        Place::Body => quote!(Place::Body),
        Place::Field => quote!(Place::Field),
        Place::Within(path) => match asked(path) {
            Some((path, of)) => {
                let (path, of) = (segments(path), query(of));
                quote!(Place::Selected(#path, &#of, QUERIES))
            }
            None => {
                let path = segments(path);
                quote!(Place::Within(#path))
            }
        },
        Place::Argument => quote!(Place::Argument),
    };
    if *required {
        quote!(Parameter::required(#name, #kind, #place) #within #default #header)
    } else {
        quote!(Parameter::optional(#name, #kind, #place) #within #default #header)
    }
}

fn kind_path(kind: Kind) -> TokenStream {
    let kind = ident(&format!("{kind:?}"));
    quote!(Kind::#kind)
}

/// `Function { … }`; `home` gives the path to the module in which an upstream's operations are.
///
/// `promised` is set if the unit says of itself that it can be repeated.
pub(super) fn function(
    name: &str,
    function: &Function,
    promised: bool,
    capability: &Capability,
    home: &dyn Fn(usize) -> TokenStream,
) -> TokenStream {
    let parameters = parameters(&function.parameters, &capability.types);
    let body = body(function, promised, capability, home);
    let body = match &function.reference {
        Some(reference) => {
            quote!(FunctionBody::Referred(&Referred { reference: #reference, body: #body }))
        }
        None => body,
    };
    quote!(Function { name: #name, parameters: #parameters, body: #body })
}

fn body(
    function: &Function,
    promised: bool,
    capability: &Capability,
    home: &dyn Fn(usize) -> TokenStream,
) -> TokenStream {
    let (upstream, operation, bindings) = match &function.body {
        FunctionBody::Call { upstream, operation, bindings } => (*upstream, *operation, bindings),
        FunctionBody::Steps(body) => return steps(body, function, capability, home),
        FunctionBody::Constant(constant) => {
            let constant = expr(constant);
            return quote!(FunctionBody::Constant(&#constant));
        }
        FunctionBody::Content(blocks) => {
            let blocks = json_literal(blocks);
            return quote!(FunctionBody::Content(#blocks));
        }
    };
    let called = &capability.upstreams[upstream].operations[operation];
    if let Some(sentence) = &called.unroutable {
        return quote!(FunctionBody::Unroutable(#sentence));
    }
    let home = home(upstream);
    let module = ident(&called.module);
    let table = table(promised && !called.is_idempotent());
    let bindings = binding_list(bindings);
    if function.shape.is_document() || called.format != RawFormat::Json {
        return quote!(FunctionBody::relay(&#home #module::#table, #bindings));
    }
    let shape = expr(&function.shape);
    quote! {
        FunctionBody::Call {
            operation: &#home #module::#table,
            bindings: #bindings,
            output: Output::Shaped(&#shape),
        }
    }
}

/// The longest list that the runtime has ready.
const MOST_PASSED: usize = 16;

fn binding_list(bindings: &[Expr]) -> TokenStream {
    let in_order = bindings.iter().enumerate().all(|(index, b)| *b == Expr::Parameter(index));
    if in_order && bindings.len() <= MOST_PASSED {
        let count = Literal::usize_unsuffixed(bindings.len());
        return quote!(pass(#count));
    }
    exprs(bindings)
}
