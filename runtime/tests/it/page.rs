//! The page for browsers: the golden document `page`, over real sockets.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::{
    Capability, Endpoint, Manifest, Method, RestOperation, RestSurface, RouteNode, Served, Surface,
};
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

use crate::support::{Answer, raw, send};

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/page/src/page/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod library;

static MANIFEST: Manifest =
    Manifest { name: "books", version: "0", capabilities: &[&library::SERVED] };

const TOKEN: &str = "librarian-secret";
const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const GZIP: (&str, &str) = ("accept-encoding", "gzip, br");
const MARK: (&str, &str) = ("x-page", "1");
const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");
const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");
const GUARD: &str = "authorization";

struct Library {
    server: TestServer,
    upstream: TestUpstream,
}

impl Library {
    fn rest(&self) -> SocketAddr {
        self.server.address("books-rest").expect("a REST surface")
    }

    fn mcp(&self) -> SocketAddr {
        self.server.address("books-mcp").expect("an MCP surface")
    }
}

fn library(configure: impl FnOnce(Config) -> Config) -> Library {
    let upstream =
        TestUpstream::start(|_| Script::json("{\"title\":\"Emma\"}")).expect("an upstream");
    let server = TestServer::start(&MANIFEST, &configure(config(&upstream))).expect("a server");
    Library { server, upstream }
}

fn config(upstream: &TestUpstream) -> Config {
    Config::default()
        .set("BOOKS_TOKEN", TOKEN)
        .set("BOOKS_NAME", "https://shelves.example.test")
        .set("BOOKS_BASE_URI", upstream.uri())
}

fn plain() -> Library {
    library(|config| config)
}

fn ask(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(address, "GET", path, headers, "")
}

/// What the script of the page gets.
fn called(address: SocketAddr, path: &str) -> Answer {
    ask(address, path, &[MARK, SAME])
}

/// Every part has them, whatever it says.
fn assert_closed(answer: &Answer, path: &str) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(rule), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{path}");
    }
    assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
}

#[test]
fn browsers_get_the_page_and_programs_what_they_got() {
    let library = plain();
    for (address, other) in [(library.rest(), 404), (library.mcp(), 401)] {
        let guard = format!("Bearer {TOKEN}");
        let page = ask(address, "/", &[HTML, (GUARD, &guard)]);
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-cache"));
        assert!(page.headers.contains(&("vary".to_owned(), "accept".to_owned())), "{page:?}");
        assert_closed(&page, "/");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"));
        for accept in ["*/*", "application/json", "text/event-stream, application/json"] {
            let answer = ask(address, "/", &[("accept", accept)]);
            assert_eq!(answer.status, other, "{accept}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert!(answer.headers.contains(&("vary".to_owned(), "accept".to_owned())));
        }
        assert!([404, 405, 401].contains(&send(address, "POST", "/", &[HTML], "").status));
    }
}

#[test]
fn documents_have_the_addresses_of_this_process() {
    let library = plain();
    let page = ask(library.rest(), "/", &[HTML]).text();
    for (key, value) in [
        ("address books-rest", format!("http://{}", library.rest())),
        ("address books-mcp", format!("http://{}/mcp", library.mcp())),
        ("upstream books", library.upstream.uri()),
        ("variable BOOKS_NAME", "set".to_owned()),
    ] {
        let element = format!("data-live=\"{key}\">{value}</");
        assert!(page.contains(&element) || key.starts_with("variable"), "{element}");
    }
    assert!(page.contains("<body data-mode=\"live\""));
    assert!(!page.contains("?HASH\""), "versions of the files are named");
    let entry = ask(library.rest(), "/-/page/rest/list-books", &[HTML]).text();
    assert!(entry.contains(&format!("http://{}", library.rest())));
    let mock = library_in_mock();
    assert!(ask(mock.rest(), "/", &[HTML]).text().contains("<body data-mode=\"mock\""));
    let state = called(mock.rest(), "/-/state").json();
    assert_eq!(state["mode"], "mock");
}

fn library_in_mock() -> Library {
    library(|mut config| {
        config.mock = true;
        config
    })
}

#[test]
fn each_part_is_served_as_it_was_compressed_or_read() {
    let library = plain();
    let page = ask(library.rest(), "/", &[HTML]).text();
    let version = |name: &str| {
        let (_, rest) = page.split_once(&format!("/-/{name}?")).expect(name);
        format!("/-/{name}?{}", rest.split('"').next().unwrap())
    };
    let parts = [
        (version("page.css"), "text/css; charset=utf-8", true),
        (version("page.js"), "text/javascript; charset=utf-8", true),
        (version("icon.svg"), "image/svg+xml", true),
        ("/-/page.css".to_owned(), "text/css; charset=utf-8", false),
        ("/-/page/rest/list-books".to_owned(), "text/html; charset=utf-8", false),
        ("/-/page/tools/lend-book".to_owned(), "text/html; charset=utf-8", false),
        ("/-/page/prompts/recommend".to_owned(), "text/html; charset=utf-8", false),
        ("/-/page.json".to_owned(), "application/json", false),
        ("/-/spec".to_owned(), "text/plain; charset=utf-8", false),
        ("/".to_owned(), "text/html; charset=utf-8", false),
    ];
    for (path, media, is_kept) in parts {
        let as_it_is = ask(library.rest(), &path, &[MARK, SAME, HTML]);
        assert_eq!(as_it_is.status, 200, "{path}");
        assert_eq!(as_it_is.header("content-type"), Some(media), "{path}");
        assert_eq!(as_it_is.header("content-encoding"), None, "{path}");
        let kept = as_it_is.header("cache-control").unwrap();
        assert_eq!(kept.contains("immutable"), is_kept, "{path}");
        assert_closed(&as_it_is, &path);
        let packed = ask(library.rest(), &path, &[MARK, SAME, HTML, GZIP]);
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{path}");
        assert!(packed.body.starts_with(&[0x1f, 0x8b]), "{path}");
        assert!(packed.body.len() < as_it_is.body.len(), "{path}");
        let tags = [&as_it_is, &packed].map(|answer| answer.header("etag").unwrap().to_owned());
        assert_ne!(tags[0], tags[1], "{path}");
        for tag in &tags {
            let unchanged = [MARK, SAME, HTML, ("if-none-match", tag.as_str())];
            let answer = ask(library.rest(), &path, &unchanged);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{path}");
            assert_eq!(answer.header("etag"), Some(tags[0].as_str()), "{path}");
            assert_closed(&answer, &path);
        }
        let head = send(library.rest(), "HEAD", &path, &[MARK, SAME, HTML], "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-length"), Some(&*as_it_is.body.len().to_string()));
    }
}

#[test]
fn what_is_not_there_is_said_in_the_same_way() {
    let library = plain();
    for path in ["/-/other", "/-/page/rest/other", "/-/page/", "/-/page.html", "/-/page/%FF"] {
        let answer = ask(library.rest(), path, &[HTML]);
        assert_eq!(answer.status, 404, "{path}");
        assert_closed(&answer, path);
    }
    for path in ["/-/page.css", "/-/spec", "/-/page/rest/list-books"] {
        let answer = send(library.rest(), "DELETE", path, &[MARK, SAME], "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{path}");
        assert_closed(&answer, path);
    }
    // No path of the page's.
    assert_eq!(ask(library.rest(), "/-/", &[HTML]).header("content-security-policy"), None);
    assert_eq!(ask(library.rest(), "/-", &[HTML]).header("content-security-policy"), None);
}

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

#[test]
fn surfaces_that_share_a_listener_share_a_page() {
    let port = |config: Config, page: &str| {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (name, free) = (page.to_owned(), free.to_string());
        let config = config.set("BOOKS_REST_PORT", &free).set("BOOKS_MCP_PORT", &free);
        if name.is_empty() { config } else { config.set(name, "on") }
    };
    let library = library(|config| port(config, ""));
    assert_eq!(library.rest(), library.mcp());
    assert_eq!(ask(library.rest(), "/", &[HTML]).status, 200);
    let state = called(library.rest(), "/-/state").json();
    assert_eq!(state["here"], "books-rest");
    assert_eq!(state["surfaces"].as_array().unwrap().len(), 2);
    let upstream = TestUpstream::start(|_| Script::json("{}")).expect("an upstream");
    let wrong = port(config(&upstream), "BOOKS_MCP_PAGE");
    let error = TestServer::start(&MANIFEST, &wrong).expect_err("two pages").to_string();
    assert!(error.contains("BOOKS_MCP_PAGE is on"), "{error}");
}

static ANSWER: Endpoint = Endpoint { template: "/{a}/{b}", allow: "GET", operations: &[OPERATION] };
const OPERATION: RestOperation = RestOperation {
    unit: 0,
    method: Method::GET,
    conditions: &[],
    function: naftiko_runtime::codegen::Function {
        name: "any",
        parameters: &[],
        body: naftiko_runtime::codegen::FunctionBody::Constant(
            &naftiko_runtime::codegen::Expr::Json("{\"of\":\"the document\"}"),
        ),
    },
};
static ROUTES: RouteNode = RouteNode {
    placeholder: Some(&RouteNode {
        placeholder: Some(&RouteNode::leaf(&ANSWER)),
        ..RouteNode::EMPTY
    }),
    ..RouteNode::EMPTY
};
static SURFACE: RestSurface = RestSurface {
    namespace: "any-rest",
    port: 8080,
    address_variable: "ANY_REST_ADDRESS",
    port_variable: "ANY_REST_PORT",
    routes: &ROUTES,
    ..RestSurface::EMPTY
};
static CAPABILITY: Capability =
    Capability { name: "any", page: Some(&library::page::PAGE), ..Capability::EMPTY };
static SERVED: Served = Served { capability: &CAPABILITY, surfaces: &[Surface::rest(&SURFACE)] };
static TAKEN: Manifest = Manifest { name: "any", version: "0", capabilities: &[&SERVED] };

#[test]
fn a_route_of_the_document_always_wins() {
    let server = TestServer::start(&TAKEN, &Config::default()).expect("a server");
    let address = server.address("any-rest").expect("a surface");
    assert_eq!(ask(address, "/", &[HTML]).status, 404);
    assert_eq!(ask(address, "/-/page.css", &[]).text(), "{\"of\":\"the document\"}");
    let asked = Config::default().set("ANY_REST_PAGE", "on");
    let error = TestServer::start(&TAKEN, &asked).expect_err("a contradiction").to_string();
    assert!(error.contains("ANY_REST_PAGE is on, and the path /{a}/{b}"), "{error}");
    TestServer::start(&TAKEN, &Config::default().set("ANY_REST_PAGE", "off")).expect("a server");
}

#[test]
fn nothing_shows_a_secret() {
    let library = plain();
    let guard = format!("Bearer {TOKEN}");
    for path in ["/", "/-/spec", "/-/page.json", "/-/state", "/-/page/rest/list-shelves"] {
        for address in [library.rest(), library.mcp()] {
            let text = ask(address, path, &[HTML, MARK, SAME, (GUARD, &guard)]).text();
            for secret in ["hunter2", "hunter3", TOKEN] {
                assert!(!text.contains(secret), "{path}: {secret}");
            }
        }
    }
    let spec = ask(library.rest(), "/-/spec", &[]).text();
    assert!(spec.contains("value: '***'") && spec.contains("api_key=***"), "{spec}");
}

#[test]
fn what_an_author_writes_is_text() {
    let library = plain();
    for path in ["/", "/-/page/rest/add-book", "/-/page/prompts/recommend"] {
        let text = ask(library.rest(), path, &[HTML]).text();
        for markup in [
            "<script>alert",
            "<img",
            "<svg",
            "<b>nothing",
            "<i>title",
            "\u{202e}",
            "\u{200b}",
            "\u{7}",
        ] {
            assert!(!text.contains(markup), "{path}: {markup:?}");
        }
        assert_eq!(text.matches("<script").count(), 1, "{path}");
        let tags = text.split('<').skip(1).filter_map(|rest| rest.split('>').next());
        for tag in tags {
            assert!(!tag.contains(" style=") && !tag.contains(" on"), "{path}: {tag}");
        }
    }
    let page = ask(library.rest(), "/", &[HTML]).text();
    assert!(page.contains("<bdi>A library<span class=\"char\">U+202E</span> &lt;/script&gt;"));
}

#[test]
fn the_state_has_numbers_and_traces_where_operators_show_them() {
    let library = library(|config| config.set("NAFTIKO_CONTROL_PORT", "0"));
    let rest = library.rest();
    assert_eq!(called(rest, "/-/traces").json()["total"], 0);
    assert_eq!(ask(rest, "/books", &[]).status, 200);
    assert_eq!(ask(rest, "/books?page=x", &[]).status, 400);
    for _ in 0..3 {
        assert_eq!(called(rest, "/-/state").header("cache-control"), Some("no-store"));
    }
    let state = called(rest, "/-/state").json();
    assert_eq!((&state["here"], &state["traces"]), (&"books-rest".into(), &2.into()));
    let own = &state["surfaces"][0];
    assert_eq!((&own["requests"], &own["errors"], &own["way"]), (&2.into(), &1.into(), &"".into()));
    assert!(own["p50"].as_f64().is_some_and(|median| median > 0.0), "{own}");
    assert_eq!(state["surfaces"][1]["way"], "/-/to/books-mcp");
    let control = &state["surfaces"][2];
    assert_eq!((&control["kind"], &control["guard"]), (&"control".into(), &"loopback".into()));
    assert_eq!(state["variables"][0]["set"], true);
    let traces = called(rest, "/-/traces").json();
    let latest = &traces["traces"][0];
    assert_eq!((&latest["answer"], &latest["ok"]), (&"400".into(), &false.into()));
    assert_eq!(latest["function"], "GET /books");
    let first = traces["traces"][1]["id"].as_str().unwrap().to_owned();
    let trace = called(rest, &format!("/-/traces/{first}")).json();
    let spans = trace["spans"].as_array().unwrap();
    assert_eq!(spans.len(), 2, "{trace}");
    assert_eq!(spans[1]["parent"], spans[0]["id"]);
    assert_eq!(spans[1]["name"], "GET 127.0.0.1");
    assert_eq!(called(rest, "/-/traces/other").status, 404);
    let page = ask(rest, "/", &[HTML]).text();
    assert!(page.contains("<tr data-surface=\"control\">"), "{page}");
    let none = plain();
    assert_eq!(called(none.rest(), "/-/traces").status, 404);
    assert_eq!(called(none.rest(), "/-/state").json()["traces"], serde_json::Value::Null);
}

#[test]
fn it_speaks_http_2() {
    let library = plain();
    let rest = library.rest();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let statuses = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(rest).await.unwrap();
        let io = hyper_util::rt::TokioIo::new(stream);
        let executor = hyper_util::rt::TokioExecutor::new();
        let (mut client, connection) =
            hyper::client::conn::http2::handshake(executor, io).await.unwrap();
        tokio::spawn(connection);
        let mut statuses = Vec::new();
        for path in ["/", "/-/page.js", "/-/state", "/-/to/books-rest/books", "/-/to/books-mcp/mcp"]
        {
            let request = hyper::Request::get(format!("http://{rest}{path}"))
                .header("accept", "text/html")
                .header("x-page", "1")
                .header("sec-fetch-site", "same-origin")
                .body(http_body_util::Empty::<bytes::Bytes>::new())
                .unwrap();
            statuses.push(client.send_request(request).await.unwrap().status().as_u16());
        }
        statuses
    });
    assert_eq!(statuses, [200, 200, 200, 200, 401]);
}
