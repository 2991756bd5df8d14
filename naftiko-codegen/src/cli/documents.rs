//! The documents that a command compiles.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use naftiko_codegen::finding::{Code, Verdict};
use naftiko_codegen::model::Capability;
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, Report, check};

use super::check::text;
use super::input::{Input, InputDocument, expand};
use super::{Exit, complain, style_for};

#[derive(Args)]
pub(super) struct DocumentArguments {
    /// Documents to compile into one crate; folders stand for the .yaml and .yml files below
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(super) paths: Vec<PathBuf>,
    /// Leave out exposed units that cannot be compiled instead of rejecting the document
    #[arg(long)]
    pub(super) keep_going: bool,
}

/// A document that can be compiled, and the files that it names.
pub(super) struct Accepted {
    pub(super) source: Source,
    pub(super) attachments: Vec<PathBuf>,
    pub(super) rest_routes: usize,
    pub(super) mcp_tools: usize,
    /// Files of binds whose paths begin at the folder of the document, with the variables that name others.
    pub(super) bind_files: Vec<(String, PathBuf)>,
    /// Set if there is something to serve.
    pub(super) is_exposed: bool,
}

impl DocumentArguments {
    /// Says what there is to say about each document, on stderr, before anything is made of one.
    pub(super) fn accepted(&self) -> Result<Vec<Accepted>, Exit> {
        let documents = expand(&self.paths)
            .and_then(|inputs| inputs.iter().map(Input::read).collect::<Result<Vec<_>, _>>());
        let documents = documents.map_err(|problem| {
            complain(problem);
            Exit::Misuse
        })?;
        let options = Options { keep_going: self.keep_going };
        let checked = documents.into_iter().map(|document| accepted(document, &options));
        let checked = checked.collect::<Vec<_>>();
        checked.into_iter().collect::<Option<Vec<_>>>().ok_or(Exit::Rejected)
    }
}

/// Gives a document back unless it is rejected.
fn accepted(document: InputDocument, options: &Options) -> Option<Accepted> {
    let tell = |sources, findings| {
        let mut stderr = io::stderr().lock();
        let text = text(sources, findings, false, style_for(&stderr));
        let _ = stderr.write_all(text.as_bytes());
    };
    let source = match document {
        InputDocument::Broken(sources, findings) => {
            tell(&sources, &findings);
            return None;
        }
        InputDocument::Text(source) => source,
    };
    let Report {
        verdict, findings, sources, attachments, rest_routes, mcp_tools, capability, ..
    } = check(&source, options);
    let bind_files = bind_files(&source, capability.as_ref());
    tell(&sources, &findings);
    let is_exposed = !findings.iter().any(|finding| finding.code == Code::NothingExposed);
    let accepted = Accepted { source, attachments, rest_routes, mcp_tools, bind_files, is_exposed };
    (verdict != Verdict::Reject).then_some(accepted)
}

fn bind_files(source: &Source, capability: Option<&Capability>) -> Vec<(String, PathBuf)> {
    let variables = capability.into_iter().flat_map(|capability| &capability.variables);
    let files = variables.filter_map(|variable| Some(&variable.bound.as_ref()?.file));
    // What is absolute is the same from everywhere, and stays it when it is joined.
    files.map(|file| (file.variable.clone(), source.folder().join(&file.path))).collect()
}
