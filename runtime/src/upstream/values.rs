//! What calls are made of, as it follows from the values of variables. These may change while the process runs.

use std::sync::Arc;

use super::authenticator::Authenticator;
use super::credential::{self, Resolved};
use super::endpoint::{self, UpstreamEndpoint};
use crate::config::{Config, Given, Limits, StartError, file_variable};
use crate::tables::{Capability, Upstream};
use crate::transport::{Connector, Origin};
use crate::value_file::Setting;

/// The values of a capability's variables.
#[derive(Clone)]
pub(super) struct Settings {
    /// In the order of the capability's variables.
    variables: Vec<String>,
    /// In the order of its upstreams, the base URIs that an operator has set.
    base_uris: Vec<BaseUri>,
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

/// What calls are made of.
pub(crate) struct CallValues {
    settings: Settings,
    /// In the order of the capability's upstreams.
    upstreams: Vec<UpstreamValues>,
}

/// What the calls of one upstream are made of.
#[derive(Debug)]
pub(super) struct UpstreamValues {
    /// The path of the base URI without a trailing slash.
    pub(super) base: String,
    pub(super) credentials: Vec<Resolved>,
    /// The exchange before calls are let in, if there is one.
    pub(super) login: Option<Authenticator>,
}

impl Settings {
    /// Reads them. The error gets what is missing or cannot be used.
    pub(super) fn read(
        capability: &'static Capability,
        config: &Config,
        error: &mut StartError,
    ) -> Self {
        let mut changes = false;
        let mut variables = Vec::with_capacity(capability.variables.len());
        for variable in capability.variables {
            if config.mock && variable.secret {
                variables.push(credential::REDACTED.to_owned());
                continue;
            }
            let given = variable.given(capability, config, error);
            changes |= given.changes();
            variables.push(match given {
                Given::Text(text) | Given::InFile(text) => text,
                Given::Absent if variable.required && config.mock => format!("[{}]", variable.name),
                Given::Absent if variable.required => {
                    let file = variable.file_variable(capability);
                    error.missing(variable.name, &purpose(variable.purpose, file.as_deref()));
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
        Self { variables, base_uris, changes: changes && !config.mock }
    }

    /// The same with other values; `None` when none of these belong here.
    fn with(&self, changed: &[Setting], capability: &Capability) -> Option<Self> {
        let mut next = self.clone();
        let mut is_ours = false;
        for (name, text) in changed {
            let variables = capability.variables.iter().zip(&mut next.variables);
            for (_, value) in variables.filter(|(variable, _)| variable.name == name) {
                (*value, is_ours) = (text.clone(), true);
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

impl CallValues {
    /// Makes them, and the origin of each upstream; `mock` puts a fixed text in the place of every credential.
    pub(super) fn resolve(
        settings: Settings,
        capability: &'static Capability,
        mock: bool,
        connector: &Arc<Connector>,
        error: &mut StartError,
    ) -> (Self, Vec<Origin>) {
        let mut upstreams = Vec::with_capacity(capability.upstreams.len());
        let mut origins = Vec::with_capacity(capability.upstreams.len());
        for (upstream, given) in capability.upstreams.iter().zip(&settings.base_uris) {
            let variables = &settings.variables;
            let (origin, base) = endpoint::base(upstream, variables, given, mock, error)
                .unwrap_or_else(endpoint::nowhere);
            let credentials = credential::resolve(upstream, variables, mock, error);
            let login = (!mock)
                .then(|| Authenticator::resolve(upstream, variables, connector, error))
                .flatten();
            upstreams.push(UpstreamValues { base, credentials, login });
            origins.push(origin);
        }
        (Self { settings, upstreams }, origins)
    }

    /// What stays the same of each upstream, at these origins.
    pub(super) fn endpoints(
        &self,
        capability: &'static Capability,
        origins: Vec<Origin>,
        limits: &Limits,
        mock: bool,
    ) -> Vec<UpstreamEndpoint> {
        let Settings { base_uris, changes, .. } = &self.settings;
        let values = self.upstreams.iter().zip(base_uris).zip(origins);
        let endpoints = capability.upstreams.iter().zip(values);
        let endpoint = |(upstream, ((values, given), origin)): (_, ((&UpstreamValues, _), _))| {
            let may_have_base = *changes || !values.base.is_empty();
            UpstreamEndpoint::new(upstream, (origin, may_have_base), given, limits, mock)
        };
        endpoints.map(endpoint).collect()
    }

    /// The same with other values; `None` when none of these belong here. The error is a sentence without values.
    pub(super) fn with(
        &self,
        changed: &[Setting],
        capability: &'static Capability,
        connector: &Arc<Connector>,
        origins: &[&Origin],
    ) -> Result<Option<Self>, String> {
        let Some(settings) = self.settings.with(changed, capability) else { return Ok(None) };
        let mut error = StartError::default();
        let (mut next, places) = Self::resolve(settings, capability, false, connector, &mut error);
        error.or(()).map_err(|error| error.in_one_line())?;
        for (place, origin) in places.iter().zip(origins) {
            if place.to_string() != origin.to_string() {
                return Err(
                    "what is called is fixed at start, and this is another place".to_owned()
                );
            }
        }
        // An exchange that goes on as before has not to begin anew.
        for (before, after) in self.upstreams.iter().zip(&mut next.upstreams) {
            if let (Some(before), Some(after)) = (&before.login, &mut after.login)
                && before.is_like(after)
            {
                *after = before.clone();
            }
        }
        Ok(Some(next))
    }

    /// The value of each of the capability's variables.
    pub(crate) fn variables(&self) -> &[String] {
        &self.settings.variables
    }

    /// The path of the base URI of an upstream, by its index.
    pub(crate) fn base(&self, upstream: usize) -> &str {
        self.upstreams.get(upstream).map_or("", |upstream| &upstream.base)
    }

    /// The credentials of an upstream, by its index.
    pub(super) fn credentials(&self, upstream: usize) -> &[Resolved] {
        self.upstreams.get(upstream).map_or(&[], |upstream| &upstream.credentials)
    }

    /// The exchange before calls of an upstream are let in, by its index.
    pub(super) fn login(&self, upstream: usize) -> Option<&Authenticator> {
        self.upstreams.get(upstream)?.login.as_ref()
    }
}
