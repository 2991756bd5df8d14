//! Public keys of an authorization server (RFC 7517), and the signatures they verify.

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::Value;

use crate::discovery;

/// Usable keys of one set; further ones are not looked at.
const MOST: usize = 64;

/// Signatures with a private key; none with a shared secret, and not `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SigningAlgorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

pub(super) struct Keys(Vec<VerifyingKey>);

pub(super) struct VerifyingKey {
    id: Option<String>,
    /// The only algorithm it is for, when that is said.
    only: Option<SigningAlgorithm>,
    material: Material,
}

enum Material {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl SigningAlgorithm {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }
}

impl Keys {
    /// The keys of a JWK set that can verify signatures; `None` when it is no set.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let set = discovery::json(text)?;
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().filter_map(VerifyingKey::parse).take(MOST).collect()))
    }

    /// The keys that may have signed a token with this `kid` and algorithm. Both a token and a key
    /// may have no id (RFC 7515, 4.1.4; RFC 7517, 4.5), and two keys the same one.
    pub(super) fn candidates(
        &self,
        id: Option<&str>,
        algorithm: SigningAlgorithm,
    ) -> impl Iterator<Item = &VerifyingKey> {
        let named = move |key: &&VerifyingKey| {
            id.is_none_or(|id| key.id.as_deref().is_none_or(|known| known == id))
        };
        self.0.iter().filter(named).filter(move |key| key.is_for(algorithm))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl VerifyingKey {
    fn parse(key: &Value) -> Option<Self> {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        let bytes = |name: &str| Base64UrlUnpadded::decode_vec(text(name)?).ok();
        if !is_for_verification(key) {
            return None;
        }
        let only = match text("alg") {
            None => None,
            Some(name) => Some(SigningAlgorithm::parse(name)?),
        };
        let material = match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                Material::Rsa { modulus: number(&bytes("n")?), exponent: number(&bytes("e")?) }
            }
            ("EC", Some("P-256")) => Material::P256(point(&bytes("x")?, &bytes("y")?, 32)?),
            ("EC", Some("P-384")) => Material::P384(point(&bytes("x")?, &bytes("y")?, 48)?),
            ("OKP", Some("Ed25519")) => Material::Ed25519(bytes("x")?),
            _ => return None,
        };
        Some(Self { id: text("kid").map(str::to_owned), only, material })
    }

    fn is_for(&self, algorithm: SigningAlgorithm) -> bool {
        use SigningAlgorithm::{EdDsa, Es256, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
        let fits = match self.material {
            Material::Rsa { .. } => {
                matches!(algorithm, Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512)
            }
            Material::P256(_) => algorithm == Es256,
            Material::P384(_) => algorithm == Es384,
            Material::Ed25519(_) => algorithm == EdDsa,
        };
        fits && self.only.is_none_or(|only| only == algorithm)
    }

    pub(super) fn verifies(
        &self,
        algorithm: SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let verified = match &self.material {
            Material::Rsa { modulus, exponent } => {
                let rules = match algorithm {
                    SigningAlgorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
                    SigningAlgorithm::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                    SigningAlgorithm::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
                    SigningAlgorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
                    SigningAlgorithm::Ps384 => &signature::RSA_PSS_2048_8192_SHA384,
                    SigningAlgorithm::Ps512 => &signature::RSA_PSS_2048_8192_SHA512,
                    SigningAlgorithm::Es256 | SigningAlgorithm::Es384 | SigningAlgorithm::EdDsa => {
                        return false;
                    }
                };
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(rules, message, signature)
            }
            Material::P256(point) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
                    .verify(message, signature)
            }
            Material::P384(point) => {
                UnparsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, point)
                    .verify(message, signature)
            }
            Material::Ed25519(key) => {
                UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature)
            }
        };
        verified.is_ok()
    }
}

/// RFC 7517, 4.2 and 4.3: both members may be left out.
fn is_for_verification(key: &Value) -> bool {
    let purpose = key.get("use").is_none_or(|purpose| purpose == "sig");
    let operations = key.get("key_ops").is_none_or(|operations| {
        operations.as_array().is_some_and(|all| all.iter().any(|one| one == "verify"))
    });
    purpose && operations
}

/// Some issuers write a leading zero, which is not part of the number.
fn number(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes[zeros..].to_vec()
}

fn point(x: &[u8], y: &[u8], size: usize) -> Option<Vec<u8>> {
    (x.len() == size && y.len() == size).then(|| [&[4], x, y].concat())
}
