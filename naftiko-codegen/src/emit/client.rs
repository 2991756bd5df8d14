//! `client.rs`: the typed client of one upstream.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::literals::ident;
use super::module::Module;
use crate::model::{Operation, Upstream};

/// The client of `upstream`; `capability` is the path to the capability's module.
pub(super) fn emit_client(
    upstream: &Upstream,
    folder: &str,
    capability: &TokenStream,
    spec: &str,
) -> Module {
    let docs =
        vec![format!("Typed client of {}: needs no server.", docs::code(&upstream.namespace))];
    let mut module = Module::new(format!("{folder}/client.rs"), Some(spec), docs);
    module.uses.push(quote!(
        use naftiko_runtime::codegen::*;
    ));
    let mut inputs: Vec<&Operation> =
        upstream.operations.iter().filter(|o| !o.arguments.is_empty()).collect();
    inputs.sort_by(|a, b| a.module.cmp(&b.module));
    module.modules.extend(inputs.into_iter().map(|operation| {
        let (name, alias) = (ident(&operation.module), ident(&operation.type_name));
        quote!(pub use super::#name::Input as #alias;)
    }));
    module.items.push(client_type(upstream));
    let client = ident(&upstream.client);
    let methods = upstream.operations.iter().map(method);
    // An upstream that is only forwarded to has nothing to call.
    let state = upstream.operations.is_empty().then(|| {
        quote! {
            /// State that calls would need.
            pub fn state(&self) -> &State {
                &self.state
            }
        }
    });
    module.items.push(quote! {
        impl #client {
            /// A client for the addresses, secrets and limits of `config`.
            ///
            /// # Errors
            ///
            /// Names every secret or address that is missing or wrong.
            pub fn new(config: &Config) -> Result<Self, StartError> {
                Ok(Self { state: State::new(&#capability::CAPABILITY, config)? })
            }

            #state

            #(#methods)*
        }
    });
    module
}

fn client_type(upstream: &Upstream) -> TokenStream {
    let client = ident(&upstream.client);
    let about = docs::sentence(&upstream.description);
    let doc = if docs::lines(&about).is_empty() {
        docs::attributes(&[format!("Client of {}.", docs::code(&upstream.namespace))])
    } else {
        docs::doc(&about)
    };
    quote! {
        #doc
        ///
        /// Cheap to clone: clones share one connection pool.
        #[derive(Clone, Debug)]
        pub struct #client {
            state: State,
        }
    }
}

fn method(operation: &Operation) -> TokenStream {
    let what = docs::sentence(&operation.description);
    let doc = if docs::lines(&what).is_empty() {
        docs::attributes(&[format!("Calls {}.", docs::code(&operation.name))])
    } else {
        docs::doc(&what)
    };
    let name = ident(&operation.module);
    if operation.arguments.is_empty() {
        return quote! {
            #doc
            pub fn #name(&self) -> Pending<'_, super::#name::Output> {
                self.state.call(&super::#name::Input)
            }
        };
    }
    let input = ident(&operation.type_name);
    quote! {
        #doc
        pub fn #name(&self, input: &#input) -> Pending<'_, super::#name::Output> {
            self.state.call(input)
        }
    }
}
