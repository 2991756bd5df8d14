//! The form of the lines of the log.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use super::requests::REQUESTS;
use crate::json::JsonWriter;

/// One type for both forms, so that what writes them is in a binary once.
pub(super) enum LineFormat {
    /// For people, as `tracing_subscriber` writes it.
    Text(Format),
    /// For machines: an object with `timestamp`, `level`, `target`, `message`, and what else an event says in
    /// `fields`.
    Json,
}

impl<S, N> FormatEvent<S, N> for LineFormat
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        match self {
            // It has the form that it was asked for in.
            _ if event.metadata().target() == REQUESTS => message(line, event),
            Self::Text(format) => format.format_event(context, line, event),
            Self::Json => json(line, event),
        }
    }
}

/// The time of now, as every line has it.
pub(crate) fn timestamp() -> String {
    let mut timestamp = String::new();
    // Writing into memory cannot fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut timestamp));
    timestamp
}

fn message(mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let mut fields = EventFields::default();
    event.record(&mut fields);
    writeln!(line, "{}", fields.message)
}

fn json(mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let mut fields = EventFields::default();
    event.record(&mut fields);
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("timestamp").string(&timestamp());
    out.key("level").string(event.metadata().level().as_str());
    out.key("target").string(event.metadata().target());
    out.key("message").string(&fields.message);
    if !fields.others.is_empty() {
        out.key("fields").open_object();
        for (name, value) in &fields.others {
            match value {
                FieldValue::Text(text) => out.key(name).string(text),
                FieldValue::Json(json) => out.key(name).raw(json),
            }
        }
        out.close_object();
    }
    out.close_object();
    writeln!(line, "{}", String::from_utf8_lossy(&out.finish()))
}

enum FieldValue {
    Text(String),
    Json(String),
}

#[derive(Default)]
struct EventFields {
    message: String,
    others: Vec<(&'static str, FieldValue)>,
}

impl EventFields {
    fn take(&mut self, field: &Field, value: FieldValue) {
        match value {
            FieldValue::Text(text) if field.name() == "message" => self.message = text,
            value => self.others.push((field.name(), value)),
        }
    }
}

impl Visit for EventFields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.take(field, FieldValue::Text(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, FieldValue::Text(value.to_owned()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.take(field, FieldValue::Json(value.to_string()));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.take(field, FieldValue::Json(value.to_string()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.take(field, FieldValue::Json(value.to_string()));
    }
}
