//! What a guard is made of, and making it anew when a secret has changed.

use std::sync::{Arc, Mutex, PoisonError};

use super::{RequestGuard, Scheme};
use crate::config::{BoundSources, Config, StartError};
use crate::tables::{self, Capability};
use crate::transport::Connector;
use crate::value_file::{Follower, Live, Renewal, Setting};

/// What a guard is made of beside the values of variables.
#[derive(Clone, Copy)]
pub(crate) struct GuardTable<'a> {
    pub(crate) table: &'static tables::Guard,
    pub(crate) capability: &'static Capability,
    pub(crate) namespace: &'a str,
    /// Set if callers can read how to be let in.
    pub(crate) described: bool,
    pub(crate) config: &'a Config,
    pub(crate) connector: &'a Arc<Connector>,
}

/// The same, kept for a guard whose secrets may change.
pub(super) struct GuardSource {
    table: &'static tables::Guard,
    capability: &'static Capability,
    namespace: String,
    described: bool,
    config: Config,
    connector: Arc<Connector>,
    variables: Mutex<Vec<String>>,
    /// In the order of the variables, the keys of files that they come from.
    origins: BoundSources,
}

impl RequestGuard {
    /// Resolves the guard, which follows the files that its secrets are in. `error` gets the settings that no caller
    /// can satisfy: empty secrets, invalid addresses.
    pub(crate) fn resolve(of: GuardTable<'_>, error: &mut StartError) -> Arc<Self> {
        let mut changes = false;
        let mut origins = BoundSources::new();
        // Callers have to show the real secrets also where nothing real is called; one that is not
        // set is its name in brackets then.
        let all = of.capability.variables;
        let value = |variable: &tables::StartValue| {
            let given = variable.given(all, of.config, error);
            changes |= given.changes();
            origins.push(given.bound_source());
            given.text().unwrap_or_else(|| format!("[{}]", variable.name()))
        };
        let variables: Vec<String> = all.iter().map(value).collect();
        let scheme = Live::new(Scheme::resolve(of, &variables, error), changes);
        if !changes {
            return Arc::new(Self { scheme, source: None });
        }
        let source = GuardSource {
            table: of.table,
            capability: of.capability,
            namespace: of.namespace.to_owned(),
            described: of.described,
            config: of.config.clone(),
            connector: Arc::clone(of.connector),
            variables: Mutex::new(variables),
            origins,
        };
        let guard = Arc::new(Self { scheme, source: Some(Box::new(source)) });
        of.config.follow_files(Arc::<Self>::downgrade(&guard));
        guard
    }
}

impl GuardSource {
    /// The values of variables with those that have changed; `None` when they are the same.
    fn variables(&self, changed: &[Setting]) -> Option<Vec<String>> {
        let mut variables = self.variables.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut is_ours = false;
        for (name, text) in changed {
            let known = self.capability.variables.iter().enumerate();
            for ((index, variable), value) in known.zip(&mut variables) {
                if variable.is_given_by(self.origins.get(index), name) {
                    is_ours |= value != text;
                    value.clone_from(text);
                }
            }
        }
        is_ours.then_some(variables)
    }
}

impl Follower for RequestGuard {
    fn renew(&self, changed: &[Setting]) -> Result<Renewal<'_>, String> {
        let nothing: Renewal<'_> = Box::new(|| ());
        let Some(source) = &self.source else { return Ok(nothing) };
        let Some(variables) = source.variables(changed) else { return Ok(nothing) };
        let mut error = StartError::default();
        let of = GuardTable {
            table: source.table,
            capability: source.capability,
            namespace: &source.namespace,
            described: source.described,
            config: &source.config,
            connector: &source.connector,
        };
        let scheme = Scheme::resolve(of, &variables, &mut error);
        error.or(()).map_err(|error| error.in_one_line())?;
        // What has been used up stays used up where another secret has changed.
        let is_same = scheme.is_like(&self.scheme.load());
        Ok(Box::new(move || {
            *source.variables.lock().unwrap_or_else(PoisonError::into_inner) = variables;
            if !is_same {
                self.scheme.store(scheme);
            }
        }))
    }
}
