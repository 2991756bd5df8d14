//! Access tokens of an authorization server that runs in the test.

use serde_json::{Value, json};

use crate::guarded::Guarded;
use crate::login_server::{Issuer, Signer, base64url, now, with, without};
use crate::support::{get, send};

#[test]
fn signed_tokens_are_let_in() {
    let (ed25519, p256) = (Signer::ed25519("a"), Signer::p256("b"));
    let issuer = Issuer::start(&[&ed25519, &p256]);
    let guarded = Guarded::start(&issuer.server.uri());
    for signer in [&ed25519, &p256] {
        assert_eq!(with(&guarded, &signer.token(&issuer.claims())).status, 200);
    }
    for (name, value) in [
        ("aud", json!(["https://other.test", "https://harbour.test/mcp"])),
        ("aud", json!("https://harbour.test/mcp/")),
        ("iss", json!(format!("{}/", issuer.server.uri()))),
        ("exp", json!(now() - 10)),
        ("nbf", json!(now() + 10)),
        ("scp", json!(["berths:read"])),
    ] {
        let claims = issuer.claims_with(name, value);
        assert_eq!(with(&guarded, &ed25519.token(&claims)).status, 200, "{claims}");
    }
    let mut claims = issuer.claims_with("scp", json!(["berths:read", "berths:list"]));
    claims["scope"] = Value::Null;
    assert_eq!(with(&guarded, &p256.token(&claims)).status, 200);
    let nameless = p256.token_with(&json!({"alg": "ES256"}), &issuer.claims());
    assert_eq!(with(&guarded, &nameless).status, 200, "without a name all that fit");
    assert_eq!(issuer.times_asked_for_keys(), 1);
    assert!(guarded.upstream.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[test]
fn other_tokens_are_not() {
    let (good, evil) = (Signer::p256("a"), Signer::p256("a"));
    let issuer = Issuer::start(&[&good]);
    let guarded = Guarded::start(&issuer.server.uri());
    let claims = issuer.claims();
    let public = base64url(good.public().to_string().as_bytes());
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims));
    let genuine = good.token(&claims);
    let (head, _) = genuine.rsplit_once('.').unwrap();
    // The public key as the secret of a symmetric algorithm.
    let confused_head = format!("{}.{}", part(&json!({"alg": "HS256", "kid": "a"})), part(&claims));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public.as_bytes());
    let code = ring::hmac::sign(&key, confused_head.as_bytes());
    let confused = format!("{confused_head}.{}", base64url(code.as_ref()));
    for bad in [
        evil.token(&claims),
        unsigned,
        confused,
        format!("{head}."),
        format!("{head}.AAAA"),
        format!("{genuine}A"),
        format!("{genuine}.x"),
        "x".to_owned(),
        "..".to_owned(),
        good.token_with(&json!({"alg": "RS256", "kid": "a"}), &claims),
        good.token_with(&json!({"alg": "ES256", "kid": "a", "crit": ["x"]}), &claims),
        good.token(&issuer.claims_with("iss", json!("https://evil.test"))),
        good.token(&issuer.claims_with("iss", Value::Null)),
        good.token(&issuer.claims_with("aud", json!("https://other.test"))),
        good.token(&issuer.claims_with("aud", Value::Null)),
        good.token(&issuer.claims_with("exp", json!(now() - 60))),
        good.token(&issuer.claims_with("exp", json!("never"))),
        good.token(&issuer.claims_with("exp", Value::Null)),
        good.token(&without(&claims, "exp")),
        good.token_with(&json!({"alg": "ES256", "kid": "a", "typ": "id+jwt"}), &claims),
        good.token_with(&json!({"alg": "ES256", "kid": "a", "typ": "secevent+jwt"}), &claims),
        good.token_with(&json!({"alg": "ES256", "kid": "a", "typ": "JOSE"}), &claims),
        good.token_with(&json!({"alg": "ES256", "kid": "a", "typ": ""}), &claims),
        good.token_with(&json!({"alg": "ES256", "kid": "a", "typ": null}), &claims),
        good.token_with(&json!({"alg": "ES256", "kid": ["a"]}), &claims),
        good.token(&issuer.claims_with("nbf", json!(now() + 60))),
    ] {
        let answer = with(&guarded, &bad);
        assert_eq!(answer.status, 401, "{bad}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer error=\"invalid_token\""), "{challenge}");
        assert!(!answer.text().contains(&bad) && !challenge.contains(&bad));
    }
    assert!(guarded.upstream.seen().is_empty());
}

#[test]
fn a_token_needs_every_scope() {
    let signer = Signer::ed25519("a");
    let issuer = Issuer::start(&[&signer]);
    let guarded = Guarded::start(&issuer.server.uri());
    for scope in ["", "berths:read", "berths:readberths:list"] {
        let answer = with(&guarded, &signer.token(&issuer.claims_with("scope", json!(scope))));
        assert_eq!(answer.status, 403, "{scope}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
        assert!(challenge.contains("scope=\"berths:read berths:list\""), "{challenge}");
    }
}

#[test]
fn new_keys_are_found_and_strangers_do_not_make_us_ask() {
    let (old, new, unknown) = (Signer::p256("old"), Signer::p256("new"), Signer::p256("x"));
    let issuer = Issuer::start(&[&old]);
    let guarded = Guarded::start(&issuer.server.uri());
    *issuer.keys.lock().unwrap() = vec![new.public()];
    assert_eq!(with(&guarded, &new.token(&issuer.claims())).status, 200);
    for _ in 0..20 {
        assert_eq!(with(&guarded, &unknown.token(&issuer.claims())).status, 401);
    }
    assert_eq!(issuer.times_asked_for_keys(), 1, "at most one question in 30 seconds");
}

#[test]
fn without_keys_nobody_can_say() {
    let signer = Signer::p256("a");
    let issuer = Issuer::start(&[]);
    let guarded = Guarded::start(&issuer.server.uri());
    let answer = with(&guarded, &signer.token(&issuer.claims()));
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(answer.header("retry-after"), Some("1"));
    *issuer.keys.lock().unwrap() = vec![signer.public()];
    let token = signer.token(&issuer.claims());
    let mut last = 503;
    for _ in 0..100 {
        last = with(&guarded, &token).status;
        if last == 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(last, 200, "keys are asked for again");
}

#[test]
fn many_callers_ask_for_keys_once() {
    let signer = Signer::p256("a");
    let issuer = Issuer::start(&[&signer]);
    let guarded = Guarded::start(&issuer.server.uri());
    let token = signer.token(&issuer.claims());
    std::thread::scope(|scope| {
        let callers: Vec<_> =
            (0..20).map(|_| scope.spawn(|| with(&guarded, &token).status)).collect();
        assert!(callers.into_iter().all(|caller| caller.join().unwrap() == 200));
    });
    assert_eq!(issuer.times_asked_for_keys(), 1);
}

#[test]
fn clients_of_tools_are_told_where_to_get_a_token() {
    let signer = Signer::ed25519("a");
    let issuer = Issuer::start(&[&signer]);
    let guarded = Guarded::start(&issuer.server.uri());
    let address = guarded.at("tools-oauth");
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let json = ("content-type", "application/json");
    let asked = send(address, "POST", "/mcp", &[json], ping);
    assert_eq!(asked.status, 401);
    assert_eq!(
        asked.header("www-authenticate"),
        Some(
            "Bearer resource_metadata=\"https://harbour.test/.well-known/oauth-protected-resource/mcp\", \
             scope=\"berths:read berths:list\""
        )
    );
    for path in
        ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"]
    {
        let metadata = get(address, path);
        assert_eq!(metadata.status, 200);
        assert_eq!(
            metadata.json(),
            json!({
                "resource": "https://harbour.test/mcp",
                "authorization_servers": [issuer.server.uri()],
                "scopes_supported": ["berths:read", "berths:list"],
                "bearer_methods_supported": ["header"],
            })
        );
    }
    assert_eq!(get(address, "/.well-known/oauth-protected-resource/other").status, 404);
    assert_eq!(get(address, "/.well-known/oauth-authorization-server").status, 404);
    let token = format!("Bearer {}", signer.token(&issuer.claims()));
    let answer = send(address, "POST", "/mcp", &[json, ("authorization", &token)], ping);
    assert_eq!(answer.status, 200);
    assert_eq!(get(guarded.at("oauth"), "/.well-known/oauth-protected-resource/mcp").status, 401);
}
