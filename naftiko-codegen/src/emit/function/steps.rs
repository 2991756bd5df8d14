//! Functions of several steps as table entries.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::binding_list;
use crate::emit::literals::{expr, ident};
use crate::emit::operation::table;
use crate::model::{
    Action, Capability, Function, Operation, OperationOutput, RawFormat, Step, Steps,
};

/// `FunctionBody::Steps(&Steps { … })`; `home` gives the path to the module in which an upstream's operations are.
pub(super) fn steps(
    steps: &Steps,
    function: &Function,
    capability: &Capability,
    home: &dyn Fn(usize) -> TokenStream,
) -> TokenStream {
    let called = |(u, o): (usize, usize)| &capability.upstreams[u].operations[o];
    if let Some(sentence) = steps.calls().find_map(|target| called(target).unroutable.as_ref()) {
        return quote!(FunctionBody::Unroutable(#sentence));
    }
    let entries = steps.steps.iter().map(|one| step(one, &called, home));
    let mapped = match &steps.mapped {
        Some(mapped) => {
            let mapped = expr(mapped);
            quote!(Some(&#mapped))
        }
        None => quote!(None),
    };
    let last = match steps.last() {
        Some(index) => {
            let is_json =
                steps.target(index).is_some_and(|target| called(target).format == RawFormat::Json);
            let output = if function.shape.is_document() || !is_json {
                quote!(Output::Relay)
            } else {
                let shape = expr(&function.shape);
                quote!(Output::Shaped(&#shape))
            };
            let index = Literal::usize_unsuffixed(index);
            quote!(Some(LastCall { step: #index, output: #output }))
        }
        None => quote!(None),
    };
    quote! {
        FunctionBody::Steps(&Steps { steps: &[#(#entries),*], mapped: #mapped, last: #last })
    }
}

fn step<'c>(
    step: &Step,
    called: &dyn Fn((usize, usize)) -> &'c Operation,
    home: &dyn Fn(usize) -> TokenStream,
) -> TokenStream {
    let name = &step.name;
    let after = step.after.iter().map(|index| Literal::usize_unsuffixed(*index));
    let action = match &step.action {
        Action::Call { upstream, operation, bindings, changes } => {
            let called = called((*upstream, *operation));
            let (home, module) = (home(*upstream), ident(&called.module));
            let (table, bindings, output) = (table(false), binding_list(bindings), output(called));
            quote! {
                Action::Call {
                    operation: &#home #module::#table,
                    bindings: #bindings,
                    changes: #changes,
                    output: #output,
                }
            }
        }
        Action::Lookup { index, member, wanted, fields } => {
            let (index, wanted) = (Literal::usize_unsuffixed(*index), expr(wanted));
            quote! {
                Action::Lookup(Lookup {
                    index: #index,
                    member: #member,
                    wanted: #wanted,
                    fields: &[#(#fields),*],
                })
            }
        }
    };
    let condition = step.condition.as_ref().map(|condition| {
        let condition = expr(condition);
        quote!(.only_if(#condition))
    });
    let each = step.each.as_ref().map(|each| {
        let (list, limit) = (expr(&each.list), Literal::usize_unsuffixed(each.limit));
        let concurrency = Literal::usize_unsuffixed(each.concurrency);
        quote!(.for_each(Each { list: #list, limit: #limit, concurrency: #concurrency }))
    });
    let fallback = step.fallback.as_ref().map(|fallback| {
        let fallback = expr(fallback);
        quote!(.or_else(#fallback))
    });
    quote!(Step::new(#name, &[#(#after),*], #action) #condition #each #fallback)
}

/// What later steps see of a call.
fn output(operation: &Operation) -> TokenStream {
    match (&operation.output, &operation.unnamed) {
        (OperationOutput::Fields(fields), _) => {
            let members = fields.iter().map(|field| {
                let (name, shape) = (&field.name, expr(&field.shape));
                quote!((#name, #shape))
            });
            quote!(StepOutput::Members(&[#(#members),*]))
        }
        (OperationOutput::Document, Some(value)) => {
            let value = expr(value);
            quote!(StepOutput::Value(#value))
        }
        (OperationOutput::Document, None) => quote!(StepOutput::Document),
    }
}
