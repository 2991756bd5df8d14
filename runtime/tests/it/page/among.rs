//! The page among surfaces, routes of documents and what operators show.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::{
    Capability, Endpoint, Manifest, Method, RestOperation, RestSurface, RouteNode, Served, Surface,
};
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

use super::{GUARD, HTML, MANIFEST, MARK, SAME, TOKEN, ask, called, config, library, plain};

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
