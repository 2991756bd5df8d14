//! Nonces that any replica can check, and that are good for a while and for each count once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

/// Time for which a nonce is valid.
const LIFE: Duration = Duration::from_secs(300);
/// The number of nonces that are remembered; issuing more makes the oldest stale before their time.
const REMEMBERED: usize = 4096;
/// Counts below the highest seen that may still come, from connections side by side.
const WINDOW: u32 = 64;
const STAMP: usize = 16;
const CODE: usize = 16;

/// The reason that a nonce is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// It was ours once; another one will do.
    Stale,
    /// It never was ours.
    Foreign,
}

/// Issues and checks nonces. The key is made from the secret, so that replicas agree; counts are
/// remembered by each process on its own.
pub(super) struct Nonces {
    key: hmac::Key,
    used: Mutex<UsedNonces>,
}

#[derive(Default)]
struct UsedNonces {
    /// Used counts, by the time of issue and a random number.
    counts: BTreeMap<[u8; STAMP], Counts>,
    /// Nonces up to this one are forgotten, and so stale.
    forgotten: [u8; STAMP],
}

/// The highest count, and which of those below it have been seen.
#[derive(Clone, Copy, Default)]
struct Counts {
    highest: u32,
    seen: u64,
}

impl Nonces {
    pub(super) fn new(secret: &str) -> Self {
        let master = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&master, b"nonces").as_ref());
        Self { key, used: Mutex::default() }
    }

    pub(super) fn issue(&self) -> String {
        self.issue_at(now())
    }

    fn issue_at(&self, now: Duration) -> String {
        let micros = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
        let mut nonce = [0; STAMP + CODE];
        nonce[..8].copy_from_slice(&micros.to_be_bytes());
        // Without randomness nonces still differ by their time.
        let _ = SystemRandom::new().fill(&mut nonce[8..STAMP]);
        let code = hmac::sign(&self.key, &nonce[..STAMP]);
        nonce[STAMP..].copy_from_slice(&code.as_ref()[..CODE]);
        Base64::encode_string(&nonce)
    }

    /// Uses `count` of a nonce. It fails if the nonce is foreign or stale, or if `count` is not new for it.
    pub(super) fn spend(&self, nonce: &str, count: u32) -> Result<(), Bad> {
        self.spend_at(nonce, count, now())
    }

    fn spend_at(&self, nonce: &str, count: u32, now: Duration) -> Result<(), Bad> {
        let stamp = self.stamp(nonce).ok_or(Bad::Foreign)?;
        let mut micros = [0; 8];
        micros.copy_from_slice(&stamp[..8]);
        let issued = Duration::from_micros(u64::from_be_bytes(micros));
        if now.saturating_sub(issued) > LIFE || issued > now + LIFE {
            return Err(Bad::Stale);
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.spend(stamp, count) { Ok(()) } else { Err(Bad::Stale) }
    }

    fn stamp(&self, nonce: &str) -> Option<[u8; STAMP]> {
        let mut bytes = [0; STAMP + CODE];
        let length = Base64::decode(nonce, &mut bytes).ok()?.len();
        let (stamp, code) = bytes.split_at(STAMP);
        let expected = super::secret::Secret::new(&hmac::sign(&self.key, stamp).as_ref()[..CODE]);
        (length == bytes.len() && expected.is(code)).then_some(())?;
        stamp.try_into().ok()
    }
}

impl UsedNonces {
    fn spend(&mut self, stamp: [u8; STAMP], count: u32) -> bool {
        if let Some(counts) = self.counts.get_mut(&stamp) {
            return counts.spend(count);
        }
        if stamp <= self.forgotten {
            return false;
        }
        while self.counts.len() >= REMEMBERED
            && let Some((oldest, _)) = self.counts.pop_first()
        {
            self.forgotten = self.forgotten.max(oldest);
        }
        let mut counts = Counts::default();
        let new = counts.spend(count);
        self.counts.insert(stamp, counts);
        new
    }
}

impl Counts {
    fn spend(&mut self, count: u32) -> bool {
        if count > self.highest {
            let shift = count - self.highest;
            self.seen = if shift < WINDOW { self.seen << shift | 1 } else { 1 };
            self.highest = count;
            return true;
        }
        let below = self.highest - count;
        let bit = if below < WINDOW { 1_u64 << below } else { return false };
        let new = count > 0 && self.seen & bit == 0;
        self.seen |= bit;
        new
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Bad, LIFE, Nonces, REMEMBERED};

    const NOW: Duration = Duration::from_secs(1_800_000_000);

    #[test]
    fn each_count_once() {
        let nonces = Nonces::new("secret");
        let nonce = nonces.issue_at(NOW);
        for (count, expected) in [
            (1, Ok(())),
            (1, Err(Bad::Stale)),
            (3, Ok(())),
            (2, Ok(())),
            (2, Err(Bad::Stale)),
            (0, Err(Bad::Stale)),
            (100, Ok(())),
            (36, Err(Bad::Stale)),
            (37, Ok(())),
            (37, Err(Bad::Stale)),
            (u32::MAX, Ok(())),
        ] {
            assert_eq!(nonces.spend_at(&nonce, count, NOW), expected, "{count}");
        }
    }

    #[test]
    fn only_for_a_while_and_only_ours() {
        let nonces = Nonces::new("secret");
        let nonce = nonces.issue_at(NOW);
        let late = NOW + LIFE + Duration::from_secs(1);
        assert_eq!(nonces.spend_at(&nonce, 1, late), Err(Bad::Stale));
        assert_eq!(Nonces::new("secret").spend_at(&nonce, 1, NOW), Ok(()), "a replica");
        assert_eq!(Nonces::new("other").spend_at(&nonce, 1, NOW), Err(Bad::Foreign));
        for foreign in ["", "AAAA", &"A".repeat(44), "not base64!"] {
            assert_eq!(nonces.spend_at(foreign, 1, NOW), Err(Bad::Foreign), "{foreign}");
        }
    }

    #[test]
    fn what_is_forgotten_cannot_be_replayed() {
        let nonces = Nonces::new("secret");
        let issue = |n: usize| nonces.issue_at(NOW + Duration::from_micros(n as u64));
        let first = issue(0);
        assert_eq!(nonces.spend_at(&first, 1, NOW), Ok(()));
        for n in 1..=REMEMBERED {
            assert_eq!(nonces.spend_at(&issue(n), 1, NOW), Ok(()));
        }
        assert_eq!(nonces.spend_at(&first, 1, NOW), Err(Bad::Stale));
    }
}
