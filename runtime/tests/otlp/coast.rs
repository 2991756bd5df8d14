//! A server as the golden document `control` says, its upstream, and a collector.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lights;
use crate::support::{Answer, SECRET, send};

static MANIFEST: Manifest =
    Manifest { name: "lights", version: "0", capabilities: &[&lights::SERVED] };

/// What operators show.
pub(crate) const WATCH: &str = "watchman-secret";
/// What the collector is shown.
pub(crate) const INGEST: &str = "ingest-secret";

pub(crate) struct Coast {
    pub(crate) server: TestServer,
    pub(crate) rest: SocketAddr,
    pub(crate) mcp: SocketAddr,
    pub(crate) control: SocketAddr,
    pub(crate) collector: TestUpstream,
}

/// Everything is recorded and sent at once, to a collector that takes it.
pub(crate) fn coast(configure: impl FnOnce(Config) -> Config) -> Coast {
    coast_with(configure, |_| Script::json("{}"))
}

pub(crate) fn coast_with(
    configure: impl FnOnce(Config) -> Config,
    collects: impl Fn(&Seen) -> Script + Send + Sync + 'static,
) -> Coast {
    let upstream = TestUpstream::start(|seen| match seen.target.as_str() {
        "/lights/dark" => Script::answer(503, &[("content-type", "application/json")], b"{}"),
        "/lights/gone" => Script::default().close(),
        _ => Script::json("{}"),
    })
    .expect("an upstream");
    let collector = TestUpstream::start(collects).expect("a collector");
    let mut config = Config::default()
        .set("LIGHTS_TOKEN", SECRET)
        .set("WATCH_TOKEN", WATCH)
        .set("LIGHTS_BASE_URI", upstream.uri())
        .set("LIGHTS_COLLECTOR", collector.uri().trim_start_matches("http://"))
        .set("NAFTIKO_CONTROL_PORT", "0")
        .set("OTEL_TRACES_SAMPLER", "parentbased_always_on")
        .set("OTEL_PROPAGATORS", "tracecontext")
        .set("OTEL_BSP_SCHEDULE_DELAY", "20")
        .set("OTEL_METRIC_EXPORT_INTERVAL", "20")
        .set("OTEL_EXPORTER_OTLP_HEADERS", format!("x-ingest={INGEST}"));
    config.limits.linger = Duration::from_millis(1);
    config.limits.retries = 0;
    let server = TestServer::start(&MANIFEST, &configure(config)).expect("a server");
    let address = |name| server.address(name).expect("an address");
    let (rest, mcp) = (address("lights-api"), address("lights-tools"));
    let control = address("control");
    Coast { server, rest, mcp, control, collector }
}

impl Coast {
    /// As who may ask.
    pub(crate) fn ask(&self, path: &str) -> Answer {
        send(self.control, "GET", path, &[("authorization", &format!("Bearer {WATCH}"))], "")
    }

    /// The spans of the first trace whose root has this name.
    pub(crate) fn trace(&self, root: &str) -> Vec<Span> {
        within(|| {
            let spans = spans(&self.collector);
            let id = spans.iter().find(|span| span.name == root)?.trace_id.clone();
            Some(spans.into_iter().filter(|span| span.trace_id == id).collect())
        })
    }
}

/// What `look` finds, as soon as it does.
pub(crate) fn within<T>(look: impl Fn() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < Duration::from_secs(10), "it has not come");
        thread::sleep(Duration::from_millis(5));
    }
}

fn bodies(collector: &TestUpstream, end: &str) -> Vec<Vec<u8>> {
    let seen = collector.seen().into_iter().filter(|seen| seen.target.ends_with(end));
    seen.map(|seen| seen.body).collect()
}

pub(crate) fn traces(collector: &TestUpstream) -> Vec<ExportTraceServiceRequest> {
    bodies(collector, "/v1/traces").iter().map(|body| read(body)).collect()
}

pub(crate) fn metrics(collector: &TestUpstream) -> Vec<ExportMetricsServiceRequest> {
    bodies(collector, "/v1/metrics").iter().map(|body| read(body)).collect()
}

/// The messages leave out what they do not know, so nothing of what came may be missing in them.
fn read<T: Serialize + DeserializeOwned>(body: &[u8]) -> T {
    let mut came: Value = serde_json::from_slice(body).expect("JSON");
    integers(&mut came);
    let message: T = serde_json::from_value(came.clone()).expect("a message of OTLP");
    assert_within(&came, &serde_json::to_value(&message).expect("JSON"), "");
    message
}

/// Integers of 64 bits are texts in the JSON of Protobuf, which these messages forget in one place.
fn integers(came: &mut Value) {
    match came {
        Value::Object(members) => {
            if let Some(value) = members.get_mut("asInt") {
                let number: i64 =
                    value.as_str().and_then(|text| text.parse().ok()).expect("a text");
                *value = number.into();
            }
            members.values_mut().for_each(integers);
        }
        Value::Array(items) => items.iter_mut().for_each(integers),
        _ => {}
    }
}

/// All spans that have come.
pub(crate) fn spans(collector: &TestUpstream) -> Vec<Span> {
    let resources = traces(collector).into_iter().flat_map(|request| request.resource_spans);
    let scopes = resources.flat_map(|resource| resource.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

fn assert_within(came: &Value, read: &Value, at: &str) {
    match (came, read) {
        (Value::Object(came), Value::Object(read)) => {
            for (key, value) in came {
                let found = read.get(key).unwrap_or_else(|| panic!("{at}.{key} is unknown"));
                assert_within(value, found, &format!("{at}.{key}"));
            }
        }
        (Value::Array(came), Value::Array(read)) => {
            assert_eq!(came.len(), read.len(), "{at}");
            for (came, read) in came.iter().zip(read) {
                assert_within(came, read, &format!("{at}[]"));
            }
        }
        (came, read) => {
            // Numbers of 64 bits are texts or numbers, as the reader likes.
            let plain = |value: &Value| value.to_string().trim_matches('"').to_owned();
            let (came, read) = (plain(came), plain(read));
            let number = |text: &str| text.parse::<f64>().ok();
            assert!(came == read || number(&came) == number(&read), "{at}: {came}, not {read}");
        }
    }
}

/// An attribute as a text.
pub(crate) fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        any_value::Value::StringValue(text) => Some(text.clone()),
        any_value::Value::IntValue(number) => Some(format!("#{number}")),
        other => panic!("{key} is {other:?}"),
    }
}
