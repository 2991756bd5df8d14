//! The keys of an authorization server: found, kept, and fetched anew when they change.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Mutex;

use super::keys::Keys;
use super::token::Token;
use crate::discovery::{discover, get};
use crate::task;
use crate::transport::Connector;

/// Time for which keys are used without a new request.
const FRESH: Duration = Duration::from_secs(300);
/// Time for which keys are used when the new request fails.
const USABLE: Duration = Duration::from_secs(3600);
/// The least time between two attempts while there are keys.
const PAUSE: Duration = Duration::from_secs(30);
/// The least time between two attempts while there are none.
const SHORT_PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Issuer {
    name: String,
    connector: Arc<Connector>,
    held: RwLock<Option<Cached>>,
    /// The time of the last request for keys. The holder of the lock asks; the others wait for the answer.
    asked: Mutex<Option<Instant>>,
}

/// The issuer's keys are not to be had.
pub(super) struct NoKeys;

#[derive(Clone)]
struct Cached {
    keys: Arc<Keys>,
    since: Instant,
}

impl Issuer {
    pub(super) fn new(name: String, connector: Arc<Connector>) -> Self {
        Self { name, connector, held: RwLock::new(None), asked: Mutex::new(None) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The claims of `token`; `None` when none of the issuer's keys has signed it, which may be
    /// because it has new ones.
    pub(super) async fn claims(
        self: &Arc<Self>,
        token: &Token<'_>,
    ) -> Result<Option<Value>, NoKeys> {
        let held = self.held();
        let known = held.as_ref().map(|held| held.since);
        if let Some(held) = held
            && let Some(claims) = token.verified(&held.keys)
        {
            let age = held.since.elapsed();
            let is_asked = self.asked.try_lock().is_err();
            if age < FRESH || age < USABLE && is_asked {
                return Ok(Some(claims));
            }
        }
        // A task of its own: a caller who leaves does not take the answer away from the others.
        let issuer = Arc::clone(self);
        let _ = task::spawn(async move { issuer.refresh(known).await }).await;
        let held = self.held().filter(|held| held.since.elapsed() < USABLE).ok_or(NoKeys)?;
        Ok(token.verified(&held.keys))
    }

    fn held(&self) -> Option<Cached> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for the keys, unless somebody has done so meanwhile or a moment ago.
    async fn refresh(&self, known: Option<Instant>) {
        let mut asked = self.asked.lock().await;
        let held = self.held().map(|held| held.since);
        let pause = if held.is_some() { PAUSE } else { SHORT_PAUSE };
        if held != known || asked.is_some_and(|time| time.elapsed() < pause) {
            return;
        }
        *asked = Some(Instant::now());
        match self.ask().await {
            Ok(keys) => {
                let held = Cached { keys: Arc::new(keys), since: Instant::now() };
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
            }
            Err(reason) => {
                tracing::warn!(
                    issuer = self.name,
                    "the keys of the issuer cannot be had: {reason}"
                );
            }
        }
    }

    async fn ask(&self) -> Result<Keys, String> {
        let place = discover(&self.connector, &self.name, "jwks_uri").await?;
        let keys = Keys::parse(&get(&self.connector, &place).await?.body);
        let keys = keys.filter(|keys| !keys.is_empty());
        keys.ok_or_else(|| format!("{place} has no keys that can be used"))
    }
}
