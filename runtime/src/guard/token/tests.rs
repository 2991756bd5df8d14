use base64ct::{Base64UrlUnpadded, Encoding};

use super::{Keys, Token, object};

/// Made with OpenSSL; the private key is gone.
const KEYS: &str = include_str!("keys.json");
const RS256: &str = include_str!("rs256.jwt");
const PS256: &str = include_str!("ps256.jwt");

fn claims(token: &str) -> Option<serde_json::Value> {
    let keys = Keys::parse(KEYS.as_bytes()).expect("a set of keys");
    Token::parse(token.trim_end()).ok()?.verified(&keys)
}

#[test]
fn signatures_of_another_implementation() {
    for (token, subject) in [(RS256, "RS256"), (PS256, "PS256")] {
        assert_eq!(claims(token).expect("verified")["sub"], subject);
        let (signed, _) = token.split_at(token.len() - 8);
        assert!(claims(&format!("{signed}AAAAAAA")).is_none());
    }
}

#[test]
fn a_signature_counts_for_its_own_algorithm_and_claims() {
    let part = |token: &'static str, at: usize| token.trim_end().split('.').nth(at).unwrap_or("");
    let mix = |head, claims, signature| {
        format!("{}.{}.{}", part(head, 0), part(claims, 1), part(signature, 2))
    };
    for mixed in [mix(PS256, RS256, RS256), mix(RS256, PS256, RS256), mix(RS256, RS256, PS256)] {
        assert!(claims(&mixed).is_none(), "{mixed}");
    }
}

#[test]
fn sets_that_are_none() {
    for text in ["", "[]", "{}", "{\"keys\":{}}"] {
        assert!(Keys::parse(text.as_bytes()).is_none(), "{text}");
    }
    assert!(
        Keys::parse(br#"{"keys":[{},1,{"kty":"EC","crv":"P-256"}]}"#).is_some_and(|k| k.is_empty())
    );
}

#[test]
fn no_member_is_named_twice() {
    let encoded = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    for (text, is_object) in [
        (r#"{"aud":"a","exp":1}"#, true),
        (r#"{"aud":"a","aud":"b"}"#, false),
        (r#"{"aud":"a","\u0061ud":"a"}"#, false),
        (r#"{"act":{"sub":"a","sub":"b"}}"#, false),
        ("[]", false),
    ] {
        assert_eq!(object(&encoded(text)).is_some(), is_object, "{text}");
    }
    let head = encoded(r#"{"alg":"RS256","alg":"PS256"}"#);
    assert!(Token::parse(&format!("{head}.{}.AAAA", encoded("{}"))).is_err());
}
