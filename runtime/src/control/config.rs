//! `/config`: what the server was told, without what nobody may see.

use bytes::Bytes;

use super::source::Source;
use crate::config::Limits;
use crate::json::JsonWriter;

const HIDDEN: &str = "***";

pub(super) fn config(sources: &[Source]) -> Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("capabilities").open_array();
    for source in sources {
        capability(source, &mut out);
    }
    out.close_array();
    if let Some(source) = sources.first() {
        out.key("limits");
        limits(source.state.limits(), &mut out);
    }
    out.close_object();
    out.finish()
}

fn capability(source: &Source, out: &mut JsonWriter) {
    let capability = source.state.capability();
    out.open_object();
    out.key("name").string(capability.name);
    out.key("variables").open_object();
    for (variable, value) in capability.variables.iter().zip(source.state.variables()) {
        out.key(variable.name).string(if variable.secret { HIDDEN } else { value });
    }
    out.close_object();
    out.key("upstreams").open_array();
    for (upstream, endpoint) in capability.upstreams.iter().zip(source.state.endpoints()) {
        out.open_object();
        out.key("namespace").string(upstream.namespace);
        // Only the host: paths of webhooks are secrets.
        out.key("host").string(endpoint.host());
        out.member("secure", &endpoint.is_secure());
        out.close_object();
    }
    out.close_array();
    out.close_object();
}

fn limits(limits: &Limits, out: &mut JsonWriter) {
    let sizes = [
        ("requestBytes", limits.request_bytes),
        ("responseBytes", limits.response_bytes),
        ("headerBytes", limits.header_bytes),
        ("connections", limits.connections),
        ("upstreamCalls", limits.upstream_calls),
        ("upstreamQueue", limits.upstream_queue),
        ("workers", limits.workers),
    ];
    let times = [
        ("headerTimeoutMs", limits.header_timeout),
        ("bodyTimeoutMs", limits.body_timeout),
        ("connectTimeoutMs", limits.connect_timeout),
        ("answerTimeoutMs", limits.answer_timeout),
        ("callTimeoutMs", limits.call_timeout),
        ("writeTimeoutMs", limits.write_timeout),
        ("breakerMs", limits.breaker_rest),
        ("lingerMs", limits.linger),
        ("drainMs", limits.drain_timeout),
    ];
    out.open_object();
    for (name, size) in sizes {
        out.member(name, &i64::try_from(size).unwrap_or(i64::MAX));
    }
    for (name, time) in times {
        out.member(name, &i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
    }
    out.member("retries", &i64::from(limits.retries));
    out.member("breakerFailures", &i64::from(limits.breaker_failures));
    out.close_object();
}
