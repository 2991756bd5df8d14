//! `naftiko check`.

use std::io::{self, Write as _};
use std::iter;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::{Args, ValueEnum};
use naftiko_codegen::finding::{Findings, JsonReport, Style, Verdict, json_line, render};
use naftiko_codegen::text::{SourceMap, Span};
use naftiko_codegen::{Options, Report, check};

use super::input::{Input, InputDocument, expand};
use super::{Exit, complain, counted, print, style_for};

#[derive(Args)]
#[command(after_help = "\
Exit status: 0 if every document compiles, 1 if one is rejected or denied, 2 if one cannot be read.

Examples:
  naftiko check specs
  naftiko check ships.yaml --deny warnings
  git show HEAD:ships.yaml | naftiko check - --format json")]
pub(super) struct CheckArguments {
    /// Files, folders with .yaml and .yml files below, or - for stdin
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// Text for people, or JSON with one object for each file and line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail on warnings as on errors
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    /// Leave out exposed units that cannot be compiled instead of rejecting the document
    #[arg(long)]
    keep_going: bool,
    /// Print every note, also those that change nothing (JSON always has them)
    #[arg(long)]
    notes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    Warnings,
}

pub(super) fn run(arguments: &CheckArguments) -> Exit {
    let inputs = match expand(&arguments.paths) {
        Ok(inputs) => inputs,
        Err(problem) => {
            complain(problem);
            return Exit::Misuse;
        }
    };
    let style = style_for(&io::stdout());
    let mut tally = Tally::default();
    let mut written = Exit::Done;
    for outcome in in_parallel(&inputs, |input| outcome(input, arguments, style)) {
        match outcome {
            Ok((verdict, text)) => {
                written = written.max(print(&text));
                tally.count(verdict);
            }
            Err(problem) => {
                complain(problem);
                tally.unreadable = true;
            }
        }
    }
    if arguments.format == Format::Text {
        let _ = writeln!(io::stderr(), "{}", tally.summary());
    }
    tally.exit(arguments.deny).max(written)
}

/// Maps every input on all cores; the results come in the order of the inputs.
fn in_parallel<T: Send>(inputs: &[Input], map: impl Fn(&Input) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        inputs.get(index).map(|input| (index, input))
    };
    let work = || iter::from_fn(take).map(|(index, input)| (index, map(input))).collect::<Vec<_>>();
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(inputs.len());
    let mut results = Vec::with_capacity(inputs.len());
    thread::scope(|scope| {
        let threads = (0..workers).map(|_| scope.spawn(work)).collect::<Vec<_>>();
        for thread in threads {
            results.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Returns the verdict and the output for one file, or the reason why it cannot be read.
fn outcome(
    input: &Input,
    arguments: &CheckArguments,
    style: Style,
) -> Result<(Verdict, String), String> {
    let outcome = match input.read()? {
        InputDocument::Text(source) => {
            let report = check(&source, &Options { keep_going: arguments.keep_going });
            let text = arguments.text(&report.sources, &report.findings, Some(&report), style);
            (report.verdict, text)
        }
        InputDocument::Broken(sources, findings) => {
            (Verdict::Reject, arguments.text(&sources, &findings, None, style))
        }
    };
    Ok(outcome)
}

impl CheckArguments {
    fn text(
        &self,
        sources: &SourceMap,
        findings: &Findings,
        report: Option<&Report>,
        style: Style,
    ) -> String {
        match self.format {
            Format::Json => json(sources, findings, report),
            Format::Text => text(sources, findings, self.notes, style),
        }
    }
}

/// Every finding that matters, with an empty line after each; `notes` asks for the others too.
pub(super) fn text(sources: &SourceMap, findings: &Findings, notes: bool, style: Style) -> String {
    let told = findings.sorted().into_iter().filter(|finding| notes || finding.code.is_told());
    told.map(|finding| render(sources, finding, style) + "\n\n").collect()
}

fn json(sources: &SourceMap, findings: &Findings, report: Option<&Report>) -> String {
    let line = JsonReport {
        sources,
        verdict: report.map_or(Verdict::Reject, |report| report.verdict),
        rest_routes: report.map_or(0, |report| report.rest_routes),
        mcp_tools: report.map_or(0, |report| report.mcp_tools),
        findings,
    };
    let path = |span: Span| report.map_or_else(String::new, |report| report.path(span));
    json_line(&line, path) + "\n"
}

/// Number of files by outcome.
#[derive(Default)]
struct Tally {
    compile: usize,
    warn: usize,
    reject: usize,
    unreadable: bool,
}

impl Tally {
    fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Compile => self.compile += 1,
            Verdict::Warn => self.warn += 1,
            Verdict::Reject => self.reject += 1,
        }
    }

    fn summary(&self) -> String {
        let Self { compile, warn, reject, .. } = self;
        let files = counted(compile + warn + reject, "file");
        format!("{files}: {compile} compile, {warn} warn, {reject} reject")
    }

    fn exit(&self, deny: Option<Deny>) -> Exit {
        let denied = matches!(deny, Some(Deny::Warnings)) && self.warn > 0;
        if self.unreadable {
            Exit::Misuse
        } else if self.reject > 0 || denied {
            Exit::Rejected
        } else {
            Exit::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Deny, Exit, Input, Tally, Verdict, in_parallel};

    #[test]
    fn order_of_the_inputs() {
        let inputs: Vec<Input> =
            (0..100).map(|n| Input::File(PathBuf::from(n.to_string()))).collect();
        let names = in_parallel(&inputs, Input::name);
        assert_eq!(names, (0..100).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn exit_codes() {
        let mut tally = Tally::default();
        tally.count(Verdict::Warn);
        assert_eq!(tally.summary(), "1 file: 0 compile, 1 warn, 0 reject");
        assert!(tally.exit(None) == Exit::Done);
        assert!(tally.exit(Some(Deny::Warnings)) == Exit::Rejected);
        tally.count(Verdict::Reject);
        assert!(tally.exit(None) == Exit::Rejected);
        tally.unreadable = true;
        assert!(tally.exit(None) == Exit::Misuse);
    }
}
