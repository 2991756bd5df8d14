//! An authorization server that runs in a test, and what it signs.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding};
use naftiko_runtime::testing::{Script, Seen, TestUpstream};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use crate::guarded::Guarded;
use crate::support::{Answer, send};

pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

pub(crate) struct Signer {
    id: String,
    pair: Pair,
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl Signer {
    pub(crate) fn ed25519(id: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("a key");
        Self { id: id.to_owned(), pair: Pair::Ed25519(pair) }
    }

    pub(crate) fn p256(id: &str) -> Self {
        let (rules, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(rules, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(rules, document.as_ref(), &random).expect("a key");
        Self { id: id.to_owned(), pair: Pair::P256(pair) }
    }

    pub(crate) fn public(&self) -> Value {
        match &self.pair {
            Pair::Ed25519(pair) => json!({
                "kty": "OKP", "crv": "Ed25519", "kid": self.id, "use": "sig",
                "x": base64url(pair.public_key().as_ref()),
            }),
            Pair::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({
                    "kty": "EC", "crv": "P-256", "kid": self.id,
                    "x": base64url(&point[1..33]), "y": base64url(&point[33..]),
                })
            }
        }
    }

    pub(crate) fn token(&self, claims: &Value) -> String {
        let algorithm = match self.pair {
            Pair::Ed25519(_) => "EdDSA",
            Pair::P256(_) => "ES256",
        };
        self.token_with(&json!({"alg": algorithm, "typ": "at+jwt", "kid": self.id}), claims)
    }

    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| base64url(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = match &self.pair {
            Pair::Ed25519(pair) => pair.sign(signed.as_bytes()).as_ref().to_vec(),
            Pair::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), signed.as_bytes());
                signature.expect("a signature").as_ref().to_vec()
            }
        };
        format!("{signed}.{}", base64url(&signature))
    }
}

/// An authorization server whose keys can be changed.
pub(crate) struct Issuer {
    pub(crate) server: TestUpstream,
    pub(crate) keys: Arc<Mutex<Vec<Value>>>,
}

impl Issuer {
    pub(crate) fn start(keys: &[&Signer]) -> Self {
        Self::start_with(keys, |_| Script::answer(404, &[], b""))
    }

    /// `first` is what the first place of the metadata answers, by the issuer's name.
    pub(crate) fn start_with(keys: &[&Signer], first: fn(&str) -> Script) -> Self {
        let keys = Arc::new(Mutex::new(keys.iter().map(|key| key.public()).collect::<Vec<_>>()));
        let held = Arc::clone(&keys);
        let server = TestUpstream::start(move |seen: &Seen| {
            let host = format!("http://{}", seen.header("host").unwrap_or_default());
            match seen.target.as_str() {
                "/.well-known/oauth-authorization-server" => first(&host),
                "/.well-known/openid-configuration" => Script::json(
                    &json!({"issuer": host, "jwks_uri": format!("{host}/keys")}).to_string(),
                ),
                "/keys" => Script::json(&json!({"keys": *held.lock().unwrap()}).to_string()),
                _ => Script::answer(404, &[], b""),
            }
        });
        Self { server: server.expect("an issuer"), keys }
    }

    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": self.server.uri(), "aud": "https://harbour.test/mcp", "exp": now() + 60,
            "nbf": now() - 1, "scope": "berths:read other berths:list",
        })
    }

    pub(crate) fn claims_with(&self, name: &str, value: Value) -> Value {
        let mut claims = self.claims();
        claims[name] = value;
        claims
    }

    pub(crate) fn times_asked_for_keys(&self) -> usize {
        self.server.seen().iter().filter(|seen| seen.target == "/keys").count()
    }
}

pub(crate) fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The answer to a caller with this token.
pub(crate) fn with(guarded: &Guarded, token: &str) -> Answer {
    let header = format!("Bearer {token}");
    send(guarded.at("oauth"), "GET", "/berths", &[("authorization", &header)], "")
}
