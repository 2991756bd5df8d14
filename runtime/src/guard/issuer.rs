//! The keys of an authorization server: found, kept, and fetched anew when they change.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Mutex;

use super::keys::Keys;
use super::token::Token;
use crate::discovery::{discover, get};
use crate::upstream::Connector;

/// How long keys are used without asking again.
const FRESH: Duration = Duration::from_secs(300);
/// How long they are used when asking again fails.
const USABLE: Duration = Duration::from_secs(3600);
/// The least time between two attempts while there are keys.
const PAUSE: Duration = Duration::from_secs(30);
/// The least time between two attempts while there are none.
const SHORT_PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Issuer {
    name: String,
    connector: Arc<Connector>,
    held: RwLock<Option<Held>>,
    /// When keys were last asked for. Who holds the lock asks; the others wait for the answer.
    asked: Mutex<Option<Instant>>,
}

#[derive(Clone)]
struct Held {
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

    /// The keys, with the one that `token` names if the issuer has it; `None` when there are none
    /// to be had.
    pub(super) async fn keys(self: &Arc<Self>, token: &Token<'_>) -> Option<Arc<Keys>> {
        let held = self.held();
        let known = held.as_ref().map(|held| held.since);
        if let Some(held) = held.filter(|held| token.is_signed_with_one_of(&held.keys)) {
            let age = held.since.elapsed();
            let is_asked = self.asked.try_lock().is_err();
            if age < FRESH || age < USABLE && is_asked {
                return Some(held.keys);
            }
        }
        // A task of its own: a caller who leaves does not take the answer away from the others.
        let issuer = Arc::clone(self);
        let _ = tokio::spawn(async move { issuer.refresh(known).await }).await;
        let held = self.held()?;
        (held.since.elapsed() < USABLE).then_some(held.keys)
    }

    fn held(&self) -> Option<Held> {
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
                let held = Held { keys: Arc::new(keys), since: Instant::now() };
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
        let metadata = discover(&self.connector, &self.name).await?;
        let place = metadata.get("jwks_uri").and_then(Value::as_str);
        let place = place.ok_or("its metadata has no jwks_uri")?;
        let keys = Keys::parse(&get(&self.connector, place).await?);
        let keys = keys.filter(|keys| !keys.is_empty());
        keys.ok_or_else(|| format!("{place} has no keys that can be used"))
    }
}
