//! Logins at upstreams: digest challenges, and tokens of an authorization server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use naftiko_runtime::testing::{Script, Seen, TestUpstream};
use naftiko_runtime::{CallErrorKind, State};
use ring::digest::{SHA256, digest};

use crate::guarded::{ByDigest, ByToken, CAPABILITY, Guarded, SECRET, config};
use crate::support::send;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

fn state(upstream: &TestUpstream, login_server: &str) -> State {
    State::new(&CAPABILITY, &config(&upstream.uri(), login_server)).expect("everything is set")
}

fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parameter<'h>(header: &'h str, name: &str) -> &'h str {
    let (_, rest) = header.split_once(&format!(" {name}=")).unwrap_or_else(|| panic!("{name}"));
    rest.split(',').next().unwrap().trim_matches('"')
}

fn proves(seen: &Seen, nonce: &str, password: &str) -> bool {
    let Some(header) = seen.header("authorization") else { return false };
    let secret = sha256(&format!("Mufasa:zoo:{password}"));
    let request = sha256(&format!("GET:{}", seen.target));
    let (count, own) = (parameter(header, "nc"), parameter(header, "cnonce"));
    let expected = sha256(&format!("{secret}:{nonce}:{count}:{own}:auth:{request}"));
    parameter(header, "nonce") == nonce && parameter(header, "response") == expected
}

fn challenge(nonce: &str) -> Script {
    let value = format!("Digest realm=\"zoo\", qop=\"auth\", algorithm=SHA-256, nonce=\"{nonce}\"");
    Script::answer(401, &[("www-authenticate", &value)], b"")
}

#[test]
fn a_digest_challenge_is_answered_and_remembered() {
    let upstream = TestUpstream::start(|seen| match proves(seen, "n1", "Circle of Life") {
        true => Script::json("[]"),
        false => challenge("n1"),
    });
    let upstream = upstream.expect("an upstream");
    let state = state(&upstream, "http://127.0.0.1:1");
    block_on(async {
        for _ in 0..3 {
            state.call(&ByDigest).await.expect("let in");
        }
    });
    let seen = upstream.seen();
    let counts: Vec<&str> = seen[1..]
        .iter()
        .map(|seen| parameter(seen.header("authorization").unwrap(), "nc"))
        .collect();
    assert_eq!(counts, ["00000001", "00000002", "00000003"]);
    assert_eq!(seen[0].header("authorization"), None);
}

#[test]
fn a_wrong_password_ends_after_one_more_try() {
    let upstream = TestUpstream::start(|seen| match proves(seen, "n1", "other") {
        true => Script::json("[]"),
        false => challenge("n1"),
    });
    let upstream = upstream.expect("an upstream");
    let state = state(&upstream, "http://127.0.0.1:1");
    let error = block_on(async { state.call(&ByDigest).await }).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(upstream.seen().len(), 2);
}

#[test]
fn callers_do_not_see_the_challenge_of_an_upstream() {
    let upstream = TestUpstream::start(|_| challenge("n1")).expect("an upstream");
    let guarded = Guarded::before(upstream, "http://127.0.0.1:1", |config| config);
    let token = format!("Bearer {SECRET}");
    let answer = send(guarded.at("bearer"), "GET", "/moorings", &[("authorization", &token)], "");
    // The caller has done nothing wrong: the credential is this server's.
    assert_eq!((answer.status, answer.header("www-authenticate")), (502, None), "{answer:?}");
    let detail = "the upstream does not take the credential of this server";
    assert_eq!(answer.json()["detail"], detail);
    assert_eq!(guarded.upstream.seen().len(), 2);
}

/// Issues `t1`, `t2` and so on, each after a pause; an upstream that takes the tokens from
/// `oldest` on.
fn with_tokens(life: u32, oldest: usize) -> (TestUpstream, TestUpstream) {
    let issued = Arc::new(AtomicUsize::new(0));
    let login = TestUpstream::start(move |seen| match seen.target.as_str() {
        "/.well-known/oauth-authorization-server" => {
            let host = seen.header("host").unwrap_or_default();
            Script::json(&format!(
                "{{\"issuer\":\"http://{host}\",\"token_endpoint\":\"http://{host}/token\"}}"
            ))
        }
        _ => {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            let answer = format!(
                "{{\"access_token\":\"t{number}\",\"token_type\":\"Bearer\",\"expires_in\":{life}}}"
            );
            let script = Script::default().wait(Duration::from_millis(100));
            script
                .head(200, &[("content-type", "application/json")], answer.len())
                .send(answer.as_bytes())
        }
    });
    let upstream = TestUpstream::start(move |seen| {
        let token = seen.header("authorization").and_then(|text| text.strip_prefix("Bearer t"));
        match token.and_then(|number| number.parse::<usize>().ok()) {
            Some(number) if number >= oldest => Script::json("[]"),
            _ => Script::answer(401, &[], b""),
        }
    });
    (login.expect("a login server"), upstream.expect("an upstream"))
}

fn asked(login: &TestUpstream) -> Vec<Seen> {
    login.seen().into_iter().filter(|seen| seen.target == "/token").collect()
}

#[test]
fn fifty_calls_ask_for_one_token() {
    let (login, upstream) = with_tokens(3600, 1);
    let state = state(&upstream, &login.uri());
    block_on(async {
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let state = state.clone();
                tokio::spawn(async move { state.call(&ByToken).await.map(drop) })
            })
            .collect();
        for call in calls {
            call.await.expect("no panic").expect("let in");
        }
    });
    let asked = asked(&login);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].text(), "grant_type=client_credentials&scope=berths%3Aread+berths%3Awrite");
    // a+client:s%3Acret
    assert_eq!(asked[0].header("authorization"), Some("Basic YStjbGllbnQ6cyUzQWNyZXQ="));
    assert_eq!(upstream.seen().len(), 50);
}

#[test]
fn a_token_without_life_left_is_replaced() {
    let (login, upstream) = with_tokens(2, 1);
    let state = state(&upstream, &login.uri());
    block_on(async {
        state.call(&ByToken).await.expect("let in");
        tokio::time::sleep(Duration::from_millis(1850)).await;
        state.call(&ByToken).await.expect("let in");
    });
    assert_eq!(asked(&login).len(), 2);
    assert_eq!(upstream.seen()[1].header("authorization"), Some("Bearer t2"));
}

#[test]
fn a_refused_token_is_replaced_once() {
    let (login, upstream) = with_tokens(3600, 2);
    let held = state(&upstream, &login.uri());
    block_on(async { held.call(&ByToken).await }).expect("let in by the second");
    assert_eq!(asked(&login).len(), 2);
    let (login, upstream) = with_tokens(3600, usize::MAX);
    let held = state(&upstream, &login.uri());
    let error = block_on(async { held.call(&ByToken).await }).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!((asked(&login).len(), upstream.seen().len()), (2, 2));
}

/// What eBay answers, and lives that say nothing.
#[test]
fn tokens_are_used_whatever_their_answer_calls_them() {
    for (kind, life) in [
        ("Application Access Token", "7200"),
        ("User Access Token", "0"),
        ("Bearer", "0"),
        ("bearer", "-1"),
        ("BearerToken", "\"3599\""),
    ] {
        let login = TestUpstream::start(move |seen| {
            let host = seen.header("host").unwrap_or_default();
            match seen.target.as_str() {
                "/token" => Script::json(&format!(
                    "{{\"access_token\":\"v^1.1#i^1\",\"token_type\":\"{kind}\",\"expires_in\":{life}}}"
                )),
                "/.well-known/openid-configuration" => Script::json(&format!(
                    "{{\"issuer\":\"http://{host}\",\"token_endpoint\":\"http://{host}/token\"}}"
                )),
                // A web application in the first place of the metadata.
                _ => Script::answer(200, &[("content-type", "text/html")], b"<html>"),
            }
        });
        let login = login.expect("a login server");
        let upstream = TestUpstream::start(|_| Script::json("[]")).expect("an upstream");
        let state = state(&upstream, &login.uri());
        block_on(async {
            for _ in 0..3 {
                state.call(&ByToken).await.expect(kind);
            }
        });
        assert_eq!(asked(&login).len(), 1, "{kind} {life}");
        let seen = upstream.seen();
        assert_eq!(seen.len(), 3);
        let header = seen[2].header("authorization");
        assert_eq!(header, Some("Bearer v^1.1#i^1"), "{kind}");
    }
}

#[test]
fn no_token_no_call() {
    let login = TestUpstream::start(|_| {
        Script::answer(400, &[], br#"{"error":"invalid_client","hint":"s:cret"}"#)
    });
    let login = login.expect("a login server");
    let upstream = TestUpstream::start(|_| Script::json("[]")).expect("an upstream");
    let state = state(&upstream, &login.uri());
    let error = block_on(async { state.call(&ByToken).await }).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::Token);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("cret") && !shown.contains(&login.uri()[7..]), "{shown}");
    assert!(upstream.seen().is_empty());
}

#[test]
fn the_compiled_in_upstream_needs_no_login() {
    let mut config = config("http://127.0.0.1:1", "http://127.0.0.1:1");
    config.mock = true;
    let state = State::new(&CAPABILITY, &config).expect("everything is set");
    for echo in [
        block_on(async { state.call(&ByDigest).await }).expect("an echo").to_string(),
        block_on(async { state.call(&ByToken).await }).expect("an echo").to_string(),
    ] {
        assert!(echo.contains(r#""authorization":"[redacted]""#), "{echo}");
        assert!(!echo.contains("Circle") && !echo.contains("cret\""), "{echo}");
    }
}
