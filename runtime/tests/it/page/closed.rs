//! Who gets nothing: other pages, callers without a token, who cannot reach it.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

use super::{
    CROSS, GUARD, HTML, MANIFEST, MARK, SAME, TOKEN, ask, assert_closed, called, config, library,
    plain,
};
use crate::support::{raw, send};

#[test]
fn another_page_neither_shows_nor_reads_nor_calls() {
    let allowed = "https://other.example";
    let library = library(|config| config.set("NAFTIKO_ALLOWED_ORIGINS", allowed));
    let rest = library.rest();
    let frame = ("sec-fetch-dest", "iframe");
    let navigation = ("sec-fetch-mode", "navigate");
    for path in
        ["/", "/-/page.js", "/-/page/rest/list-books", "/-/spec", "/-/page.json", "/-/state"]
    {
        for headers in [
            &[CROSS, HTML, MARK][..],
            &[("sec-fetch-site", "same-site"), HTML, MARK],
            &[CROSS, navigation, frame, HTML, MARK],
            &[("origin", allowed), HTML, MARK, SAME],
            &[("origin", "http://localhost:3000"), HTML, MARK, SAME],
            &[("origin", "null"), HTML, MARK, SAME],
            &[SAME, CROSS, HTML, MARK],
        ] {
            let answer = ask(rest, path, headers);
            assert_eq!(answer.status, 403, "{path} {headers:?}");
            assert_closed(&answer, path);
            assert!(!answer.text().contains("Books"), "{path}");
        }
        let name = format!(
            "GET {path} HTTP/1.1\r\nhost: rebound.example\r\naccept: text/html\r\nx-page: 1\r\nsec-fetch-site: same-origin\r\n\r\n"
        );
        assert_eq!(raw(rest, &name).status, 403, "{path}");
        let preflight = [
            ("origin", allowed),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "x-page"),
        ];
        let answer = send(rest, "OPTIONS", path, &preflight, "");
        assert_eq!(answer.header("access-control-allow-headers"), None, "{path}");
    }
    // Whoever opens a tab may come from anywhere.
    let tab = [CROSS, navigation, ("sec-fetch-dest", "document"), HTML];
    assert_eq!(ask(rest, "/", &tab).status, 200);
    for headers in [&[][..], &[MARK], &[SAME], &[("x-page", "0"), SAME]] {
        for path in ["/-/state", "/-/page.json", "/-/traces"] {
            assert_eq!(ask(rest, path, headers).status, 403, "{path} {headers:?}");
        }
    }
}

#[test]
fn a_guard_keeps_the_document_to_itself() {
    let library = plain();
    let (mcp, guard) = (library.mcp(), format!("Bearer {TOKEN}"));
    let closed = ask(mcp, "/", &[HTML]);
    assert_eq!(closed.status, 401);
    assert_closed(&closed, "/");
    assert!(closed.header("www-authenticate").unwrap().starts_with("Bearer"));
    assert_eq!(closed.header("cache-control"), Some("no-store"));
    let text = closed.text();
    assert!(text.contains("This surface asks for a bearer token"), "{text}");
    assert!(text.contains("data-guard=\"bearer\"") && text.contains(&mcp.to_string()), "{text}");
    for word in ["Books", "books", "library", "Library", "lend"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains("?HASH"), "{text}");
    assert_eq!(ask(mcp, "/-/page/tools/lend-book", &[HTML]).text(), text);
    assert_eq!(ask(mcp, "/-/page.js", &[]).status, 200, "it says nothing of the document");
    for path in ["/-/page.json", "/-/state", "/-/spec", "/-/page/tools/other"] {
        assert_eq!(called(mcp, path).status, 401, "{path}");
        let let_in = ask(mcp, path, &[MARK, SAME, (GUARD, &guard)]).status;
        assert!([200, 404].contains(&let_in), "{path}");
    }
    assert_eq!(ask(mcp, "/", &[HTML, (GUARD, "Bearer other")]).status, 401);
    assert_eq!(ask(mcp, "/", &[HTML, (GUARD, &guard)]).status, 200);
}

#[test]
fn the_way_to_another_surface_ends_at_its_guard() {
    let library = plain();
    let rest = library.rest();
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list-books","arguments":{}}}"#;
    let guard = format!("Bearer {TOKEN}");
    let json = ("content-type", "application/json");
    let to = |path: &str, headers: &[(&str, &str)]| send(rest, "POST", path, headers, message);
    let refused = to("/-/to/books-mcp/mcp", &[MARK, SAME, json]);
    assert_eq!(refused.status, 401);
    assert_closed(&refused, "/-/to/books-mcp/mcp");
    let answer = to("/-/to/books-mcp/mcp", &[MARK, SAME, json, (GUARD, &guard)]);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.text().contains("Emma"), "{answer:?}");
    assert!(answer.header("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(called(rest, "/-/to/books-rest/books?page=2").json()["title"], "Emma");
    assert_eq!(library.upstream.seen().last().unwrap().target, "/books?page=2");
    for headers in [
        &[json][..],
        &[SAME, json],
        &[MARK, json],
        &[MARK, CROSS, json],
        &[MARK, SAME, json, ("origin", "http://localhost:1")],
    ] {
        let answer = to("/-/to/books-mcp/mcp", headers);
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_closed(&answer, "/-/to/books-mcp/mcp");
    }
    for path in ["/-/to/other/mcp", "/-/to/", "/-/to//mcp", "/-/to/%FF/mcp"] {
        assert_eq!(called(rest, path).status, 404, "{path}");
    }
    // What is passed on is for the surface, which has no such path.
    let again = format!("{}mcp", "/-/to/books-rest".repeat(500) + "/");
    assert_eq!(called(rest, &again).status, 404);
    assert_eq!(called(rest, "/-/to/books-rest/-/state").status, 404);
}

#[test]
fn a_form_needs_no_script() {
    let library = plain();
    let target = "/-/to/books-rest/books?page=&order=title";
    assert_eq!(ask(library.rest(), target, &[SAME, HTML]).status, 200);
    assert_eq!(library.upstream.seen().last().unwrap().target, "/books?order=title");
    assert_eq!(ask(library.rest(), target, &[HTML]).status, 403);
    assert_eq!(ask(library.rest(), target, &[CROSS, HTML]).status, 403);
    assert_eq!(ask(library.rest(), "/-/to/books-rest/openapi.json", &[SAME]).status, 200);
    assert_eq!(send(library.rest(), "DELETE", "/-/to/books-rest/books/1", &[SAME], "").status, 403);
}

#[test]
fn an_operator_decides() {
    let off = library(|config| config.set("BOOKS_REST_PAGE", "off"));
    assert_eq!(ask(off.rest(), "/", &[HTML]).status, 404);
    let css = ask(off.rest(), "/-/page.css", &[]);
    assert_eq!((css.status, css.header("content-security-policy")), (404, None));
    assert_eq!(ask(off.mcp(), "/", &[HTML]).status, 401, "each listener for itself");
    let upstream = TestUpstream::start(|_| Script::json("{}")).expect("an upstream");
    let wrong = config(&upstream).set("BOOKS_MCP_PAGE", "yes");
    let error = TestServer::start(&MANIFEST, &wrong).expect_err("a wrong value").to_string();
    assert!(error.contains("BOOKS_MCP_PAGE must be on or off, not \"yes\""), "{error}");
}

#[test]
fn others_who_reach_the_listener_see_it_only_when_asked_for() {
    let all = |config: Config| config.set("BOOKS_REST_ADDRESS", "0.0.0.0");
    let library = library(all);
    let local = |address: SocketAddr| SocketAddr::new("127.0.0.1".parse().unwrap(), address.port());
    assert_eq!(ask(local(library.rest()), "/", &[HTML]).status, 404);
    let library = self::library(|config| all(config).set("BOOKS_REST_PAGE", "on"));
    let rest = local(library.rest());
    assert_eq!(ask(rest, "/", &[HTML]).status, 200);
    let named = |host: &str| {
        raw(rest, &format!("GET / HTTP/1.1\r\nhost: {host}\r\naccept: text/html\r\n\r\n"))
    };
    assert_eq!(named("10.1.2.3:80").status, 200, "an address cannot be led elsewhere");
    assert_eq!(named("rebound.example").status, 403);
    // Only this machine reaches the other surface.
    assert_eq!(called(rest, "/-/to/books-mcp/mcp").status, 403);
    let state = called(rest, "/-/state").json();
    assert_eq!(state["surfaces"][1]["way"], serde_json::Value::Null);
    assert_eq!(state["program"], serde_json::Value::Null);
    let known = self::library(|config| {
        all(config).set("BOOKS_REST_PAGE", "on").set("NAFTIKO_ALLOWED_HOSTS", "books.example")
    });
    let request = "GET / HTTP/1.1\r\nhost: books.example\r\naccept: text/html\r\n\r\n";
    assert_eq!(raw(local(known.rest()), request).status, 200);
}
