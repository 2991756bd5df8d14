//! `<capability>/mod.rs`: what a capability is made of.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Placement;
use super::docs;
use super::literals::{exprs, ident};
use super::module::Module;
use super::surface::{self, control};
use crate::encoding;
use crate::model::{
    BindFile, BindFormat, BoundKey, Capability, ClientCredentials, Credential, Language, Surface,
    Upstream, Variable,
};

/// The module of the page.
const PAGE: &str = "page";

/// The root file of one capability.
pub(super) fn emit_capability(place: &Placement<'_>) -> Module {
    let capability = place.capability;
    let mut lines = docs::lines(&docs::sentence(&capability.label));
    let about = docs::lines(&docs::sentence(&capability.description));
    if !about.is_empty() && about != lines {
        lines.push(String::new());
        lines.extend(about);
    }
    let path = format!("{}/mod.rs", place.folder);
    let mut module = Module::new(path, Some(&capability.spec), lines);
    let mut modules: Vec<String> = Vec::new();
    if place.single() {
        for upstream in &capability.upstreams {
            modules.extend(upstream.operations.iter().map(|operation| operation.module.clone()));
            modules.push("client".to_owned());
        }
    } else {
        modules.extend(capability.upstreams.iter().map(|upstream| upstream.module.clone()));
    }
    modules.extend(capability.surfaces.iter().flat_map(Surface::modules).map(str::to_owned));
    modules.extend(capability.has_page().then(|| PAGE.to_owned()));
    modules.sort();
    module.modules.extend(modules.iter().map(|name| {
        // Whoever mounts the surfaces elsewhere may want none, and does without its texts.
        let condition = (name == PAGE).then(|| quote!(#[cfg(feature = "page")]));
        let name = ident(name);
        quote!(#condition pub mod #name;)
    }));
    module.uses.push(quote!(
        use naftiko_runtime::codegen::*;
    ));
    module.items.push(table(capability));
    module.items.push(served(capability));
    module.items.extend(bind_file_table(&bind_files(capability)));
    module.items.extend(capability.control().map(control::table));
    module.items.push(quote! {
        /// Everything that calls need: resolved addresses and secrets, and a connection pool.
        ///
        /// # Errors
        ///
        /// Names every secret or address that is missing or wrong.
        pub fn state(config: &Config) -> Result<State, StartError> {
            State::new(&CAPABILITY, config)
        }
    });
    module
}

/// The file that gathers the operations of one upstream, when a capability has several.
pub(super) fn emit_upstream(upstream: &Upstream, folder: &str, spec: &str) -> Module {
    let mut lines = vec![format!("Operations of {}.", docs::code(&upstream.namespace))];
    let about = docs::lines(&docs::sentence(&upstream.description));
    if !about.is_empty() {
        lines.push(String::new());
        lines.extend(about);
    }
    let mut module = Module::new(format!("{folder}/mod.rs"), Some(spec), lines);
    let mut modules: Vec<&str> = upstream.operations.iter().map(|o| o.module.as_str()).collect();
    modules.push("client");
    modules.sort_unstable();
    module.modules.extend(modules.into_iter().map(|name| {
        let name = ident(name);
        quote!(pub mod #name;)
    }));
    module
}

fn table(capability: &Capability) -> TokenStream {
    let Capability { name, label, description, spec, spec_hash, .. } = capability;
    let files = bind_files(capability);
    let variables = capability.variables.iter().map(|one| variable(one, &files));
    let upstreams = capability.upstreams.iter().map(upstream);
    let telemetry = ident(match capability.language {
        Language::Naftiko => "NAFTIKO",
        Language::Ikanos => "IKANOS",
    });
    let control = match capability.control() {
        Some(_) => quote!(Some(&CONTROL)),
        None => quote!(None),
    };
    let page = if capability.has_page() {
        quote! {
            #[cfg(feature = "page")]
            page: Some(&page::PAGE),
            #[cfg(not(feature = "page"))]
            page: None,
        }
    } else {
        quote!(page: None,)
    };
    quote! {
        /// Origin of this module and its requirements.
        pub static CAPABILITY: Capability = Capability {
            name: #name,
            label: #label,
            description: #description,
            spec: #spec,
            spec_hash: #spec_hash,
            build: Build {
                version: env!("CARGO_PKG_VERSION"),
                commit: option_env!("NAFTIKO_COMMIT"),
            },
            variables: &[#(#variables),*],
            upstreams: &[#(#upstreams),*],
            telemetry: TelemetryNames::#telemetry,
            control: #control,
            #page
        };
    }
}

fn served(capability: &Capability) -> TokenStream {
    let surfaces = capability.surfaces.iter().filter_map(surface::entry);
    quote! {
        /// The capability and what is served of it.
        pub static SERVED: Served =
            Served { capability: &CAPABILITY, surfaces: &[#(#surfaces),*] };
    }
}

fn variable(variable: &Variable, files: &[&BindFile]) -> TokenStream {
    let Variable { name, purpose, secret, required, bound, span: _ } = variable;
    let Some(BoundKey { file, key }) = bound else {
        return quote!(Variable { name: #name, purpose: #purpose, secret: #secret, required: #required });
    };
    let index = Literal::usize_unsuffixed(files.iter().take_while(|known| *known != &file).count());
    quote! {
        StartValue::Bound {
            name: #name,
            purpose: #purpose,
            secret: #secret,
            file: &BIND_FILES[#index],
            key: #key,
        }
    }
}

/// The files of a capability's binds, each once.
fn bind_files(capability: &Capability) -> Vec<&BindFile> {
    let mut files = Vec::new();
    for bound in capability.variables.iter().filter_map(|variable| variable.bound.as_ref()) {
        if !files.contains(&&bound.file) {
            files.push(&bound.file);
        }
    }
    files
}

fn bind_file_table(files: &[&BindFile]) -> Option<TokenStream> {
    let count = Literal::usize_unsuffixed(files.len());
    let entries = files.iter().map(|BindFile { variable, path, format }| {
        let format = match format {
            BindFormat::Json => quote!(BindFormat::Json),
            BindFormat::Yaml => quote!(BindFormat::Yaml(YamlFile)),
        };
        quote!(BindFile { variable: #variable, path: #path, format: #format })
    });
    (!files.is_empty()).then(|| {
        quote! {
            /// The files that hold values when the process starts.
            static BIND_FILES: [BindFile; #count] = [#(#entries),*];
        }
    })
}

fn upstream(upstream: &Upstream) -> TokenStream {
    let Upstream { namespace, description, base_uri_variable, .. } = upstream;
    let base_uri = exprs(&upstream.base_uri);
    let credentials = upstream.credentials.iter().map(credential);
    quote! {
        Upstream {
            namespace: #namespace,
            description: #description,
            base_uri: #base_uri,
            base_uri_variable: #base_uri_variable,
            credentials: &[#(#credentials),*],
        }
    }
}

fn credential(credential: &Credential) -> TokenStream {
    match credential {
        Credential::Bearer(token) => {
            let token = exprs(token);
            quote!(Credential::Bearer(#token))
        }
        Credential::Basic { username, password } => {
            let (username, password) = (exprs(username), exprs(password));
            quote!(Credential::Basic { username: #username, password: #password })
        }
        Credential::Header { name, value } => {
            let value = exprs(value);
            quote!(Credential::Header { name: #name, value: #value })
        }
        Credential::Query { name, value } => {
            let (name, value) = (encoding::query(name), exprs(value));
            quote!(Credential::Query { name: #name, value: #value })
        }
        Credential::Cookie { name, value } => {
            let value = exprs(value);
            quote!(Credential::Cookie { name: #name, value: #value })
        }
        Credential::Digest { username, password } => {
            let (username, password) = (exprs(username), exprs(password));
            quote! {
                Credential::Digest(DigestLogin { username: #username, password: #password })
            }
        }
        Credential::OAuth(grant) => client_credentials(grant),
        Credential::Body { name, value } => {
            let value = exprs(value);
            quote!(Credential::Body { name: #name, value: #value })
        }
    }
}

fn client_credentials(grant: &ClientCredentials) -> TokenStream {
    let ClientCredentials { token_endpoint, issuer, client_id, client_secret, asked } = grant;
    let (token_endpoint, issuer) = (exprs(token_endpoint), exprs(issuer));
    let (client_id, client_secret) = (exprs(client_id), exprs(client_secret));
    let asked = asked.iter().map(|(name, value)| {
        let value = exprs(value);
        quote!((#name, #value))
    });
    quote! {
        Credential::OAuth(ClientCredentials {
            token_endpoint: #token_endpoint,
            issuer: #issuer,
            client_id: #client_id,
            client_secret: #client_secret,
            asked: &[#(#asked),*],
        })
    }
}
