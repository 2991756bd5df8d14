//! The values that an operator gives to a capability: of its variables, and where its upstreams are.

use super::credential;
use crate::config::{BoundSources, Config, Given, StartError, file_variable};
use crate::tables::{Capability, Upstream};
use crate::value_file::Setting;

/// The values of a capability's variables.
#[derive(Clone)]
pub(super) struct Settings {
    /// In the order of the capability's variables.
    pub(super) variables: Vec<String>,
    /// In the same order, the keys of files that they come from.
    pub(super) sources: BoundSources,
    /// In the order of its upstreams, the base URIs that an operator has set.
    pub(super) base_uris: Vec<BaseUri>,
    /// Set if any of them stands in a file.
    pub(super) changes: bool,
}

/// The base URI of an upstream, as an operator has set it.
#[derive(Clone)]
pub(super) enum BaseUri {
    OfDocument,
    Set(String),
    /// There is none, and it was said why.
    Wrong,
}

impl Settings {
    /// Reads them. The error gets what is missing or cannot be used.
    pub(super) fn read(
        capability: &'static Capability,
        config: &Config,
        error: &mut StartError,
    ) -> Self {
        let mut changes = false;
        let all = capability.variables;
        let mut variables = Vec::with_capacity(all.len());
        let mut sources = BoundSources::new();
        for variable in all {
            if config.mock && variable.is_secret() {
                sources.push(None);
                variables.push(credential::REDACTED.to_owned());
                continue;
            }
            let given = variable.given(all, config, error);
            changes |= given.changes();
            sources.push(given.bound_source());
            variables.push(match given {
                Given::Text(text) | Given::InFile(text, _) => text,
                Given::Absent if variable.is_required() && config.mock => {
                    format!("[{}]", variable.name())
                }
                Given::Absent if variable.is_required() => {
                    let file = variable.file_variable(all);
                    error.missing(variable.name(), &purpose(variable.purpose(), file.as_deref()));
                    String::new()
                }
                Given::Absent | Given::Wrong => String::new(),
            });
        }
        let base_uris = capability.upstreams.iter().map(|upstream| {
            let given = base_uri(upstream, config, error);
            changes |= given.changes();
            match given {
                Given::Wrong => BaseUri::Wrong,
                given => match given.text().filter(|text| !text.trim().is_empty()) {
                    Some(text) => BaseUri::Set(text),
                    None => BaseUri::OfDocument,
                },
            }
        });
        let base_uris = base_uris.collect();
        Self { variables, sources, base_uris, changes: changes && !config.mock }
    }

    /// The same with other values; `None` when none of these belong here.
    pub(super) fn with(&self, changed: &[Setting], capability: &Capability) -> Option<Self> {
        let mut next = self.clone();
        let mut is_ours = false;
        for (name, text) in changed {
            let variables = capability.variables.iter().enumerate();
            for ((index, variable), value) in variables.zip(&mut next.variables) {
                if variable.is_given_by(self.sources.get(index), name) {
                    (*value, is_ours) = (text.clone(), true);
                }
            }
            let upstreams = capability.upstreams.iter().zip(&mut next.base_uris);
            for (_, uri) in upstreams.filter(|(upstream, _)| upstream.base_uri_variable == name) {
                (*uri, is_ours) = (BaseUri::Set(text.clone()), true);
            }
        }
        is_ours.then_some(next)
    }
}

fn base_uri(upstream: &Upstream, config: &Config, error: &mut StartError) -> Given {
    let name = upstream.base_uri_variable;
    match config.get(name).is_some_and(|text| text.trim().is_empty()) {
        true => Given::Absent,
        false => config.given_or_in_file(name, Some(&file_variable(name)), error),
    }
}

/// The purpose of a variable that is missing, and its other form.
pub(super) fn purpose(purpose: &str, file: Option<&str>) -> String {
    match file {
        Some(file) => format!("{purpose} (or {file}, a file that holds it)"),
        None => purpose.to_owned(),
    }
}
