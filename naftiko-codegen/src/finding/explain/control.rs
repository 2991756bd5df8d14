//! Findings about control adapters.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::ControlTwice,
        explain(
            "A capability has a second adapter of type `control`.",
            "Both would tell the same, and only one can be meant.",
            "Remove one of them.",
        ),
    ),
    (
        Code::ControlExposed,
        explain(
            "A control adapter listens on an address that other machines can reach.",
            "What it tells is for operators: names of hosts, numbers of calls, limits.",
            "Listen on 127.0.0.1, or let only your own monitoring reach the port.",
        ),
    ),
    (
        Code::ControlDeclined,
        explain(
            "A control adapter asks for something that is not served: reload, validation, a \
             stream of the log or scripts. The rest of the adapter works.",
            "At run time there is no document, so there is none to reload, validate or script; \
             requests for it are answered 404.",
            "Remove the key. Validate a changed document with `naftiko check`, compile it and \
             restart; the `check` of the binary says whether it would start with new settings. \
             Collect the log from stderr.",
        ),
    ),
    (
        Code::ExporterEndpoint,
        explain(
            "`exporters.otlp` does not say where the collector is, or not as an http or https URI.",
            "Traces and metrics go to `/v1/traces` and `/v1/metrics` below it. Without it nothing \
             is sent, unless OTEL_EXPORTER_OTLP_ENDPOINT is set when the server starts.",
            "Write the URI above `/v1/traces`, such as `http://collector:4318`. Variables are \
             possible: `http://{{COLLECTOR}}:4318`.",
        ),
    ),
    (
        Code::ExporterFeature,
        explain(
            "A control adapter has traces and metrics sent to a collector.",
            "What sends them is part of a binary only when it is asked for, so that others stay \
             small. A binary without it says so at start, and serves all the same.",
            "Build with `--features otlp`, or enable the feature `otlp` of `naftiko-runtime`.",
        ),
    ),
];
