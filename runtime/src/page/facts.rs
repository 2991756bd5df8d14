//! What is known from the start and does not change.

use crate::config::Config;
use crate::tables::{Build, Capability, Guard, StartValue, Upstream};
use crate::upstream::{State, UpstreamEndpoint};

/// Where an upstream is.
#[derive(Debug)]
pub(super) struct UpstreamPlace {
    pub(super) namespace: &'static str,
    pub(super) address: String,
    pub(super) host: String,
}

/// The process and its surroundings, as far as callers may know.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) capability: &'static Capability,
    /// The surface on whose listener the page is.
    pub(super) namespace: &'static str,
    pub(super) guard: Option<&'static Guard>,
    pub(super) mock: bool,
    /// Another one for each document and each version of the crate.
    pub(super) build: String,
    pub(super) upstreams: Vec<UpstreamPlace>,
    /// The variables of the document, and whether they are set.
    pub(super) variables: Vec<(&'static str, bool)>,
}

impl Facts {
    pub(super) fn new(
        namespace: &'static str,
        guard: Option<&'static Guard>,
        state: &State,
        config: &Config,
    ) -> Self {
        let capability = state.capability();
        let Build { version, .. } = capability.build;
        let commit = capability.build.commit();
        let hash = capability.spec_hash.get(..12).unwrap_or(capability.spec_hash);
        let upstreams = capability.upstreams.iter().zip(state.endpoints());
        let upstreams = upstreams.map(|(upstream, endpoint)| UpstreamPlace {
            namespace: upstream.namespace,
            address: address(capability, upstream, endpoint),
            host: endpoint.origin.host().to_owned(),
        });
        let variables = capability.variables.iter();
        Self {
            capability,
            namespace,
            guard,
            mock: config.mock,
            build: format!("{version}+{hash} {}", commit.unwrap_or_default()).trim_end().to_owned(),
            upstreams: upstreams.collect(),
            variables: variables
                .map(|variable| (variable.name(), is_set(variable, capability, config)))
                .collect(),
        }
    }

    /// The guard as the page's script reads it.
    pub(super) fn guard_word(&self) -> Option<String> {
        let guard = self.guard?;
        let kind = guard_kind(guard);
        Some(match guard {
            Guard::Header { name, .. } | Guard::Query { name, .. } | Guard::Cookie { name, .. } => {
                format!("{kind} {name}")
            }
            _ => kind.to_owned(),
        })
    }
}

/// Where an upstream is, as far as callers may know.
fn address(
    capability: &'static Capability,
    upstream: &Upstream,
    endpoint: &UpstreamEndpoint,
) -> String {
    let origin = endpoint.origin.to_string();
    let origin = origin.trim_end_matches('/');
    let written = capability.with_names(upstream.base_uri);
    let is_shown = endpoint.has_public_base() && written.starts_with(origin);
    if is_shown { written } else { origin.to_owned() }
}

fn is_set(variable: &StartValue, capability: &'static Capability, config: &Config) -> bool {
    let file = variable.file_variable(capability.variables);
    let names = [Some(variable.name()), file.as_deref()];
    // Nothing starts without the files of binds.
    let is_bound = variable.bound().is_some() && !config.mock;
    is_bound || names.into_iter().flatten().any(|name| config.given(name).is_some())
}

/// The kind of a guard in a word.
pub(crate) fn guard_kind(guard: &Guard) -> &'static str {
    match guard {
        Guard::Bearer(_) => "bearer",
        Guard::OAuth(_) => "oauth2",
        Guard::Basic { .. } => "basic",
        Guard::Digest(_) => "digest",
        Guard::Header { .. } => "header",
        Guard::Query { .. } => "query",
        Guard::Cookie { .. } => "cookie",
    }
}

/// The path of the running program.
pub(super) fn program() -> Option<String> {
    std::env::current_exe().ok()?.into_os_string().into_string().ok()
}
