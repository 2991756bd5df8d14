//! `naftiko diff`.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use naftiko_codegen::compare::{
    Impact, compare, comparison_json, comparison_markdown, comparison_text,
};
use naftiko_codegen::finding::{JsonReport, Verdict, json_line};
use naftiko_codegen::{Options, Report, check};

use super::check::text;
use super::input::{Input, InputDocument};
use super::{Exit, complain, print, style_for};

#[derive(Args)]
#[command(after_help = "\
Exit status: 0 if both documents compile and nothing is denied, 1 if one is rejected or the verdict is denied, 2 if \
the command cannot be followed.

Examples:
  naftiko diff old.yaml new.yaml
  git show main:specs/ships.yaml | naftiko diff - specs/ships.yaml --deny major
  naftiko diff old.yaml new.yaml --format markdown > comment.md")]
pub(super) struct DiffArguments {
    /// Document as it was, or - for stdin
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Document as it is now, or - for stdin
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Text for people, one JSON object, or Markdown for comments
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    format: DiffFormat,
    /// Fail if the version has to be raised as far as this, or further
    #[arg(long, value_enum, value_name = "VERDICT")]
    deny: Option<DeniedRelease>,
    /// Leave out exposed units that cannot be compiled instead of rejecting the document
    #[arg(long)]
    keep_going: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    Markdown,
}

/// A verdict that fails.
#[derive(Clone, Copy, ValueEnum)]
enum DeniedRelease {
    /// Something that worked may not work any more
    Major,
    /// There is more to use
    Minor,
    /// Anything changed
    Patch,
}

impl DeniedRelease {
    fn impact(self) -> Impact {
        match self {
            Self::Major => Impact::Breaking,
            Self::Minor => Impact::Addition,
            Self::Patch => Impact::Neutral,
        }
    }
}

pub(super) fn run(arguments: &DiffArguments) -> Exit {
    let paths = [&arguments.old, &arguments.new];
    if paths.iter().all(|path| path.as_os_str() == "-") {
        complain("stdin can be one of the two documents, not both");
        return Exit::Misuse;
    }
    let read = paths.into_iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>();
    let documents = match read {
        Ok(documents) => documents,
        Err(problem) => {
            complain(problem);
            return Exit::Misuse;
        }
    };
    // Both are reported on, so that one run shows all that is wrong.
    let checked: Vec<Option<Report>> =
        documents.iter().map(|document| accepted(document, arguments)).collect();
    let [Some(old), Some(new)] = checked.as_slice() else { return Exit::Rejected };
    let Some(comparison) = compare(old, new) else { return Exit::Rejected };
    let (old, new) = (&old.sources, &new.sources);
    let text = match arguments.format {
        DiffFormat::Text => comparison_text(&comparison, old, new, style_for(&io::stdout())),
        DiffFormat::Json => comparison_json(&comparison, old, new) + "\n",
        DiffFormat::Markdown => comparison_markdown(&comparison, old, new),
    };
    let is_denied =
        arguments.deny.is_some_and(|denied| comparison.impact() >= Some(denied.impact()));
    let exit = if is_denied { Exit::Rejected } else { Exit::Done };
    exit.max(print(&text))
}

fn read(path: &Path) -> Result<InputDocument, String> {
    if path.as_os_str() == "-" {
        return Input::Stdin.read();
    }
    if path.is_dir() {
        return Err(format!("{}: it is a folder; name a document in it", path.display()));
    }
    Input::File(path.to_owned()).read()
}

/// The report on a document; says what is wrong with one that is rejected.
fn accepted(document: &InputDocument, arguments: &DiffArguments) -> Option<Report> {
    let checked = match document {
        InputDocument::Text(source) => {
            Ok(check(source, &Options { keep_going: arguments.keep_going }))
        }
        InputDocument::Broken(sources, findings) => Err((sources, findings)),
    };
    let (sources, findings) = match &checked {
        Ok(report) if report.verdict != Verdict::Reject => return checked.ok(),
        Ok(report) => (&report.sources, &report.findings),
        Err((sources, findings)) => (*sources, *findings),
    };
    if arguments.format == DiffFormat::Json {
        let line = JsonReport {
            sources,
            verdict: Verdict::Reject,
            rest_routes: 0,
            mcp_tools: 0,
            findings,
        };
        let path = |span| checked.as_ref().map(|report| report.path(span)).unwrap_or_default();
        print(&(json_line(&line, path) + "\n"));
    } else {
        print(&text(sources, findings, false, style_for(&io::stdout())));
    }
    None
}
