//! Parameters that are variables of the process, and bodies that are text, as the golden document `environment` has them.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};

use crate::secret_files::{Secrets, until};
use crate::support::{get, send};

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/environment/src/environment/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::useless_format, reason = "another crate's sources")]
mod environment;

static MANIFEST: Manifest =
    Manifest { name: "environment", version: "0", capabilities: &[&environment::SERVED] };

struct Depots {
    _server: TestServer,
    upstream: TestUpstream,
    rest: SocketAddr,
}

fn depots(configure: impl FnOnce(Config) -> Config) -> Depots {
    let upstream = TestUpstream::start(|_| Script::json("{}")).expect("an upstream");
    let config = Config::default().set("DEPOTS_BASE_URI", upstream.uri());
    let server = TestServer::start(&MANIFEST, &configure(config)).expect("a server");
    let rest = server.address("depot-api").expect("an address");
    Depots { _server: server, upstream, rest }
}

impl Depots {
    fn posted(&self, method: &str, path: &str, body: &str) -> Seen {
        let json = [("content-type", "application/json")];
        let answer = send(self.rest, method, path, &json, body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.last()
    }

    fn last(&self) -> Seen {
        self.upstream.seen().pop().expect("a request")
    }
}

#[test]
fn a_variable_fills_what_names_it() {
    let depots = depots(|config| config.set("region", "north").set("TENANT", "t/1"));
    assert_eq!(get(depots.rest, "/goods?q=x").status, 200);
    let seen = depots.last();
    assert_eq!(seen.target, "/north/goods?team=a-t%2F1&q=x");
    assert_eq!(seen.header("x-tenant"), Some("t/1"));
    let added = depots.posted("POST", "/goods", r#"{"name":"tea"}"#);
    assert_eq!(added.text(), r#"{"tenant":"t/1","name":"tea"}"#);
}

#[test]
fn what_is_made_of_an_unset_variable_alone_is_not_sent() {
    let depots = depots(|config| config.set("region", "north"));
    assert_eq!(get(depots.rest, "/goods").status, 200);
    let seen = depots.last();
    assert_eq!((seen.target.as_str(), seen.header("x-tenant")), ("/north/goods", None));
    let added = depots.posted("POST", "/goods", r#"{"name":"tea"}"#);
    assert_eq!(added.text(), r#"{"tenant":"","name":"tea"}"#);
}

#[test]
fn callers_cannot_give_it() {
    let depots = depots(|config| config.set("region", "north"));
    for target in ["/goods?TENANT=x", "/goods?region=x"] {
        assert_eq!(get(depots.rest, target).status, 400, "{target}");
    }
    assert!(depots.upstream.seen().is_empty());
}

#[test]
fn it_is_a_variable_as_others_are() {
    let missing = TestServer::start(&MANIFEST, &Config::default()).expect_err("no start");
    let missing = missing.to_string();
    assert!(missing.contains("region") && !missing.contains("TENANT"), "{missing}");
    let secrets = Secrets::new();
    let tenant = secrets.put("tenant", "first");
    let depots = depots(|config| config.set("region", "north").set("TENANT_FILE", tenant));
    assert_eq!(get(depots.rest, "/goods").status, 200);
    assert_eq!(depots.last().header("x-tenant"), Some("first"));
    secrets.put("tenant", "second");
    until("the new value is sent", || {
        get(depots.rest, "/goods");
        depots.last().header("x-tenant") == Some("second")
    });
}

#[test]
fn a_text_is_sent_as_it_stands() {
    let depots = depots(|config| config.set("region", "north").set("TENANT", "t1"));
    let seen = depots.posted("POST", "/search", r#"{"name":"a \"b\""}"#);
    assert_eq!(seen.text(), "goods called \"a \"b\"\" of t1");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(depots.posted("PUT", "/goods", "").text(), "just this");
}
