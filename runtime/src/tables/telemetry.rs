//! The names of metrics, spans and attributes, which begin with that of the language.

/// The names under which operators see a capability.
///
/// Which of the two tables is meant is decided by the root key of the document when it is compiled.
#[derive(Debug)]
pub struct TelemetryNames {
    /// What all of them begin with.
    pub prefix: &'static str,
    /// The span of a function of an aggregate.
    pub function: &'static str,
    /// The attribute for the kind of a surface.
    pub adapter_type: &'static str,
    /// The attribute for the function of an aggregate.
    pub aggregate_ref: &'static str,
    /// The attribute for the capability.
    pub capability: &'static str,
    /// The attribute for the namespace.
    pub namespace: &'static str,
    /// The attribute for what was asked for.
    pub operation_id: &'static str,
    /// The attribute for the operation that a step calls.
    pub step_call: &'static str,
    /// The attribute for the place of a step.
    pub step_index: &'static str,
    /// The attribute for the member that a step searches by.
    pub step_match: &'static str,
    /// The attribute for the name of a step.
    pub step_name: &'static str,
    /// The attribute for a tool.
    pub tool_name: &'static str,
    /// The metric of capabilities that are served.
    pub capability_active: &'static str,
    /// The metric of calls under way.
    pub client_active: &'static str,
    /// The metric of the time of calls.
    pub client_duration: &'static str,
    /// The metric of calls.
    pub client_total: &'static str,
    /// The metric of open connections.
    pub connections_open: &'static str,
    /// The metric of the time of requests.
    pub request_duration: &'static str,
    /// The metric of requests that failed.
    pub request_errors: &'static str,
    /// The metric of requests.
    pub request_total: &'static str,
    /// The metric of spans that no collector got.
    pub spans_dropped: &'static str,
    /// The metric of the time of steps.
    pub step_duration: &'static str,
    /// The metric of the time since the start.
    pub uptime: &'static str,
}

macro_rules! telemetry_names {
    ($prefix:literal, $function:literal) => {
        TelemetryNames {
            prefix: $prefix,
            function: $function,
            adapter_type: concat!($prefix, ".adapter.type"),
            aggregate_ref: concat!($prefix, ".aggregate.ref"),
            capability: concat!($prefix, ".capability"),
            namespace: concat!($prefix, ".namespace"),
            operation_id: concat!($prefix, ".operation.id"),
            step_call: concat!($prefix, ".step.call"),
            step_index: concat!($prefix, ".step.index"),
            step_match: concat!($prefix, ".step.match"),
            step_name: concat!($prefix, ".step.name"),
            tool_name: concat!($prefix, ".tool.name"),
            capability_active: concat!($prefix, ".capability.active"),
            client_active: concat!($prefix, ".http.client.active"),
            client_duration: concat!($prefix, ".http.client.duration.seconds"),
            client_total: concat!($prefix, ".http.client.total"),
            connections_open: concat!($prefix, ".connections.open"),
            request_duration: concat!($prefix, ".request.duration.seconds"),
            request_errors: concat!($prefix, ".request.errors"),
            request_total: concat!($prefix, ".request.total"),
            spans_dropped: concat!($prefix, ".spans.dropped"),
            step_duration: concat!($prefix, ".step.duration.seconds"),
            uptime: concat!($prefix, ".uptime.seconds"),
        }
    };
}

impl TelemetryNames {
    /// Those of a document under `naftiko`.
    pub const NAFTIKO: &'static Self = &telemetry_names!("naftiko", "aggregate.function");
    /// Those of a document under `ikanos`.
    pub const IKANOS: &'static Self = &telemetry_names!("ikanos", "aggregate.flow");
}
