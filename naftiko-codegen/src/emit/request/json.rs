//! A body that is written as JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literals::json_literal;
use super::{Encoder, TextValue};
use crate::model::Expr;

impl Encoder<'_> {
    pub(super) fn json_body(&self, template: &Expr, only_with: &[usize]) -> TokenStream {
        let write = self.json(template, None);
        let keys = self.distinct_keys(template);
        let body = quote! {
            #(#keys)*
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

    /// One statement for each object in which keys of callers could be equal to others.
    fn distinct_keys(&self, template: &Expr) -> Vec<TokenStream> {
        let mut checks = Vec::new();
        if let Expr::Object(members) = template
            && !members.iter().all(|(key, _)| key.is_constant())
        {
            let keys = members.iter().map(|(key, _)| self.key(key));
            checks.push(quote!(request.distinct_keys(&[#(#keys),*]);));
        }
        let inner = template.children().into_iter();
        checks.extend(inner.flat_map(|value| self.distinct_keys(value)));
        checks
    }

    /// The expression of a key.
    fn key(&self, key: &Expr) -> TokenStream {
        match self.text(std::slice::from_ref(key)) {
            TextValue::Constant(text) => quote!(#text),
            TextValue::Formatted(format) => quote!(&format!(#format)),
        }
    }

    /// Statements that write `template`, behind `key` when it is a member.
    fn json(&self, template: &Expr, key: Option<&TokenStream>) -> TokenStream {
        let key_call = key.map(|key| quote!(.key(#key)));
        match (template, key) {
            (Expr::Parameter(index), Some(key)) => {
                let field = self.argument(*index);
                quote!(body.member(#key, &self.#field);)
            }
            (Expr::Parameter(index), None) => {
                let field = self.argument(*index);
                quote!(body.item(&self.#field);)
            }
            (Expr::Json(json), _) => {
                let json = json_literal(json);
                quote!(body #key_call.raw(#json);)
            }
            (Expr::Literal(_) | Expr::Variable(_), _) => {
                self.json(&Expr::Text(vec![template.clone()]), key)
            }
            // Lowering makes request bodies of what callers and the environment give.
            (
                Expr::Absent
                | Expr::Step(..)
                | Expr::Answer(_)
                | Expr::First(_)
                | Expr::Cut { .. }
                | Expr::Values { .. }
                | Expr::Section { .. }
                | Expr::Item { .. }
                | Expr::Typed { .. }
                | Expr::Each { .. },
                _,
            ) => TokenStream::new(),
            (Expr::Member { .. }, key) => {
                let local = self.filled_value(template);
                match key {
                    Some(key) => quote!(body.member(#key, &#local);),
                    None => quote!(body.item(&#local);),
                }
            }
            (Expr::Text(parts), _) => match self.text(parts) {
                TextValue::Constant(text) => {
                    quote!(body #key_call.text(format_args!("{}", #text));)
                }
                TextValue::Formatted(format) => {
                    quote!(body #key_call.text(format_args!(#format));)
                }
            },
            (Expr::Object(members), _) => {
                let members =
                    members.iter().map(|(key, value)| self.json(value, Some(&self.key(key))));
                json_object(key_call.as_ref(), members)
            }
            (Expr::Array(items), _) => {
                let items = items.iter().map(|item| self.json(item, None));
                quote! {
                    body #key_call.open_array();
                    #(#items)*
                    body.close_array();
                }
            }
        }
    }
}

fn json_object(
    key_call: Option<&TokenStream>,
    members: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    quote! {
        body #key_call.open_object();
        #(#members)*
        body.close_object();
    }
}
