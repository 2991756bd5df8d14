//! `/config`: what the server was told, without what nobody may see.

use bytes::Bytes;

use super::source::Source;
use crate::config::{BoundSources, Limits};
use crate::json::JsonWriter;
use crate::tables::Capability;

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
    let values = source.state.values();
    for (variable, value) in capability.variables.iter().zip(values.variables()) {
        out.key(variable.name()).string(if variable.is_secret() { HIDDEN } else { value });
    }
    out.close_object();
    bound(capability, values.sources(), out);
    out.key("folders").open_object();
    for (variable, root) in source.surfaces.iter().flat_map(|surface| &surface.folders) {
        out.key(variable).string(root);
    }
    out.close_object();
    out.key("upstreams").open_array();
    for (upstream, endpoint) in capability.upstreams.iter().zip(source.state.endpoints()) {
        out.open_object();
        out.key("namespace").string(upstream.namespace);
        // Only the host: paths of webhooks are secrets.
        out.key("host").string(endpoint.origin.host());
        out.member("secure", &endpoint.origin.is_secure());
        out.close_object();
    }
    out.close_array();
    out.close_object();
}

/// Where values come from that stand in files of binds.
fn bound(capability: &Capability, values: &BoundSources, out: &mut JsonWriter) {
    let variables = capability.variables.iter().enumerate();
    let sources: Vec<_> =
        variables.filter_map(|(index, variable)| Some((variable, values.get(index)?))).collect();
    if sources.is_empty() {
        return;
    }
    out.key("bound").open_object();
    for (variable, source) in sources {
        out.key(variable.name()).open_object();
        out.key("file").string(source.path());
        out.key("key").string(source.key());
        out.close_object();
    }
    out.close_object();
}

fn limits(limits: &Limits, out: &mut JsonWriter) {
    // Taken apart, so that no limit is forgotten here.
    let Limits {
        request_bytes,
        response_bytes,
        result_bytes,
        buffer_bytes,
        connection_buffer_bytes,
        header_bytes,
        header_timeout,
        body_timeout,
        connect_timeout,
        answer_timeout,
        call_timeout,
        write_timeout,
        connections,
        upstream_calls,
        upstream_queue,
        retries,
        breaker_failures,
        breaker_rest,
        linger,
        drain_timeout,
        workers,
    } = *limits;
    let sizes = [
        ("requestBytes", request_bytes),
        ("responseBytes", response_bytes),
        ("resultBytes", result_bytes),
        ("bufferBytes", buffer_bytes),
        ("connectionBufferBytes", connection_buffer_bytes),
        ("headerBytes", header_bytes),
        ("connections", connections),
        ("upstreamCalls", upstream_calls),
        ("upstreamQueue", upstream_queue),
        ("workers", workers),
    ];
    let times = [
        ("headerTimeoutMs", header_timeout),
        ("bodyTimeoutMs", body_timeout),
        ("connectTimeoutMs", connect_timeout),
        ("answerTimeoutMs", answer_timeout),
        ("callTimeoutMs", call_timeout),
        ("writeTimeoutMs", write_timeout),
        ("breakerMs", breaker_rest),
        ("lingerMs", linger),
        ("drainMs", drain_timeout),
    ];
    out.open_object();
    for (name, size) in sizes {
        out.member(name, &i64::try_from(size).unwrap_or(i64::MAX));
    }
    for (name, time) in times {
        out.member(name, &i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
    }
    out.member("retries", &i64::from(retries));
    out.member("breakerFailures", &i64::from(breaker_failures));
    out.close_object();
}
