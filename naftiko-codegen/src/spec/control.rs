//! `exposes` of type `control`: what operators can ask.

use super::authentication::{Authentication, no_guard, read_authentication};
use super::fields::{Fields, Text, shape};
use super::local::is_local;
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Scalar, Value};
use crate::text::Span;

/// The switches of a control adapter.
pub(crate) struct ControlSection {
    pub(crate) health: bool,
    pub(crate) info: bool,
    pub(crate) metrics: bool,
    pub(crate) logs: bool,
    /// How many traces are kept; none when they are switched off.
    pub(crate) traces: usize,
    /// Set if anything is traced.
    pub(crate) telemetry: bool,
    /// The share of traces that are recorded.
    pub(crate) sampling: f64,
    /// Set if the context of a trace comes and goes as B3.
    pub(crate) b3: bool,
    pub(crate) exporter: Option<Exporter>,
}

/// Where traces and metrics are sent over OTLP.
pub(crate) struct Exporter {
    pub(crate) span: Span,
    pub(crate) endpoint: Option<Text>,
}

impl Default for ControlSection {
    fn default() -> Self {
        Self {
            health: true,
            info: false,
            metrics: true,
            logs: false,
            traces: TRACES,
            telemetry: true,
            sampling: 1.0,
            b3: false,
            exporter: None,
        }
    }
}

/// How many traces are kept where a document does not say.
pub(crate) const TRACES: usize = 100;

const KEYS: &[&str] = &["type", "address", "port", "authentication", "management", "observability"];
const MANAGEMENT_KEYS: &[&str] = &["health", "info", "reload", "validate", "logs", "scripting"];
const OBSERVABILITY_KEYS: &[&str] = &["enabled", "metrics", "traces", "exporters"];

/// Reads what only a control adapter has.
pub(super) fn read_control<'n>(
    mut fields: Fields<'n>,
    findings: &mut Findings,
) -> (ControlSection, Option<Authentication<'n>>) {
    let mut control = ControlSection::default();
    no_guard(&fields, findings);
    let authentication = read_authentication(&mut fields, findings);
    if let Some(inner) = section(&mut fields, "management", findings) {
        read_management(inner, &mut control, findings);
    }
    if let Some(inner) = section(&mut fields, "observability", findings) {
        read_observability(inner, &mut control, findings);
    }
    for key in ["namespace", "description", "transport"] {
        if let Some(span) = fields.key_span(key) {
            let message = format!("`{key}` of a control adapter has no effect");
            findings.push(Finding::new(Code::IgnoredKey, span, message));
        }
    }
    fields.ignore(&["label"], Code::IgnoredKey, "a control adapter", findings);
    fields.finish("a control adapter", KEYS, findings);
    (control, authentication)
}

fn section<'n>(fields: &mut Fields<'n>, key: &str, findings: &mut Findings) -> Option<Fields<'n>> {
    let node = fields.node(key, findings)?;
    Fields::of(node, key, findings)
}

fn read_management(mut inner: Fields<'_>, control: &mut ControlSection, findings: &mut Findings) {
    control.health = inner.boolean("health", findings).unwrap_or(control.health);
    control.info = inner.boolean("info", findings).unwrap_or(control.info);
    control.logs = read_logs(&mut inner, findings);
    for (key, instead) in [
        ("reload", "another document is another build: compile it and restart"),
        (
            "validate",
            "a document is validated when it is compiled: `naftiko check`; settings are by the \
             binary's `check`",
        ),
        ("scripting", "there are no scripts at run time"),
    ] {
        let span = inner.key_span(key);
        if inner.node(key, findings).is_some_and(is_wanted) {
            declined(span, key, instead, findings);
        }
    }
    inner.finish("management", MANAGEMENT_KEYS, findings);
}

/// A switch, or what is switched on one by one.
fn read_logs(management: &mut Fields<'_>, findings: &mut Findings) -> bool {
    let is_written_out = management
        .entries()
        .iter()
        .any(|entry| entry.key.text == "logs" && matches!(entry.value.value, Value::Mapping(_)));
    if !is_written_out {
        return management.boolean("logs", findings).unwrap_or(false);
    }
    let Some(mut logs) = section(management, "logs", findings) else {
        return false;
    };
    let levels = logs.boolean("level-control", findings).unwrap_or(true);
    let span = logs.key_span("stream");
    if logs.boolean("stream", findings).unwrap_or(false) {
        declined(span, "stream", "the log is on stderr; collect it there", findings);
    }
    // Nobody can subscribe.
    let _ = logs.node("max-subscribers", findings);
    logs.finish("logs", &["level-control", "stream", "max-subscribers"], findings);
    levels
}

fn read_observability(
    mut inner: Fields<'_>,
    control: &mut ControlSection,
    findings: &mut Findings,
) {
    let enabled = inner.boolean("enabled", findings).unwrap_or(true);
    let local = section(&mut inner, "metrics", findings).and_then(|mut metrics| {
        let enabled = section(&mut metrics, "local", findings).and_then(|mut local| {
            let enabled = local.boolean("enabled", findings);
            local.finish("local", &["enabled"], findings);
            enabled
        });
        metrics.finish("metrics", &["local"], findings);
        enabled
    });
    control.metrics = enabled && local.unwrap_or(true);
    control.telemetry = enabled;
    if let Some(traces) = section(&mut inner, "traces", findings) {
        read_traces(traces, control, findings);
    }
    if !enabled {
        control.traces = 0;
    }
    if let Some(exporters) = section(&mut inner, "exporters", findings) {
        control.exporter = read_exporters(exporters, findings).filter(|_| enabled);
    }
    inner.finish("observability", OBSERVABILITY_KEYS, findings);
}

fn read_traces(mut traces: Fields<'_>, control: &mut ControlSection, findings: &mut Findings) {
    if let Some(mut local) = section(&mut traces, "local", findings) {
        if let Some(node) = local.node("buffer-size", findings) {
            let count = scalar(node).and_then(|text| text.parse().ok());
            match count.filter(|count| (10..=10_000).contains(count)) {
                Some(count) => control.traces = count,
                None => {
                    let wanted = "a number from 10 to 10000";
                    shape(node.span, "buffer-size", wanted, &node.value, findings);
                }
            }
        }
        if local.boolean("enabled", findings) == Some(false) {
            control.traces = 0;
        }
        local.finish("local", &["enabled", "buffer-size"], findings);
    }
    if let Some(node) = traces.node("sampling", findings) {
        let share = scalar(node).and_then(|text| text.parse().ok());
        match share.filter(|share| (0.0..=1.0).contains(share)) {
            Some(share) => control.sampling = share,
            None => other_than(node, "sampling", "a number from 0 to 1", findings),
        }
    }
    if let Some(node) = traces.node("propagation", findings) {
        match scalar(node) {
            Some("w3c") => control.b3 = false,
            Some("b3") => control.b3 = true,
            _ => other_than(node, "propagation", "`w3c` or `b3`", findings),
        }
    }
    traces.finish("traces", &["local", "sampling", "propagation"], findings);
}

fn read_exporters(mut exporters: Fields<'_>, findings: &mut Findings) -> Option<Exporter> {
    let key = exporters.key_span("otlp");
    let exporter = section(&mut exporters, "otlp", findings).map(|mut otlp| {
        let endpoint = otlp.text("endpoint", findings);
        let span = key.unwrap_or(otlp.span);
        otlp.finish("otlp", &["endpoint"], findings);
        Exporter { span, endpoint }
    });
    exporters.finish("exporters", &["otlp"], findings);
    exporter
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(Scalar { text, .. }) => Some(text),
        _ => None,
    }
}

fn other_than(node: &Node, key: &str, wanted: &str, findings: &mut Findings) {
    match scalar(node) {
        Some(text) => {
            let message = format!("`{key}` must be {wanted}, not `{text}`");
            findings.push(Finding::new(Code::Shape, node.span, message));
        }
        None => shape(node.span, key, wanted, &node.value, findings),
    }
}

/// Everything but a plain `false`.
fn is_wanted(node: &Node) -> bool {
    !matches!(&node.value, Value::Scalar(Scalar { text, .. }) if text.eq_ignore_ascii_case("false"))
}

fn declined(span: Option<Span>, key: &str, instead: &str, findings: &mut Findings) {
    let message = format!("`{key}` of a control adapter is not served");
    findings.push(Finding::new(Code::ControlDeclined, span, message).help(instead));
}

/// Returns `true` if an address is this machine's own.
pub(crate) fn is_loopback(address: &Text) -> bool {
    is_local(address.value.trim())
}
