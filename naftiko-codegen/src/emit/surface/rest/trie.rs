//! Routes as a trie over path segments.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::literals::ident;
use crate::model::{PatternPart, Route, RouteSegment};
use crate::names;

/// A node while routes are added.
#[derive(Default)]
pub(in crate::emit) struct TrieNode {
    literals: BTreeMap<String, TrieNode>,
    patterns: BTreeMap<Vec<PatternPart>, TrieNode>,
    placeholder: Option<Box<TrieNode>>,
    endpoint: Option<String>,
}

impl TrieNode {
    /// Adds the path of `route`, which ends at the static called `endpoint`.
    pub(in crate::emit) fn insert(&mut self, route: &Route, endpoint: &str) {
        let mut node = self;
        for segment in &route.path.segments {
            node = match segment {
                RouteSegment::Literal(text) => node.literals.entry(text.clone()).or_default(),
                RouteSegment::Pattern(parts) => node.patterns.entry(parts.clone()).or_default(),
                RouteSegment::Placeholder => node.placeholder.get_or_insert_default(),
            };
        }
        node.endpoint.get_or_insert_with(|| endpoint.to_owned());
    }

    /// The node as constants: one for every node that has children, parents first.
    pub(in crate::emit) fn constants(&self) -> Vec<TokenStream> {
        let mut scope = names::Scope::default();
        let mut out = Vec::new();
        let root = self.expression("", &mut scope, &mut out);
        out.insert(0, quote!(static ROUTES: RouteNode = #root;));
        out
    }

    /// The node as an expression that names the constants of its children.
    fn expression(
        &self,
        path: &str,
        scope: &mut names::Scope,
        out: &mut Vec<TokenStream>,
    ) -> TokenStream {
        let mut fields: Vec<TokenStream> = Vec::new();
        if !self.literals.is_empty() {
            let literals: Vec<_> = self
                .literals
                .iter()
                .map(|(text, child)| {
                    let child = child.named(&format!("{path}/{text}"), scope, out);
                    quote!((#text, #child))
                })
                .collect();
            fields.push(quote!(literals: &[#(#literals),*]));
        }
        if !self.patterns.is_empty() {
            // More literal text is more specific.
            let mut patterns: Vec<_> = self.patterns.iter().collect();
            patterns.sort_by_key(|(parts, _)| std::cmp::Reverse(literal_length(parts)));
            let patterns: Vec<_> = patterns
                .into_iter()
                .map(|(parts, child)| {
                    let child = child.named(&format!("{path}/pattern"), scope, out);
                    let parts = parts.iter().map(segment_part);
                    quote!((&[#(#parts),*], #child))
                })
                .collect();
            fields.push(quote!(patterns: &[#(#patterns),*]));
        }
        if let Some(child) = &self.placeholder {
            let child = child.named(&format!("{path}/any"), scope, out);
            fields.push(quote!(placeholder: Some(&#child)));
        }
        if let Some(name) = &self.endpoint {
            let name = ident(name);
            fields.push(quote!(endpoint: Some(&#name)));
        }
        quote!(RouteNode { #(#fields,)* ..RouteNode::EMPTY })
    }

    /// A leaf stands where it is used; anything larger gets a constant of its own.
    fn named(
        &self,
        path: &str,
        scope: &mut names::Scope,
        out: &mut Vec<TokenStream>,
    ) -> TokenStream {
        let leaf =
            self.literals.is_empty() && self.patterns.is_empty() && self.placeholder.is_none();
        if leaf {
            let endpoint = self.endpoint.as_deref().map(ident);
            return quote!(RouteNode::leaf(&#endpoint));
        }
        let name = format!("BELOW_{}", names::snake(path).to_ascii_uppercase());
        let name = ident(&scope.claim(&name).0);
        let at = out.len();
        let node = self.expression(path, scope, out);
        out.insert(at, quote!(const #name: RouteNode = #node;));
        quote!(#name)
    }
}

fn segment_part(part: &PatternPart) -> TokenStream {
    match part {
        PatternPart::Literal(text) => quote!(SegmentPart::Literal(#text)),
        PatternPart::Placeholder => quote!(SegmentPart::Placeholder),
    }
}

fn literal_length(parts: &[PatternPart]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            PatternPart::Literal(text) => text.len(),
            PatternPart::Placeholder => 0,
        })
        .sum()
}
