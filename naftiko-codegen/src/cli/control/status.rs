//! `naftiko status`.

use std::io::{self, IsTerminal as _};
use std::thread;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::client::{ControlClient, failed};
use super::json::{duration, items, member, parse, shown};
use super::table::TextTable;
use super::{AnswerFormat, ENVIRONMENT, ServerArguments};
use crate::cli::{Exit, complain, print};

#[derive(Args)]
#[command(after_help = format!("\
{ENVIRONMENT}
Examples:
  naftiko status
  naftiko status http://127.0.0.1:9091 --watch 2"))]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    server: ServerArguments,
    /// Text for people, or the server's own JSON
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,
    /// Ask again every so many seconds, until it is interrupted
    #[arg(short, long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    watch: Option<u64>,
}

pub(crate) fn run(arguments: &StatusArguments) -> Exit {
    let client = match ControlClient::new(&arguments.server) {
        Ok(client) => client,
        Err(problem) => return failed(problem, Exit::Misuse),
    };
    let Some(pause) = arguments.watch else {
        return match text(&client, arguments.format) {
            Ok(text) => print(&text),
            Err(problem) => failed(problem, Exit::Rejected),
        };
    };
    // A server that starts again is seen again.
    loop {
        match text(&client, arguments.format) {
            Ok(text) => {
                let clear = if io::stdout().is_terminal() { "\u{1b}[H\u{1b}[2J" } else { "" };
                if print(&format!("{clear}{text}")) != Exit::Done {
                    return Exit::Misuse;
                }
            }
            Err(problem) => complain(problem),
        }
        thread::sleep(Duration::from_secs(pause));
    }
}

fn text(client: &ControlClient, format: AnswerFormat) -> Result<String, String> {
    let body = client.found("/status")?;
    match format {
        AnswerFormat::Json => Ok(body + "\n"),
        AnswerFormat::Text => parse(&body).map(|document| describe(&document)),
    }
}

fn describe(status: &Value) -> String {
    let mut out = String::new();
    let mut line = |name: &str, text: &str| out.push_str(&format!("{name:<12}{text}\n"));
    let one = status.get("capability").map(std::slice::from_ref).unwrap_or_default();
    for capability in one.iter().chain(items(status, "capabilities")) {
        let hash: String = member(capability, "specHash").chars().take(12).collect();
        let about = format!(
            "{} ({}, from {}, {hash})",
            member(capability, "label"),
            member(capability, "name"),
            member(capability, "spec")
        );
        line("capability", &about);
    }
    if let Some(build) = status.get("build") {
        line("build", &members(Some(build)));
    }
    line("runtime", &members(status.get("engine")));
    line("uptime", &duration(&member(status, "uptime")));
    line("telemetry", &members(status.get("otel")));
    let mut table = TextTable::new(["TYPE", "NAMESPACE", ">PORT", "STATE"]);
    for adapter in items(status, "adapters") {
        table.push(["type", "namespace", "port", "state"].map(|name| member(adapter, name)));
    }
    format!("{out}\n{}", table.text(""))
}

/// The members of an object: what is called `version` and `status` by its value alone.
fn members(object: Option<&Value>) -> String {
    let members = object.and_then(Value::as_object).into_iter().flatten();
    let told = members.filter_map(|(name, value)| match (name.as_str(), value) {
        (_, Value::Bool(false) | Value::Null | Value::Array(_) | Value::Object(_)) => None,
        ("version" | "status", value) => Some(shown(value)),
        (name, Value::Bool(true)) => Some(naftiko_codegen::finding::visible(name)),
        (name, value) => {
            Some(format!("{} {}", naftiko_codegen::finding::visible(name), shown(value)))
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn what_people_read() {
        let status = serde_json::json!({
            "capability": {"label": "Har\u{1b}bour", "name": "harbour", "spec": "specs/harbour.yaml",
                           "specHash": "0123456789abcdef"},
            "build": {"version": "1.2.3", "commit": "abc"},
            "engine": {"version": "0.1.0", "native": true},
            "uptime": "PT1H2M3S",
            "otel": {"status": "inactive"},
            "adapters": [{"type": "rest", "namespace": "quay-rest", "port": 8080, "state": "started"},
                         {"type": "mcp", "namespace": "quay-mcp", "state": "started"}],
        });
        assert_eq!(
            describe(&status),
            "capability  Har\\u{1b}bour (harbour, from specs/harbour.yaml, 0123456789ab)\n\
             build       1.2.3, commit abc\n\
             runtime     0.1.0, native\n\
             uptime      1 h 2 min\n\
             telemetry   inactive\n\n\
             TYPE  NAMESPACE  PORT  STATE\n\
             rest  quay-rest  8080  started\n\
             mcp   quay-mcp         started\n"
        );
    }
}
