//! `naftiko generate`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use naftiko_codegen::finding::Verdict;
use naftiko_codegen::package::{self, PackageError, PackageOptions};
use naftiko_codegen::source::Source;
use naftiko_codegen::{Options, check};

use super::check::text;
use super::input::{Document, Input, expand};
use super::{Exit, complain, style_for};

#[derive(Args)]
pub(super) struct Arguments {
    /// Documents to compile into one crate; folders stand for the .yaml and .yml files below
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// Folder of the crate; it is made when it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Name of the crate
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Folder of the naftiko-runtime crate that the new crate depends on
    #[arg(long, value_name = "PATH")]
    runtime: Option<PathBuf>,
    /// Leave out exposed units that cannot be compiled instead of rejecting the document
    #[arg(long)]
    keep_going: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let documents = expand(&arguments.paths)
        .and_then(|inputs| inputs.iter().map(Input::read).collect::<Result<Vec<_>, _>>());
    let documents = match documents {
        Ok(documents) => documents,
        Err(problem) => {
            complain(problem);
            return Exit::Misuse;
        }
    };
    // Every document is reported on before anything is written.
    let checked = documents.into_iter().map(|document| accepted(document, arguments));
    let checked = checked.collect::<Vec<_>>();
    let Some(sources) = checked.into_iter().collect::<Option<Vec<_>>>() else {
        return Exit::Rejected;
    };
    let options = PackageOptions {
        name: arguments.name.clone(),
        runtime: arguments.runtime.clone(),
        out: arguments.out.clone(),
        keep_going: arguments.keep_going,
    };
    match package::write(&sources, &options) {
        Ok(()) => Exit::Done,
        Err(problem) => {
            complain(&problem);
            match problem {
                PackageError::Rejected(_) => Exit::Rejected,
                PackageError::Name(_) | PackageError::Io(..) => Exit::Misuse,
            }
        }
    }
}

/// Says what there is to say about a document; gives it back unless it is rejected.
fn accepted(document: Document, arguments: &Arguments) -> Option<Source> {
    let (source, findings, verdict) = match document {
        Document::Broken(source, findings) => (source, findings, Verdict::Reject),
        Document::Text(source) => {
            let report = check(&source, &Options { keep_going: arguments.keep_going });
            (source, report.findings, report.verdict)
        }
    };
    let mut stderr = io::stderr().lock();
    let text = text(&source, &findings, false, style_for(&stderr));
    let _ = stderr.write_all(text.as_bytes());
    (verdict != Verdict::Reject).then_some(source)
}
