//! `naftiko traces`.

use std::collections::HashMap;

use clap::Args;
use serde_json::Value;

use super::client::{ControlAnswer, ControlClient, failed};
use super::json::{items, member, milliseconds, parse};
use super::table::TextTable;
use super::{AnswerFormat, ENVIRONMENT, ServerArguments};
use crate::cli::{Exit, print};

#[derive(Args)]
#[command(after_help = format!("\
{ENVIRONMENT}
Examples:
  naftiko traces
  naftiko traces --status error
  naftiko traces --id 4bf92f3577b34da6a3ce929d0e0e4736"))]
pub(crate) struct TracesArguments {
    #[command(flatten)]
    server: ServerArguments,
    /// Show the spans of one trace
    #[arg(long, value_name = "ID", conflicts_with_all = ["operation", "status"])]
    id: Option<String>,
    /// List traces with this text in the name of their operation
    #[arg(long, value_name = "TEXT")]
    operation: Option<String>,
    /// List traces that ended so
    #[arg(long, value_name = "STATUS", value_parser = ["ok", "error"])]
    status: Option<String>,
    /// Text for people, or the server's own JSON
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,
}

pub(crate) fn run(arguments: &TracesArguments) -> Exit {
    let client = match ControlClient::new(&arguments.server) {
        Ok(client) => client,
        Err(problem) => return failed(problem, Exit::Misuse),
    };
    if let Some(id) = &arguments.id
        && !is_id(id)
    {
        return failed(
            "an id has 32 hexadecimal digits; `naftiko traces` lists them",
            Exit::Misuse,
        );
    }
    let body = match ask(&client, arguments) {
        Ok(body) => body,
        Err(problem) => return failed(problem, Exit::Rejected),
    };
    let text = match arguments.format {
        AnswerFormat::Json => Ok(body + "\n"),
        AnswerFormat::Text => parse(&body)
            .map(|document| if arguments.id.is_some() { one(&document) } else { list(&document) }),
    };
    match text {
        Ok(text) => print(&text),
        Err(problem) => failed(problem, Exit::Rejected),
    }
}

fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn ask(client: &ControlClient, arguments: &TracesArguments) -> Result<String, String> {
    if let Some(id) = &arguments.id {
        let id = id.to_ascii_lowercase();
        let ControlAnswer { status, body } = client.get(&format!("/traces/{id}"))?;
        return match status {
            200 => Ok(body),
            404 if body.contains("Trace not found") => {
                Err(format!("there is no trace {id}; only the latest ones are kept"))
            }
            _ => client.found(&format!("/traces/{id}")),
        };
    }
    let filters = [("operation", &arguments.operation), ("status", &arguments.status)];
    let filters = filters
        .iter()
        .filter_map(|(name, text)| Some(format!("{name}={}", encoded(text.as_ref()?))));
    let query = filters.collect::<Vec<_>>().join("&");
    client.found(&if query.is_empty() { "/traces".to_owned() } else { format!("/traces?{query}") })
}

/// Percent-encoded for a query.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn list(document: &Value) -> String {
    let mut table = TextTable::new(["BEGAN", "TRACE", "OPERATION", "STATUS", ">TIME", ">SPANS"]);
    for trace in items(document, "traces") {
        table.push([
            member(trace, "timestamp"),
            member(trace, "traceId"),
            unit(trace),
            member(trace, "status"),
            time(trace),
            member(trace, "spanCount"),
        ]);
    }
    let (used, size) = (member(document, "bufferUsed"), member(document, "bufferSize"));
    format!("{}\n{used} of {size} places for traces are used\n", table.text(""))
}

/// Servers tell whole milliseconds.
fn time(of: &Value) -> String {
    match of.get("durationMs").and_then(Value::as_u64) {
        None => String::new(),
        Some(0) => "< 1 ms".to_owned(),
        Some(time @ ..1000) => format!("{time} ms"),
        Some(time) => milliseconds(time as f64),
    }
}

/// A span with those below it.
struct Branch<'v> {
    span: &'v Value,
    depth: usize,
}

/// What was asked for; the reference says only what the first span is called.
fn unit(trace: &Value) -> String {
    member(trace, if trace.get("unit").is_some() { "unit" } else { "operation" })
}

/// Spans below those that they belong to, with bars as long as they took.
fn one(document: &Value) -> String {
    let spans = items(document, "spans");
    let mut out = format!(
        "{}  {}  {}  {}\n{}\n\n",
        unit(document),
        member(document, "status"),
        time(document),
        member(document, "timestamp"),
        member(document, "traceId")
    );
    let longest =
        spans.iter().filter_map(|span| span.get("durationMs")?.as_f64()).fold(0.0, f64::max);
    let mut table = TextTable::new(["SPAN", "KIND", "STATUS", ">TIME", "", "WHERE"]);
    for Branch { span, depth } in branches(spans) {
        let status = match member(span, "statusCode").as_str() {
            "" => member(span, "status"),
            code => format!("{} {code}", member(span, "status")),
        };
        table.push([
            format!("{}{}", "  ".repeat(depth), member(span, "name")),
            member(span, "kind"),
            status,
            time(span),
            bar(span, longest),
            attributes(span),
        ]);
    }
    out.push_str(&table.text(""));
    out
}

/// The spans in the order of a tree; those whose parent is elsewhere stand at the root.
fn branches(spans: &[Value]) -> Vec<Branch<'_>> {
    let id = |span: &Value| member(span, "spanId");
    let known: HashMap<String, usize> =
        spans.iter().enumerate().map(|(index, span)| (id(span), index)).collect();
    let mut below: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, span) in spans.iter().enumerate() {
        let parent = known.get(&member(span, "parentSpanId")).copied();
        below.entry(parent.filter(|parent| *parent != index)).or_default().push(index);
    }
    let mut found = Vec::new();
    let roots = below.remove(&None).unwrap_or_default();
    let mut waiting: Vec<(usize, usize)> =
        roots.into_iter().rev().map(|index| (index, 0)).collect();
    while let Some((index, depth)) = waiting.pop() {
        found.push(Branch { span: &spans[index], depth });
        let children = below.remove(&Some(index)).unwrap_or_default();
        waiting.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
    }
    found
}

fn bar(span: &Value, longest: f64) -> String {
    const WIDTH: f64 = 24.0;
    let share =
        span.get("durationMs").and_then(Value::as_f64).unwrap_or_default() / longest.max(1.0);
    "█".repeat(((share * WIDTH).round() as usize).max(1))
}

/// What tells a span from others of its name.
fn attributes(span: &Value) -> String {
    let names = ["url.full", "naftiko.tool.name", "naftiko.operation.id", "error.type"];
    let attributes = span.get("attributes").cloned().unwrap_or_default();
    let found = names.iter().map(|name| member(&attributes, name)).filter(|text| !text.is_empty());
    found.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{encoded, is_id, list, one};

    #[test]
    fn ids_and_queries() {
        assert!(is_id("4bf92f3577b34da6a3ce929d0e0e4736"));
        assert!(!is_id("../status") && !is_id(""));
        assert_eq!(encoded("GET /ä&b"), "GET%20%2F%C3%A4%26b");
    }

    #[test]
    fn lists() {
        let document = json!({
            "traces": [{"traceId": "ab", "operation": "GET /a", "durationMs": 12, "status": "OK",
                        "timestamp": "2026-01-01T00:00:00.000Z", "spanCount": 2}],
            "bufferSize": 100, "bufferUsed": 1,
        });
        assert_eq!(
            list(&document),
            "BEGAN                     TRACE  OPERATION  STATUS   TIME  SPANS\n\
             2026-01-01T00:00:00.000Z  ab     GET /a     OK      12 ms      2\n\n\
             1 of 100 places for traces are used\n"
        );
    }

    #[test]
    fn a_trace_is_a_tree() {
        let document = json!({
            "traceId": "ab", "operation": "get", "durationMs": 40, "status": "ERROR", "timestamp": "t",
            "spans": [
                {"spanId": "3", "parentSpanId": "2", "name": "http.client.GET", "kind": "CLIENT", "durationMs": 20,
                 "status": "ERROR", "statusCode": 503, "attributes": {"url.full": "https://a.test/x"}},
                {"spanId": "2", "parentSpanId": "1", "name": "mcp.tool", "kind": "INTERNAL", "durationMs": 30,
                 "status": "OK", "attributes": {"naftiko.tool.name": "get"}},
                {"spanId": "1", "parentSpanId": "elsewhere", "name": "mcp.request", "kind": "SERVER",
                 "durationMs": 40, "status": "OK", "attributes": {}},
            ],
        });
        let text = one(&document);
        let names: Vec<&str> = text
            .lines()
            .skip(4)
            .map(|line| line.split("  ").find(|c| !c.is_empty()).unwrap_or(""))
            .collect();
        assert_eq!(names, ["mcp.request", "mcp.tool", "http.client.GET"], "{text}");
        assert!(
            text.contains("    http.client.GET  CLIENT    ERROR 503  20 ms  ████████████"),
            "{text}"
        );
        // Spans that are their own parents end.
        let circle = json!({"spans": [{"spanId": "1", "parentSpanId": "1", "name": "a"}]});
        assert!(one(&circle).contains('a'));
    }
}
