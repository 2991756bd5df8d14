//! A name, and a password that is proved but not sent (RFC 7616).
//!
//! SHA-256 only: clients of this side can be chosen, and MD5 is not what to choose.

use hyper::http::request::Parts;
#[cfg(all(feature = "page", feature = "surface"))]
use hyper::http::uri::PathAndQuery;

use super::nonce::{Bad, Nonces};
use super::secret::Secret;
use super::{REALM, authorization};
use crate::digest::{Algorithm, Proof, parameters};
use crate::expression::Expr;
use crate::tables::DigestLogin;

pub(super) struct DigestGuard {
    username: Secret,
    /// The hash of name, realm and password.
    secret: String,
    nonces: Nonces,
}

impl DigestGuard {
    /// `text` is the value of a secret.
    pub(super) fn resolve(
        table: &'static DigestLogin,
        mut text: impl FnMut(&[Expr]) -> String,
    ) -> Self {
        let (username, password) = (text(table.username), text(table.password));
        let secret = Algorithm::Sha256.secret(&username, REALM.as_bytes(), &password);
        let nonces = Nonces::new(&secret);
        Self { username: Secret::new(username.as_bytes()), secret, nonces }
    }

    /// Returns `true` if another one asks for the same name and password.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.secret == other.secret && self.username.is_like(&other.username)
    }

    /// The error is whether only the nonce is out of date.
    pub(super) fn admits(&self, parts: &Parts) -> Result<(), bool> {
        self.check(parts).ok_or(false)?.map_err(|bad| bad == Bad::Stale)
    }

    pub(super) fn challenge(&self, stale: bool) -> String {
        let stale = if stale { ", stale=true" } else { "" };
        let nonce = self.nonces.issue();
        format!(
            "Digest realm=\"{REALM}\", qop=\"auth\", algorithm=SHA-256, nonce=\"{nonce}\"{stale}"
        )
    }

    /// `None` when the answer does not prove the password.
    fn check(&self, parts: &Parts) -> Option<Result<(), Bad>> {
        let given = parameters(authorization::after(&parts.headers, "digest")?.as_bytes())?;
        let get = |name: &str| {
            given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
        };
        let (uri, nonce, count) = (get("uri")?, get("nonce")?, get("nc")?);
        let target = sent_target(parts);
        let fits = uri == target.as_bytes()
            && get("realm") == Some(REALM.as_bytes())
            && get("qop").is_some_and(|quality| quality.eq_ignore_ascii_case(b"auth"))
            && Algorithm::parse(get("algorithm")) == Some(Algorithm::Sha256)
            && self.username.is(get("username")?)
            && count.len() == 8;
        let proof = Proof {
            algorithm: Algorithm::Sha256,
            secret: &self.secret,
            nonce,
            counted: Some((count, get("cnonce")?)),
            method: parts.method.as_str(),
            uri: target,
        };
        let expected = Secret::new(proof.response().as_bytes());
        let proved = expected.is(get("response")?);
        // Only who knows the password can use up counts.
        (fits && proved).then_some(())?;
        let count = u32::from_str_radix(str::from_utf8(count).ok()?, 16).ok()?;
        Some(self.nonces.spend(str::from_utf8(nonce).ok()?, count))
    }
}

/// The target that a client wrote, of a request that is passed on with another one.
#[cfg(all(feature = "page", feature = "surface"))]
#[derive(Clone)]
struct SentTarget(PathAndQuery);

/// Keeps the target of a request before it is passed on with another one: the proof is of what the client wrote.
#[cfg(all(feature = "page", feature = "surface"))]
pub(crate) fn keep_target(parts: &mut Parts) {
    if let Some(target) = parts.uri.path_and_query() {
        parts.extensions.insert(SentTarget(target.clone()));
    }
}

fn sent_target(parts: &Parts) -> &str {
    #[cfg(all(feature = "page", feature = "surface"))]
    if let Some(SentTarget(target)) = parts.extensions.get() {
        return target.as_str();
    }
    parts.uri.path_and_query().map_or("/", |target| target.as_str())
}
