//! `naftiko health`.

use clap::Args;
use serde_json::Value;

use super::address::{CONTROL, HEALTH};
use super::client::{ControlAnswer, ControlClient, failed};
use super::json::{items, member, parse};
use super::{AnswerFormat, ENVIRONMENT, ServerArguments};
use crate::cli::{Exit, print};

#[derive(Args)]
#[command(after_help = format!("\
{ENVIRONMENT}  NAFTIKO_HEALTH_ADDRESS and NAFTIKO_HEALTH_PORT, where probes are answered, come first if they are set.

Examples:
  naftiko health
  naftiko health http://127.0.0.1:9091 && echo it is ready"))]
pub(crate) struct HealthArguments {
    #[command(flatten)]
    server: ServerArguments,
    /// Text for people, or the server's own JSON
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,
    /// Ask whether the process runs, and not whether it takes calls
    #[arg(long)]
    live: bool,
}

pub(crate) fn run(arguments: &HealthArguments) -> Exit {
    let client = match ControlClient::at(&arguments.server, &[HEALTH, CONTROL]) {
        Ok(client) => client,
        Err(problem) => return failed(problem, Exit::Misuse),
    };
    let path = if arguments.live { "/health/live" } else { "/health/ready" };
    let answer = match client.get(path) {
        Ok(answer) if matches!(answer.status, 200 | 503) => answer,
        Ok(_) => return failed(client.found(path).err().unwrap_or_default(), Exit::Rejected),
        Err(problem) => return failed(problem, Exit::Rejected),
    };
    let ControlAnswer { status, body } = answer;
    let is_well = status == 200;
    let text = match arguments.format {
        AnswerFormat::Json => body + "\n",
        AnswerFormat::Text => {
            let word = match (arguments.live, is_well) {
                (true, true) => "running",
                (true, false) => "not running",
                (false, true) => "ready",
                (false, false) => "not ready",
            };
            format!(
                "{word}: {}{}\n",
                client.base.text,
                parse(&body).map(|document| surfaces(&document)).unwrap_or_default()
            )
        }
    };
    let exit = if is_well { Exit::Done } else { Exit::Rejected };
    exit.max(print(&text))
}

/// The surfaces that are served, in a line.
fn surfaces(document: &Value) -> String {
    let names: Vec<String> = items(document, "adapters")
        .iter()
        .map(|adapter| format!("{} {}", member(adapter, "type"), member(adapter, "namespace")))
        .collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}
