//! Reading the command line.

use crate::surface::Manifest;

/// The command of the process.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Serve { mock: bool },
    Stdio { mock: bool, surface: Option<String> },
    Check,
    Describe(Format),
    Help,
    Version,
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
         {name} --help | --version\n\n\
         --mock answers calls with the request that would have been sent; it needs no secret.\n\
         '{name} describe' lists the environment variables that are read.\n",
        manifest.version,
        labels.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use super::{Command, Format, parse};

    fn parsed(line: &str) -> Result<Command, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&arguments)
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
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
