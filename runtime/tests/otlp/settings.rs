//! The variables of OpenTelemetry win over the document.

use std::thread;
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

use crate::coast::{attribute, coast, spans, traces, within};
use crate::support::{REST, forge_with, get};

const JOBS: &str = "/v1/forge/training/jobs";

fn quick(config: Config, collector: &TestUpstream) -> Config {
    config
        .set("OTEL_EXPORTER_OTLP_ENDPOINT", format!("{}/", collector.uri()))
        .set("OTEL_BSP_SCHEDULE_DELAY", "20")
        .set("OTEL_METRIC_EXPORT_INTERVAL", "20")
}

#[test]
fn another_endpoint_and_another_name() {
    let other = TestUpstream::start(|_| Script::json("{}")).expect("a collector");
    let coast = coast(|config| {
        let config = config.set("OTEL_EXPORTER_OTLP_ENDPOINT", other.uri());
        config.set("OTEL_SERVICE_NAME", "lighthouse")
    });
    assert_eq!(coast.ask("/status").json()["otel"]["status"], "active");
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    within(|| (spans(&other).len() == 2).then_some(()));
    assert!(coast.collector.seen().is_empty());
    assert!(other.seen().iter().all(|seen| seen.target.starts_with("/v1/")));
    let resource = traces(&other)[0].resource_spans[0].resource.clone().expect("a resource");
    assert_eq!(attribute(&resource.attributes, "service.name").as_deref(), Some("lighthouse"));
}

#[test]
fn switched_off() {
    let coast = coast(|config| config.set("OTEL_SDK_DISABLED", "true"));
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    assert_eq!(coast.ask("/status").json()["otel"]["status"], "inactive");
    thread::sleep(Duration::from_millis(200));
    assert!(coast.server.stop());
    assert!(coast.collector.seen().is_empty());
}

#[test]
fn an_endpoint_that_is_not_known_stops_nothing() {
    for value in ["", "host with spaces"] {
        let coast = coast(|config| config.set("LIGHTS_COLLECTOR", value));
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
        assert_eq!(coast.ask("/status").json()["otel"]["status"], "inactive");
    }
}

/// Without a control surface an operator can ask for it all the same.
#[test]
fn an_operator_asks() {
    let collector = TestUpstream::start(|_| Script::json("{}")).expect("a collector");
    let pair = forge_with(|config| quick(config, &collector), |_| Script::json("{}"));
    assert_eq!(pair.server.address("control"), None);
    assert_eq!(get(pair.rest(), JOBS).status, 200);
    within(|| (spans(&collector).len() == 2).then_some(()));
    let told = pair.only();
    let parent = told.header("traceparent").expect("a parent");
    let sent = spans(&collector);
    let trace: String = sent[0].trace_id.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(parent.contains(&trace) && parent.ends_with("-01"), "{parent} {trace}");
}

/// Where no upstream is called, only an operator has anything sent.
#[test]
fn calls_that_are_only_imagined() {
    let collector = TestUpstream::start(|_| Script::json("{}")).expect("a collector");
    let mut config = quick(Config::default(), &collector);
    config.mock = true;
    let server = TestServer::start(&crate::forge::MANIFEST, &config).expect("a server");
    assert_eq!(get(server.address(REST).expect("an address"), JOBS).status, 200);
    let found = within(|| Some(spans(&collector)).filter(|spans| spans.len() == 2));
    assert_eq!(found[1].name, "http.client.GET");
    let coast = coast(|mut config| {
        config.mock = true;
        config
    });
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    assert!(coast.server.stop());
    assert!(coast.collector.seen().is_empty());
}
