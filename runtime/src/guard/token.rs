//! JSON Web Tokens in their compact form, signed.

use serde_json::Value;

use super::keys::{Algorithm, Keys};
use crate::base64;

/// A token whose signature has not been looked at, so that nothing in it counts.
pub(super) struct Token<'t> {
    algorithm: Algorithm,
    key: Option<String>,
    signed: &'t str,
    claims: &'t str,
    signature: Vec<u8>,
}

impl<'t> Token<'t> {
    /// `None` for other texts, for algorithms that prove nothing (`none`, and those with a shared
    /// secret), and for extensions that have to be understood.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) =
            signed.split_once('.').filter(|(_, claims)| !claims.contains('.'))?;
        let header = object(header)?;
        if header.get("crit").is_some() {
            return None;
        }
        let key = match header.get("kid") {
            None => None,
            Some(id) => Some(id.as_str()?.to_owned()),
        };
        let algorithm = Algorithm::parse(header.get("alg")?.as_str()?)?;
        let signature = base64::decode_url(signature)?;
        Some(Self { algorithm, key, signed, claims, signature })
    }

    /// Whether one of `keys` is the one it names.
    pub(super) fn is_signed_with_one_of(&self, keys: &Keys) -> bool {
        keys.find(self.key.as_deref(), self.algorithm).is_some()
    }

    /// The claims, if the signature is that of the named key.
    pub(super) fn verified(&self, keys: &Keys) -> Option<Value> {
        let key = keys.find(self.key.as_deref(), self.algorithm)?;
        key.verifies(self.algorithm, self.signed.as_bytes(), &self.signature).then_some(())?;
        object(self.claims)
    }
}

fn object(encoded: &str) -> Option<Value> {
    let bytes = base64::decode_url(encoded)?;
    serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
}

#[cfg(test)]
mod tests;
