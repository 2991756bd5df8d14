//! Commands that ask a running server at its control surface.

mod address;
mod client;
mod health;
mod json;
mod metrics;
mod samples;
mod status;
mod table;
mod traces;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) use self::health::{HealthArguments, run as health};
pub(super) use self::metrics::{MetricsArguments, run as metrics};
pub(super) use self::status::{StatusArguments, run as status};
pub(super) use self::traces::{TracesArguments, run as traces};

/// What all of these commands say about the environment.
const ENVIRONMENT: &str = "\
Environment:
  NAFTIKO_CONTROL_ADDRESS, NAFTIKO_CONTROL_PORT   Where the control surface is, as for the server
  NAFTIKO_CONTROL_TOKEN                           Bearer token of a control surface with authentication
  NAFTIKO_CONTROL_TOKEN_FILE                      File with that token

Exit status: 0 if the server answered, 1 if it did not or is not well, 2 if the command cannot be followed.
";

/// Where the server is, and what proves to it who asks.
#[derive(Args)]
pub(super) struct ServerArguments {
    /// Address of the control surface, such as http://127.0.0.1:9091
    #[arg(value_name = "URL")]
    url: Option<String>,
    /// File with a bearer token, for a control surface with authentication
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// File with a header in each line, for other kinds of authentication
    #[arg(long, value_name = "FILE")]
    header_file: Option<PathBuf>,
}

/// Form of the output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnswerFormat {
    /// For people
    Text,
    /// As the server gave it
    Json,
}
