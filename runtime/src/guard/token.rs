//! JSON Web Tokens in their compact form, signed.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use super::keys::{Keys, SigningAlgorithm};
use crate::json::repeated;

/// Values of `typ` that an access token has, in lower case: RFC 9068, 2.1 and RFC 7519, 5.1. Other
/// types are tokens for another purpose (RFC 8725, 3.11).
const TYPES: [&str; 3] = ["at+jwt", "application/at+jwt", "jwt"];

/// A token whose signature has not been looked at, so that nothing in it counts.
pub(super) struct Token<'t> {
    algorithm: SigningAlgorithm,
    key: Option<String>,
    signed: &'t str,
    claims: &'t str,
    signature: Vec<u8>,
}

impl<'t> Token<'t> {
    /// The error says why a text is no token: one of another form or type, with an algorithm that
    /// proves nothing (`none`, and those with a shared secret), or with extensions that have to be
    /// understood.
    pub(super) fn parse(text: &'t str) -> Result<Self, &'static str> {
        const FORM: &str = "it is not a signed JWT";
        let (signed, signature) = text.rsplit_once('.').ok_or(FORM)?;
        let (header, claims) = signed.split_once('.').ok_or(FORM)?;
        let header = object(header).ok_or(FORM)?;
        if header.get("crit").is_some() {
            return Err("it has extensions that are not understood");
        }
        if !header.get("typ").is_none_or(is_access_token) {
            return Err("its type is not that of an access token");
        }
        let key = match header.get("kid") {
            None => None,
            Some(Value::String(id)) => Some(id.clone()),
            Some(_) => return Err(FORM),
        };
        let algorithm = header.get("alg").and_then(Value::as_str).and_then(SigningAlgorithm::parse);
        let algorithm = algorithm.ok_or("its algorithm is not accepted")?;
        let signature = Base64UrlUnpadded::decode_vec(signature).map_err(|_| FORM)?;
        Ok(Self { algorithm, key, signed, claims, signature })
    }

    /// The claims, if one of `keys` has made the signature.
    pub(super) fn verified(&self, keys: &Keys) -> Option<Value> {
        let message = self.signed.as_bytes();
        keys.candidates(self.key.as_deref(), self.algorithm)
            .any(|key| key.verifies(self.algorithm, message, &self.signature))
            .then(|| object(self.claims))?
    }
}

fn is_access_token(kind: &Value) -> bool {
    kind.as_str().is_some_and(|kind| TYPES.iter().any(|known| kind.eq_ignore_ascii_case(known)))
}

/// An object that names no member twice, so that nobody on the way has read another one in it
/// (RFC 7519, section 4).
fn object(encoded: &str) -> Option<Value> {
    let bytes = Base64UrlUnpadded::decode_vec(encoded).ok()?;
    let object = serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)?;
    matches!(repeated(str::from_utf8(&bytes).ok()?), Ok(None)).then_some(object)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
