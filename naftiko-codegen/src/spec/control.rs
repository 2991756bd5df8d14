//! `exposes` of type `control`: what operators can ask.

use super::authentication::{Authentication, no_guard, read_authentication};
use super::fields::{Fields, Text};
use super::key::Key;
use crate::finding::{Code, Finding};
use crate::source::{Node, Scalar, Value};
use crate::text::Span;

/// The switches of a control adapter.
pub(crate) struct ControlSection {
    pub(crate) health: bool,
    pub(crate) info: bool,
    pub(crate) metrics: bool,
    pub(crate) logs: bool,
    /// Number of traces that are kept; zero if they are switched off.
    pub(crate) traces: usize,
    /// Set if anything is traced.
    pub(crate) telemetry: bool,
    /// The share of traces that are recorded.
    pub(crate) sampling: f64,
    /// Set if the context of a trace comes and goes as B3.
    pub(crate) b3: bool,
    pub(crate) exporter: Option<Exporter>,
}

/// OTLP endpoint for traces and metrics.
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

/// Number of traces that are kept if a document does not give one.
pub(crate) const TRACES: usize = 100;

/// Reads what only a control adapter has.
pub(super) fn read_control<'n>(
    mut fields: Fields<'n, '_>,
) -> (ControlSection, Option<Authentication>) {
    fields.what = "a control adapter";
    let mut control = ControlSection::default();
    no_guard(&mut fields);
    let authentication = read_authentication(&mut fields);
    if let Some(inner) = fields.section(Key::Management) {
        read_management(inner, &mut control);
    }
    if let Some(inner) = fields.section(Key::Observability) {
        read_observability(inner, &mut control);
    }
    for key in [Key::Namespace, Key::Description, Key::Transport] {
        if let Some(span) = fields.key_span(key) {
            let key = fields.written(key);
            let message = format!("`{key}` of a control adapter has no effect");
            fields.report(Finding::new(Code::IgnoredKey, span, message));
        }
    }
    fields.ignore(&[Key::Label], Code::IgnoredKey);
    fields.finish();
    (control, authentication)
}

/// Keys of the language that a compiled program does not have, each with its substitute.
const DECLINED: [(Key, &str); 3] = [
    (Key::Reload, "another document is another build: compile it and restart"),
    (
        Key::Validate,
        "a document is validated when it is compiled: `naftiko check`; settings are by the \
         binary's `check`",
    ),
    (Key::Scripting, "there are no scripts at run time"),
];

fn read_management(mut fields: Fields<'_, '_>, control: &mut ControlSection) {
    control.health = fields.boolean(Key::Health).unwrap_or(control.health);
    control.info = fields.boolean(Key::Info).unwrap_or(control.info);
    control.logs = read_logs(&mut fields);
    for (key, instead) in DECLINED {
        if fields.node(key).is_some_and(is_wanted) {
            declined(key, instead, &mut fields);
        }
    }
    fields.finish();
}

/// A switch, or what is switched on one by one.
fn read_logs(management: &mut Fields<'_, '_>) -> bool {
    let Some(node) = management.node(Key::Logs) else { return false };
    if !matches!(node.value, Value::Mapping(_)) {
        return management.boolean(Key::Logs).unwrap_or(false);
    }
    let Some(mut logs) = management.section(Key::Logs) else { return false };
    let levels = logs.boolean(Key::LevelControl).unwrap_or(true);
    if logs.boolean(Key::Stream).unwrap_or(false) {
        declined(Key::Stream, "the log is on stderr; collect it there", &mut logs);
    }
    // Nobody can subscribe.
    logs.node(Key::MaxSubscribers);
    logs.finish();
    levels
}

fn read_observability(mut fields: Fields<'_, '_>, control: &mut ControlSection) {
    let enabled = fields.boolean(Key::Enabled).unwrap_or(true);
    let local = fields.section(Key::Metrics).and_then(|mut metrics| {
        let enabled = metrics.section(Key::Local).and_then(|mut local| {
            let enabled = local.boolean(Key::Enabled);
            local.finish();
            enabled
        });
        metrics.finish();
        enabled
    });
    control.metrics = enabled && local.unwrap_or(true);
    control.telemetry = enabled;
    if let Some(traces) = fields.section(Key::Traces) {
        read_traces(traces, control);
    }
    if !enabled {
        control.traces = 0;
    }
    if let Some(exporters) = fields.section(Key::Exporters) {
        control.exporter = read_exporters(exporters).filter(|_| enabled);
    }
    fields.finish();
}

fn read_traces(mut traces: Fields<'_, '_>, control: &mut ControlSection) {
    if let Some(mut local) = traces.section(Key::Local) {
        if let Some(node) = local.node(Key::BufferSize) {
            let count = scalar(node).and_then(|text| text.parse().ok());
            match count.filter(|count| (10..=10_000).contains(count)) {
                Some(count) => control.traces = count,
                None => {
                    let key = local.written(Key::BufferSize);
                    local.shape(node, key, "a number from 10 to 10000");
                }
            }
        }
        if local.boolean(Key::Enabled) == Some(false) {
            control.traces = 0;
        }
        local.finish();
    }
    if let Some(node) = traces.node(Key::Sampling) {
        let share = scalar(node).and_then(|text| text.parse().ok());
        match share.filter(|share| (0.0..=1.0).contains(share)) {
            Some(share) => control.sampling = share,
            None => other_than(node, Key::Sampling, "a number from 0 to 1", &mut traces),
        }
    }
    if let Some(node) = traces.node(Key::Propagation) {
        match scalar(node) {
            Some("w3c") => control.b3 = false,
            Some("b3") => control.b3 = true,
            _ => other_than(node, Key::Propagation, "`w3c` or `b3`", &mut traces),
        }
    }
    traces.finish();
}

fn read_exporters(mut exporters: Fields<'_, '_>) -> Option<Exporter> {
    let key = exporters.key_span(Key::Otlp);
    let exporter = exporters.section(Key::Otlp).map(|mut otlp| {
        let endpoint = otlp.text(Key::Endpoint);
        let span = key.unwrap_or(otlp.span);
        otlp.finish();
        Exporter { span, endpoint }
    });
    exporters.finish();
    exporter
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(Scalar { text, .. }) => Some(text),
        _ => None,
    }
}

fn other_than(node: &Node, key: Key, wanted: &str, fields: &mut Fields<'_, '_>) {
    let key = fields.written(key);
    match scalar(node) {
        Some(text) => {
            let message = format!("`{key}` must be {wanted}, not `{text}`");
            fields.report(Finding::new(Code::Shape, node.span, message));
        }
        None => fields.shape(node, key, wanted),
    }
}

/// Everything but a plain `false`.
fn is_wanted(node: &Node) -> bool {
    !matches!(&node.value, Value::Scalar(Scalar { text, .. }) if text.eq_ignore_ascii_case("false"))
}

fn declined(key: Key, instead: &str, fields: &mut Fields<'_, '_>) {
    let message = format!("`{}` of a control adapter is not served", fields.written(key));
    let span = fields.key_span(key);
    fields.report(Finding::new(Code::ControlDeclined, span, message).help(instead));
}
