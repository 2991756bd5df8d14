//! Reading the command line.

use std::time::Duration;

use crate::config::number;
use crate::surface::Manifest;

/// The time for an answer of a running server, in seconds, and the most that makes sense.
const TIMEOUT: usize = 3;
const LONGEST_TIMEOUT: usize = 300;

/// The command of the process.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Serve { mock: bool },
    Stdio { mock: bool, surface: Option<String> },
    Check,
    Describe(Format),
    Health(HealthQuestion),
    Help,
    Version,
}

/// A question to a running server.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HealthQuestion {
    /// Set if it need not be ready.
    pub(super) live: bool,
    pub(super) timeout: Duration,
    /// Host and port; `None` for those of the environment.
    pub(super) address: Option<String>,
}

/// The format of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
}

pub(super) fn parse(arguments: &[String]) -> Result<Command, String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if arguments.iter().any(|one| matches!(*one, "--help" | "-h" | "help")) {
        return Ok(Command::Help);
    }
    if arguments.iter().any(|one| matches!(*one, "--version" | "-V")) {
        return Ok(Command::Version);
    }
    match arguments.as_slice() {
        [] => Ok(Command::Serve { mock: false }),
        ["--mock"] => Ok(Command::Serve { mock: true }),
        ["serve", options @ ..] => serve(options),
        ["mcp", options @ ..] => stdio(options),
        ["check"] => Ok(Command::Check),
        ["check", other, ..] => Err(format!("check does not take '{other}'")),
        ["describe", options @ ..] => describe(options),
        ["health", options @ ..] => health(options),
        [other, ..] => Err(format!("unknown command '{other}'")),
    }
}

fn serve(options: &[&str]) -> Result<Command, String> {
    match options {
        [] => Ok(Command::Serve { mock: false }),
        ["--mock"] => Ok(Command::Serve { mock: true }),
        [other, ..] => Err(format!("serve does not take '{other}'")),
    }
}

fn stdio(options: &[&str]) -> Result<Command, String> {
    let (mut stdio, mut mock, mut surface) = (false, false, None);
    let mut rest = options;
    loop {
        rest = match rest {
            [] if stdio => return Ok(Command::Stdio { mock, surface }),
            [] => return Err("mcp needs '--stdio'".to_owned()),
            ["--stdio", rest @ ..] => {
                stdio = true;
                rest
            }
            ["--mock", rest @ ..] => {
                mock = true;
                rest
            }
            ["--surface", name, rest @ ..] => {
                surface = Some((*name).to_owned());
                rest
            }
            ["--surface"] => return Err("'--surface' needs a namespace".to_owned()),
            [other, ..] => return Err(format!("mcp does not take '{other}'")),
        };
    }
}

fn describe(options: &[&str]) -> Result<Command, String> {
    match options {
        [] | ["--format", "text"] | ["--format=text"] => Ok(Command::Describe(Format::Text)),
        ["--format", "json"] | ["--format=json"] => Ok(Command::Describe(Format::Json)),
        ["--format", ..] => Err("'--format' must be text or json".to_owned()),
        [other, ..] => Err(format!("describe does not take '{other}'")),
    }
}

fn health(options: &[&str]) -> Result<Command, String> {
    let (mut live, mut timeout, mut address) = (false, TIMEOUT, None);
    let mut rest = options;
    loop {
        rest = match rest {
            [] => break,
            ["--live", rest @ ..] => {
                live = true;
                rest
            }
            ["--timeout", seconds, rest @ ..] => {
                timeout = whole_seconds(seconds)?;
                rest
            }
            ["--timeout"] => return Err("'--timeout' needs a number of seconds".to_owned()),
            [option, rest @ ..] if option.starts_with("--timeout=") => {
                timeout = whole_seconds(&option["--timeout=".len()..])?;
                rest
            }
            [given, rest @ ..] if address.is_none() && is_host_and_port(given) => {
                address = Some((*given).to_owned());
                rest
            }
            [other, ..] => {
                return Err(format!("health does not take '{other}'; an address is HOST:PORT"));
            }
        };
    }
    let timeout = Duration::from_secs(u64::try_from(timeout).unwrap_or(u64::MAX));
    Ok(Command::Health(HealthQuestion { live, timeout, address }))
}

fn whole_seconds(text: &str) -> Result<usize, String> {
    number::whole("--timeout", text, 1, LONGEST_TIMEOUT).map_err(|flaw| {
        format!("'--timeout' must be a number of seconds from 1 to {LONGEST_TIMEOUT}: {flaw}")
    })
}

fn is_host_and_port(text: &str) -> bool {
    let (host, port) = text.rsplit_once(':').unwrap_or_default();
    !text.starts_with('-')
        && !host.is_empty()
        && !host.contains('/')
        && number::whole("", port, 1, usize::from(u16::MAX)).is_ok()
}

pub(super) fn help(manifest: &Manifest) -> String {
    let name = manifest.name;
    let labels: Vec<&str> = manifest.capabilities.iter().map(|one| one.capability.label).collect();
    format!(
        "{name} {}\n{}\n\n\
         Usage:\n  \
         {name} [serve] [--mock]            serve every surface\n  \
         {name} mcp --stdio [--mock] [--surface NAMESPACE]\n                                   \
         serve the tools on stdin and stdout\n  \
         {name} check                       say what serve lacks in its environment\n  \
         {name} describe [--format text|json]  show what is compiled in\n  \
         {name} health [--live] [--timeout SECONDS] [HOST:PORT]\n                                   \
         ask a running server whether it is ready; exit code 0 or 1\n  \
         {name} --help | --version\n\n\
         --mock answers calls with the request that would have been sent; it needs no secret.\n\
         '{name} describe' lists the environment variables that are read.\n",
        manifest.build(),
        labels.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Command, Format, HealthQuestion, parse};

    fn parsed(line: &str) -> Result<Command, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&arguments)
    }

    fn health(live: bool, seconds: u64, address: Option<&str>) -> Command {
        let address = address.map(str::to_owned);
        let timeout = Duration::from_secs(seconds);
        Command::Health(HealthQuestion { live, timeout, address })
    }

    #[test]
    fn commands() {
        for (line, expected) in [
            ("", Command::Serve { mock: false }),
            ("serve", Command::Serve { mock: false }),
            ("serve --mock", Command::Serve { mock: true }),
            ("mcp --stdio", Command::Stdio { mock: false, surface: None }),
            (
                "mcp --mock --stdio --surface a",
                Command::Stdio { mock: true, surface: Some("a".to_owned()) },
            ),
            ("check", Command::Check),
            ("describe", Command::Describe(Format::Text)),
            ("describe --format json", Command::Describe(Format::Json)),
            ("health", health(false, 3, None)),
            ("health --live --timeout 10", health(true, 10, None)),
            ("health --timeout=1 localhost:8081", health(false, 1, Some("localhost:8081"))),
            ("health [::1]:8081", health(false, 3, Some("[::1]:8081"))),
            ("serve --help", Command::Help),
            ("--version", Command::Version),
        ] {
            assert_eq!(parsed(line), Ok(expected), "{line}");
        }
        for line in [
            "mcp",
            "mcp --stdio --surface",
            "serve -x",
            "check --mock",
            "describe --format xml",
            "run",
            "health --timeout",
            "health --timeout 0",
            "health --timeout 3s",
            "health --timeout=301",
            "health 8081",
            "health localhost",
            "health localhost:0",
            "health http://localhost:8081",
            "health a:1 b:2",
            "health --ready",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
