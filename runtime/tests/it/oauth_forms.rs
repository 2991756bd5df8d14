//! The forms that tokens, keys and metadata of authorization servers have.

use naftiko_runtime::State;
use naftiko_runtime::codegen::rest_service;
use naftiko_runtime::testing::Script;
use serde_json::json;

use crate::guarded::{CAPABILITY, Guarded, REST_OAUTH, config};
use crate::login_server::{Issuer, Signer, now, with, without};

#[test]
fn types_of_access_tokens() {
    let signer = Signer::p256("a");
    let issuer = Issuer::start(&[&signer]);
    let guarded = Guarded::start(&issuer.server.uri());
    for kind in ["at+jwt", "AT+JWT", "application/at+jwt", "JWT", "jwt"] {
        let token = signer.token_with(&json!({"alg": "ES256", "typ": kind}), &issuer.claims());
        assert_eq!(with(&guarded, &token).status, 200, "{kind}");
    }
}

#[test]
fn tokens_without_an_end_where_they_are_accepted() {
    const SETTING: &str = "NAFTIKO_TOKENS_WITHOUT_EXP";
    let signer = Signer::p256("a");
    let issuer = Issuer::start(&[&signer]);
    let token = signer.token(&without(&issuer.claims(), "exp"));
    for (value, status) in [("accept", 200), ("refuse", 401), ("", 401)] {
        let guarded = Guarded::start_with(&issuer.server.uri(), |c| c.set(SETTING, value));
        assert_eq!(with(&guarded, &token).status, status, "{value}");
        let ended = signer.token(&issuer.claims_with("exp", json!(now() - 60)));
        assert_eq!(with(&guarded, &ended).status, 401, "{value}");
    }
    let config = config("http://127.0.0.1:1", &issuer.server.uri()).set(SETTING, "yes");
    let state = State::new(&CAPABILITY, &config).expect("what calls need");
    let error = rest_service(&state, &REST_OAUTH, &config).unwrap_err().to_string();
    assert!(error.contains("NAFTIKO_TOKENS_WITHOUT_EXP must be refuse or accept"), "{error}");
}

#[test]
fn metadata_is_looked_for_in_every_place() {
    let signer = Signer::p256("a");
    let firsts: [fn(&str) -> Script; 9] = [
        |_| Script::answer(200, &[("content-type", "text/html")], b"<html>the app</html>"),
        |_| Script::answer(200, &[("content-type", "application/json")], b"<html>"),
        |_| Script::json(r#"{"issuer":"https://somebody.test"}"#),
        |host| Script::json(&json!({"issuer": host}).to_string()),
        |host| Script::json(&json!({"jwks_uri": format!("{host}/keys")}).to_string()),
        |host| Script::json(&json!({"issuer": host, "jwks_uri": "http://a.test/keys"}).to_string()),
        |_| Script::json("[]"),
        |_| Script::answer(302, &[("location", "/login")], b""),
        |_| Script::answer(500, &[], b""),
    ];
    for (index, first) in firsts.into_iter().enumerate() {
        let issuer = Issuer::start_with(&[&signer], first);
        let guarded = Guarded::start(&issuer.server.uri());
        assert_eq!(with(&guarded, &signer.token(&issuer.claims())).status, 200, "{index}");
        let targets: Vec<_> = issuer.server.seen().into_iter().map(|seen| seen.target).collect();
        let places =
            ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
        assert_eq!(targets[..2], places, "{index}");
        assert_eq!(targets[2..], ["/keys"], "{index}");
    }
}

#[test]
fn every_key_that_fits_is_tried() {
    let keys: Vec<_> = (0..64).map(|_| Signer::p256("same")).collect();
    let issuer = Issuer::start(&keys.iter().collect::<Vec<_>>());
    let guarded = Guarded::start(&issuer.server.uri());
    for key in [&keys[0], &keys[1], &keys[63]] {
        assert_eq!(with(&guarded, &key.token(&issuer.claims())).status, 200, "one name for all");
        let nameless = key.token_with(&json!({"alg": "ES256"}), &issuer.claims());
        assert_eq!(with(&guarded, &nameless).status, 200, "no name");
    }
    assert_eq!(issuer.times_asked_for_keys(), 1);
    let stranger = Signer::p256("same");
    assert_eq!(with(&guarded, &stranger.token(&issuer.claims())).status, 401);
}

#[test]
fn keys_without_a_name_are_tried_too() {
    let signer = Signer::p256("a");
    let issuer = Issuer::start(&[]);
    *issuer.keys.lock().unwrap() = vec![
        json!({"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB", "use": "enc"}),
        without(&signer.public(), "kid"),
    ];
    let guarded = Guarded::start(&issuer.server.uri());
    assert_eq!(with(&guarded, &signer.token(&issuer.claims())).status, 200);
}

#[test]
fn a_key_that_is_not_for_signatures_proves_nothing() {
    let signer = Signer::p256("a");
    for (member, value, status) in [
        ("use", json!("enc"), 503),
        ("key_ops", json!(["sign"]), 503),
        ("key_ops", json!("verify"), 503),
        ("alg", json!("ES384"), 401),
        ("alg", json!("ECDH-ES"), 503),
        ("key_ops", json!(["verify"]), 200),
        ("alg", json!("ES256"), 200),
    ] {
        let issuer = Issuer::start(&[]);
        let mut key = signer.public();
        key[member] = value.clone();
        *issuer.keys.lock().unwrap() = vec![key];
        let guarded = Guarded::start(&issuer.server.uri());
        let answer = with(&guarded, &signer.token(&issuer.claims()));
        assert_eq!(answer.status, status, "{member} {value}");
    }
}

#[test]
fn a_new_key_under_an_old_name_is_found() {
    let (old, new) = (Signer::p256("a"), Signer::p256("a"));
    let issuer = Issuer::start(&[&old]);
    for header in [json!({"alg": "ES256", "kid": "a"}), json!({"alg": "ES256"})] {
        *issuer.keys.lock().unwrap() = vec![old.public()];
        let guarded = Guarded::start(&issuer.server.uri());
        *issuer.keys.lock().unwrap() = vec![new.public()];
        let token = new.token_with(&header, &issuer.claims());
        assert_eq!(with(&guarded, &token).status, 200, "{header}");
        let token = old.token_with(&header, &issuer.claims());
        assert_eq!(with(&guarded, &token).status, 401, "{header}");
    }
}

/// What no issuer writes, and what some do. Members of a head that are not understood say nothing (RFC
/// 7515, 4), unless `crit` names them.
#[test]
fn odd_heads_and_claims() {
    let signer = Signer::p256("a");
    let issuer = Issuer::start(&[&signer]);
    let guarded = Guarded::start(&issuer.server.uri());
    for (name, value, status) in [
        ("alg", json!("es256"), 401),
        ("alg", json!(["ES256"]), 401),
        ("alg", json!(null), 401),
        ("kid", json!(7), 401),
        ("kid", json!(""), 401),
        ("crit", json!([]), 401),
        ("crit", json!(null), 401),
        ("typ", json!(null), 401),
        ("typ", json!(["at+jwt"]), 401),
        ("typ", json!("at+jwt "), 401),
        ("typ", json!("id+jwt"), 401),
        ("b64", json!(false), 200),
        ("zip", json!("DEF"), 200),
        ("jwk", json!({"kty": "EC"}), 200),
        ("x5u", json!("http://evil.example"), 200),
    ] {
        let mut header = json!({"alg": "ES256", "kid": "a"});
        header[name] = value.clone();
        let token = signer.token_with(&header, &issuer.claims());
        assert_eq!(with(&guarded, &token).status, status, "{name}: {value}");
    }
    for (name, value, status) in [
        ("exp", json!("9999999999"), 401),
        ("exp", json!(null), 401),
        ("exp", json!(-1), 401),
        ("exp", json!(1e300), 200),
        ("exp", json!(9_999_999_999.5), 200),
        ("exp", json!(true), 401),
        ("nbf", json!("0"), 401),
        ("nbf", json!(1e300), 401),
        ("aud", json!([]), 401),
        ("aud", json!(null), 401),
        ("aud", json!({"https://harbour.test/mcp": 1}), 401),
        ("aud", json!([7, "https://harbour.test/mcp"]), 200),
        ("aud", json!("https://harbour.test/mcp#x"), 401),
        ("aud", json!("HTTPS://harbour.test/mcp"), 401),
        ("iss", json!([issuer.server.uri()]), 401),
        ("iss", json!(null), 401),
        ("scope", json!(7), 403),
        ("scope", json!("berths:read\tberths:list"), 403),
        ("scope", json!("  berths:list   berths:read "), 200),
        ("scope", json!("BERTHS:READ BERTHS:LIST"), 403),
    ] {
        let token = signer.token(&issuer.claims_with(name, value.clone()));
        assert_eq!(with(&guarded, &token).status, status, "{name}: {value}");
    }
}
