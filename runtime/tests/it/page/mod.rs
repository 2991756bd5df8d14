//! The page for browsers: the golden document `page`, over real sockets.

mod among;
mod closed;
mod parts;

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

use crate::support::{Answer, send};

#[rustfmt::skip]
#[path = "../../../../naftiko-codegen/tests/golden/page/src/page/mod.rs"]
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
