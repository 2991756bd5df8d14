//! What operators ask, as the golden document `control` says, and without a document that says so.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};

use crate::support::{Answer, SECRET, forge_with, get, raw, send, tool};

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/control/src/control/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod lights;

pub(crate) static MANIFEST: Manifest =
    Manifest { name: "lights", version: "0", capabilities: &[&lights::SERVED] };

pub(crate) const WATCH: &str = "watchman-secret";

/// As who may ask.
pub(crate) fn ask(control: SocketAddr, method: &str, path: &str) -> Answer {
    send(control, method, path, &[("authorization", &format!("Bearer {WATCH}"))], "")
}

pub(crate) struct Coast {
    pub(crate) server: TestServer,
    pub(crate) rest: SocketAddr,
    pub(crate) mcp: SocketAddr,
    pub(crate) control: SocketAddr,
    pub(crate) upstream: TestUpstream,
}

/// The document records a share; here it is everything.
fn coast(answer: impl Fn(&Seen) -> Script + Send + Sync + 'static) -> Coast {
    coast_with(|config| config.set("OTEL_TRACES_SAMPLER", "parentbased_always_on"), answer)
}

pub(crate) fn coast_with(
    configure: impl FnOnce(Config) -> Config,
    answer: impl Fn(&Seen) -> Script + Send + Sync + 'static,
) -> Coast {
    let upstream = TestUpstream::start(answer).expect("an upstream");
    let config = Config::default()
        .set("LIGHTS_TOKEN", SECRET)
        .set("WATCH_TOKEN", WATCH)
        .set("LIGHTS_BASE_URI", upstream.uri())
        .set("NAFTIKO_CONTROL_PORT", "0");
    let server = TestServer::start(&MANIFEST, &configure(config)).expect("a server");
    let address = |name| server.address(name).expect("an address");
    let (rest, mcp) = (address("lights-api"), address("lights-tools"));
    let control = address("control");
    Coast { server, rest, mcp, control, upstream }
}

fn metrics(control: SocketAddr) -> String {
    let answer = ask(control, "GET", "/metrics");
    assert_eq!(answer.status, 200);
    let media = answer.header("content-type").expect("a media type");
    assert!(media.starts_with("text/plain; version=0.0.4"), "{media}");
    answer.text()
}

/// The value of the only sample with this beginning and all of these labels.
fn sample(text: &str, name: &str, labels: &[&str]) -> Option<String> {
    let mut found = text.lines().filter(|line| {
        line.starts_with(&format!("{name}{{")) && labels.iter().all(|label| line.contains(label))
    });
    let line = found.next()?;
    assert!(found.next().is_none(), "{name} {labels:?} is not alone in {text}");
    Some(line.rsplit(' ').next().expect("a value").to_owned())
}

#[test]
fn requests_tools_and_calls_are_counted() {
    let coast = coast(|seen| match seen.target.as_str() {
        "/lights/dark" => Script::answer(503, &[("content-type", "application/json")], b"{}"),
        _ => Script::json("{}"),
    });
    for _ in 0..3 {
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
    }
    assert_eq!(send(coast.rest, "PUT", "/lights/a", &[], "{}").status, 400);
    assert_eq!(get(coast.rest, "/nowhere").status, 404);
    assert_ne!(tool(coast.mcp, "get-light", r#"{"light":"a"}"#)["isError"], true);
    assert_eq!(tool(coast.mcp, "get-light", "{}")["isError"], true);
    let text = metrics(coast.control);
    let total = "naftiko_request_total";
    let count = |labels: &[&str]| sample(&text, total, labels);
    let get_light = r#"naftiko_operation_id="/lights/{light} GET""#;
    let put_light = r#"naftiko_operation_id="/lights/{light} PUT""#;
    let rest = r#"naftiko_adapter_type="rest""#;
    assert_eq!(count(&[rest, get_light, r#"status="200""#]).as_deref(), Some("3"));
    assert_eq!(count(&[rest, put_light, r#"status="400""#]).as_deref(), Some("1"));
    let unmatched = r#"naftiko_operation_id="unmatched""#;
    assert_eq!(count(&[rest, unmatched, r#"status="404""#]).as_deref(), Some("1"));
    let tool = r#"naftiko_operation_id="get-light""#;
    assert_eq!(count(&[tool, r#"status="OK""#]).as_deref(), Some("1"));
    assert_eq!(count(&[tool, r#"status="ERROR""#]).as_deref(), Some("1"));
    let errors = |labels: &[&str]| sample(&text, "naftiko_request_errors", labels);
    assert_eq!(errors(&[tool, r#"error_type="handled_error""#]).as_deref(), Some("1"));
    assert_eq!(errors(&[put_light, r#"error_type="request""#]).as_deref(), Some("1"));
    let calls = ["http_request_method=\"GET\"", "http_response_status_code=\"200\""];
    assert_eq!(sample(&text, "naftiko_http_client_total", &calls).as_deref(), Some("4"));
    let seconds = "naftiko_request_duration_seconds";
    let bucket = sample(&text, &format!("{seconds}_bucket"), &[get_light, r#"le="+Inf""#]);
    assert_eq!(bucket.as_deref(), Some("3"));
    assert_eq!(sample(&text, &format!("{seconds}_count"), &[get_light]).as_deref(), Some("3"));
    assert_eq!(coast.upstream.seen().len(), 4);
}

#[test]
fn the_text_is_what_prometheus_reads() {
    let coast = coast(|_| Script::json("{}"));
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    let text = metrics(coast.control);
    let mut families = Vec::new();
    for line in text.lines() {
        if let Some(family) = line.strip_prefix("# TYPE ") {
            families.push(family.split(' ').next().expect("a name"));
            continue;
        }
        if line.starts_with("# HELP ") {
            continue;
        }
        let name = line.split(['{', ' ']).next().expect("a name");
        let family = families.last().expect("a family before its samples");
        let rest = name.strip_prefix(family).unwrap_or_else(|| panic!("{line} in {family}"));
        assert!(["", "_bucket", "_sum", "_count"].contains(&rest), "{line}");
        let value = line.rsplit(' ').next().expect("a value");
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    let distinct: std::collections::BTreeSet<_> = families.iter().collect();
    assert_eq!(distinct.len(), families.len(), "a family is there once");
}

#[test]
fn calls_that_come_to_nothing_are_counted() {
    let coast = coast(|_| Script::default().close());
    assert_eq!(send(coast.rest, "PUT", "/lights/a", &[], r#"{"color":"red"}"#).status, 502);
    let text = metrics(coast.control);
    let failed = r#"error_type="transport""#;
    assert!(sample(&text, "naftiko_http_client_total", &[failed, "\"PUT\""]).is_some(), "{text}");
    let errors = sample(&text, "naftiko_request_errors", &[failed, "lights-api"]);
    assert_eq!(errors.as_deref(), Some("1"));
}

#[test]
fn health_and_state() {
    let coast = coast(|_| Script::json("{}"));
    assert_eq!(ask(coast.control, "GET", "/health/live").text(), r#"{"status":"UP"}"#);
    let ready = ask(coast.control, "GET", "/health/ready");
    assert_eq!((ready.status, ready.json()["status"].as_str()), (200, Some("UP")));
    let adapters = ready.json()["adapters"].clone();
    let port = u64::from(coast.rest.port());
    assert_eq!(adapters.as_array().map(Vec::len), Some(2), "the control surface is not listed");
    assert_eq!(adapters[0]["type"], "rest");
    assert_eq!(adapters[0]["port"].as_u64(), Some(port));
    assert_eq!(adapters[0]["state"], "started");
    let status = ask(coast.control, "GET", "/status").json();
    for name in ["label", "display"] {
        assert_eq!(status["capability"][name], "Lighthouses");
    }
    assert_eq!(status["build"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["build"]["commit"].as_str(), option_env!("NAFTIKO_COMMIT"));
    assert_eq!(status["engine"]["native"], true);
    assert!(status["uptime"].as_str().is_some_and(|text| text.starts_with("PT")), "{status}");
    let config = ask(coast.control, "GET", "/config");
    assert_eq!(config.json()["capabilities"][0]["variables"]["LIGHTS_TOKEN"], "***");
    assert!(!config.text().contains(SECRET));
    let limits = &config.json()["limits"];
    assert!(limits["requestBytes"].is_u64() && limits["resultBytes"].is_u64(), "{limits}");
}

#[test]
fn what_is_not_there_and_what_is_not_taken() {
    let coast = coast(|_| Script::json("{}"));
    for path in ["/", "/scripting", "/logs", "/config/reload", "/health"] {
        assert_eq!(ask(coast.control, "GET", path).status, 404, "{path}");
    }
    // There is no document at run time that could be validated, and no setting that could be reloaded.
    for path in ["/config/validate", "/config/reload"] {
        assert_eq!(ask(coast.control, "POST", path).status, 404, "{path}");
    }
    let refused = ask(coast.control, "POST", "/metrics");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
    let head = ask(coast.control, "HEAD", "/health/live");
    assert_eq!((head.status, head.header("content-length")), (200, Some("15")));
}

#[test]
fn strangers_are_told_nothing() {
    let coast = coast(|_| Script::json("{}"));
    for path in ["/health/live", "/metrics", "/nowhere"] {
        assert_eq!(get(coast.control, path).status, 401, "{path}");
    }
    assert!(!ask(coast.control, "GET", "/config").text().contains(WATCH));
}

#[test]
fn a_server_that_ends_is_not_ready() {
    let coast = coast(|_| Script::json("{}"));
    coast.server.drain();
    // Long before the doors close.
    thread::sleep(Duration::from_millis(20));
    let ready = ask(coast.control, "GET", "/health/ready");
    assert_eq!((ready.status, ready.json()["status"].as_str()), (503, Some("DEGRADED")));
    assert!(coast.server.stop());
}

#[test]
fn an_operator_can_ask_for_it() {
    let pair = forge_with(|config| config.set("NAFTIKO_CONTROL_PORT", "0"), |_| Script::json("{}"));
    let control = pair.server.address("control").expect("a control surface");
    assert_eq!(get(pair.rest(), "/v1/forge/training/jobs").status, 200);
    let text = metrics(control);
    let labels = [r#"naftiko_operation_id="/v1/forge/training/jobs GET""#];
    assert_eq!(sample(&text, "naftiko_request_total", &labels).as_deref(), Some("1"));
    assert_eq!(get(control, "/status").status, 200);
    let without = forge_with(|config| config, |_| Script::json("{}"));
    assert_eq!(without.server.address("control"), None);
}

/// A page of another site whose name is made to mean this machine sends its own name.
#[test]
fn pages_of_other_sites_are_told_nothing() {
    let with = |config: Config| {
        let hosts = "ops.example, ops.example:8443";
        config.set("NAFTIKO_CONTROL_PORT", "0").set("NAFTIKO_CONTROL_HOSTS", hosts)
    };
    let pair = forge_with(with, |_| Script::json("{}"));
    let control = pair.server.address("control").expect("a control surface");
    let ask = |host: &str, more: &str| {
        raw(control, &format!("GET /status HTTP/1.1\r\nhost: {host}\r\n{more}\r\n"))
    };
    for host in ["evil.example", "evil.example:9091", "127.0.0.1.evil.example", "10.0.0.1"] {
        let refused = ask(host, "");
        assert_eq!(refused.status, 403, "{host}");
        assert_eq!(refused.json()["detail"], "this host name is not served here");
    }
    assert_eq!(ask("localhost", "origin: https://evil.example\r\n").status, 403);
    for host in ["localhost", "127.0.0.1:1", "[::1]:9091", "Ops.example", "ops.example:8443"] {
        assert_eq!(ask(host, "").status, 200, "{host}");
    }
    let change = raw(
        control,
        "PUT /logs/h2 HTTP/1.1\r\nhost: evil.example\r\ncontent-length: 17\r\n\r\n{\"level\":\"trace\"}",
    );
    assert_eq!(change.status, 403);
    // The same holds behind a guard.
    let coast = coast(|_| Script::json("{}"));
    let request =
        |host: &str, more: &str| format!("GET /status HTTP/1.1\r\nhost: {host}\r\n{more}\r\n");
    let shown = format!("authorization: Bearer {WATCH}\r\n");
    assert_eq!(raw(coast.control, &request("evil.example", &shown)).status, 403);
    assert_eq!(raw(coast.control, &request("localhost", "")).status, 401);
    assert_eq!(raw(coast.control, &request("localhost", &shown)).status, 200);
    // Who listens for others is called by names that only they know.
    let with = |config: Config| {
        config.set("NAFTIKO_CONTROL_PORT", "0").set("NAFTIKO_CONTROL_ADDRESS", "0.0.0.0")
    };
    let open = forge_with(with, |_| Script::json("{}"));
    let mut control = open.server.address("control").expect("a control surface");
    control.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    assert_eq!(raw(control, &request("evil.example", "")).status, 200);
}

#[test]
fn it_shares_no_listener() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = port.local_addr().expect("an address").port().to_string();
    let mut config =
        Config::default().set("LIGHTS_API_PORT", port.clone()).set("NAFTIKO_CONTROL_PORT", port);
    config.mock = true;
    let error = TestServer::start(&MANIFEST, &config).expect_err("a conflict").to_string();
    assert!(error.contains("NAFTIKO_CONTROL_PORT"), "{error}");
}

#[test]
fn tools_are_traced() {
    let coast = coast(|_| Script::json("{}"));
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    assert_ne!(tool(coast.mcp, "get-light", r#"{"light":"a"}"#)["isError"], true);
    assert_eq!(tool(coast.mcp, "get-light", "{}")["isError"], true);
    let answer = ask(coast.control, "GET", "/traces?operation=mcp.request");
    assert!(!answer.text().contains(SECRET) && !answer.text().contains(WATCH));
    let traces = answer.json()["traces"].clone();
    assert_eq!(traces.as_array().map(Vec::len), Some(2));
    assert_eq!((&traces[0]["status"], &traces[0]["spanCount"]), (&"ERROR".into(), &2.into()));
    assert_eq!((&traces[1]["status"], &traces[1]["spanCount"]), (&"OK".into(), &3.into()));
    assert_eq!(traces[1]["operation"], "mcp.request");
    assert_eq!(traces[1]["unit"], "get-light");
    let id = traces[1]["traceId"].as_str().expect("an id");
    let one = ask(coast.control, "GET", &format!("/traces/{id}")).json();
    let spans = one["spans"].as_array().expect("spans");
    let is = |at: usize, name: &str, kind: &str| {
        assert_eq!((&spans[at]["name"], &spans[at]["kind"]), (&name.into(), &kind.into()));
    };
    is(0, "mcp.request", "SERVER");
    is(1, "http.client.GET", "CLIENT");
    is(2, "mcp.tool", "INTERNAL");
    assert_eq!(spans[0]["attributes"]["naftiko.operation.id"], "tools/call");
    assert_eq!(spans[2]["attributes"]["naftiko.tool.name"], "get-light");
    assert_eq!(spans[2]["parentSpanId"], spans[0]["spanId"]);
    assert_eq!(spans[1]["parentSpanId"], spans[2]["spanId"]);
    assert_eq!(get(coast.control, "/traces").status, 401);
}
