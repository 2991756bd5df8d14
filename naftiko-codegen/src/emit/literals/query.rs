//! Queries as constant expressions of Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{ident, json_literal};
use crate::model::{Condition, Operand, PathCall, Query, QuerySegment, Selector};

/// `Query { … }`.
pub(in crate::emit) fn query(query: &Query) -> TokenStream {
    let segments = query.segments.iter().map(segment);
    let call = match &query.call {
        Some(call) => {
            let call = function(call);
            quote!(Some(#call))
        }
        None => quote!(None),
    };
    quote!(Query { segments: &[#(#segments),*], call: #call })
}

fn segment(segment: &QuerySegment) -> TokenStream {
    let selectors = segment.selectors.iter().map(selector);
    let kind = ident(if segment.descendants { "Descendants" } else { "Child" });
    quote!(QuerySegment::#kind(&[#(#selectors),*]))
}

fn selector(selector: &Selector) -> TokenStream {
    let integer = |integer: &i64| Literal::i64_unsuffixed(*integer);
    let position = |position: &Option<i64>| match position {
        Some(position) => {
            let position = integer(position);
            quote!(Some(#position))
        }
        None => quote!(None),
    };
    match selector {
        Selector::Name(name) => quote!(Selector::Name(#name)),
        Selector::Index(index) => {
            let index = integer(index);
            quote!(Selector::Index(#index))
        }
        Selector::Wildcard => quote!(Selector::Wildcard),
        Selector::Slice(start, end, step) => {
            let (start, end, step) = (position(start), position(end), integer(step));
            quote!(Selector::Slice { start: #start, end: #end, step: #step })
        }
        Selector::Filter(of) => {
            let of = condition(of);
            quote!(Selector::Filter(&#of))
        }
    }
}

fn condition(of: &Condition) -> TokenStream {
    match of {
        Condition::All(all) => {
            let all = all.iter().map(condition);
            quote!(Condition::All(&[#(#all),*]))
        }
        Condition::Any(any) => {
            let any = any.iter().map(condition);
            quote!(Condition::Any(&[#(#any),*]))
        }
        Condition::Not(inner) => {
            let inner = condition(inner);
            quote!(Condition::Not(&#inner))
        }
        Condition::Exists(path) => {
            let path = operand(path);
            quote!(Condition::Exists(#path))
        }
        Condition::Compare(left, comparison, right) => {
            let (left, right) = (operand(left), operand(right));
            let comparison = ident(&format!("{comparison:?}"));
            quote!(Condition::Compare(#left, ComparisonOperator::#comparison, #right))
        }
        Condition::Fits(text, pattern) => {
            let text = operand(text);
            quote!(Condition::Fits(#text, #pattern, PATTERNS))
        }
        Condition::FitsValue { text, pattern, whole } => {
            let (text, pattern) = (operand(text), operand(pattern));
            quote!(Condition::FitsValue {
                text: #text,
                pattern: #pattern,
                whole: #whole,
                engine: PATTERNS,
            })
        }
    }
}

fn operand(of: &Operand) -> TokenStream {
    match of {
        Operand::Json(json) => {
            let json = json_literal(json);
            quote!(Operand::Json(#json))
        }
        Operand::Current(inner) => {
            let inner = query(inner);
            quote!(Operand::Current(&#inner))
        }
        Operand::Root(inner) => {
            let inner = query(inner);
            quote!(Operand::Root(&#inner))
        }
        Operand::Length(inner) => {
            let inner = operand(inner);
            quote!(Operand::Length(&#inner))
        }
        Operand::Count(inner) => {
            let inner = operand(inner);
            quote!(Operand::Count(&#inner))
        }
        Operand::Value(inner) => {
            let inner = operand(inner);
            quote!(Operand::Value(&#inner))
        }
    }
}

fn function(call: &PathCall) -> TokenStream {
    let PathCall { function, arguments, of_node } = call;
    let function = ident(&format!("{function:?}"));
    let arguments = arguments.iter().map(operand);
    quote!(PathCall {
        function: PathFunction::#function,
        arguments: &[#(#arguments),*],
        of_node: #of_node,
    })
}
