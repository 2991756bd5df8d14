//! What calls are made of, as it follows from the values of variables. These may change while the process runs.

use std::sync::Arc;

use super::authenticator::Authenticator;
use super::credential::{self, Resolved};
use super::endpoint::{self, UpstreamEndpoint};
use super::settings::Settings;
use crate::config::{BoundSources, Limits, StartError};
use crate::tables::Capability;
use crate::transport::{Connector, Origin};
use crate::value_file::Setting;

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

    /// The keys of files that the variables come from, in their order.
    pub(crate) fn sources(&self) -> &BoundSources {
        &self.settings.sources
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
