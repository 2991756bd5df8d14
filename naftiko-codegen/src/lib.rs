//! Compiles Naftiko capability documents (spec `1.0.0-alpha2`) into strongly typed Rust.
//!
//! [`check`] says what is to be said about one document; [`generate`] turns documents into the source
//! files of a crate that stands on `naftiko-runtime`. Neither writes to the disk, and neither reads anything but
//! the files a document names; [`sync`], [`package`] and [`build_script`] do the rest.

#![forbid(unsafe_code)]

pub mod build_script;
mod characters;
mod check;
#[cfg(feature = "compare")]
pub mod compare;
pub mod disk;
mod emit;
mod encoding;
pub mod finding;
mod imports;
pub mod load;
mod lower;
#[cfg(feature = "migrate")]
pub mod migrate;
#[doc(hidden)]
pub mod model;
mod names;
pub mod package;
mod render;
pub mod source;
mod spec;
pub mod sync;
pub mod text;
pub mod yaml;

use finding::{Code, Finding, Findings, Level, Verdict};
use load::Loader;
use source::Node;
use text::{Source, SourceMap, Span};

/// Options for compiling documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Leave out exposed units that cannot be compiled, instead of rejecting the document.
    pub keep_going: bool,
}

/// Result of checking one document.
#[derive(Debug)]
pub struct Report {
    /// Everything that was found.
    pub findings: Findings,
    /// Decision on the document.
    pub verdict: Verdict,
    /// Distinct routes over all REST surfaces; 0 for a rejected document.
    pub rest_routes: usize,
    /// Distinct tools over all MCP surfaces; 0 for a rejected document.
    pub mcp_tools: usize,
    /// The program, for the tests of this crate; `None` for a rejected document.
    #[doc(hidden)]
    pub capability: Option<model::Capability>,
    /// Files and folders the document names, which have become part of the program.
    pub attachments: Vec<std::path::PathBuf>,
    /// The document and the texts it brought with it, for the places of findings.
    pub sources: SourceMap,
    root: Option<Node>,
}

impl Report {
    /// The path of what stands at `span`, `capability.consumes[0].baseUri`.
    pub fn path(&self, span: Span) -> String {
        self.root.as_ref().map(|root| source::path_at(root, span)).unwrap_or_default()
    }
}

/// Source files by their path below `src/`, with `/` between folders.
pub type Files = std::collections::BTreeMap<String, String>;

/// Reads, parses, lowers and checks one document.
pub fn check(source: &Source, options: &Options) -> Report {
    let mut findings = Findings::new();
    let mut loader = Loader::of(source);
    let Some((root, damage)) = source::read_on(source, &mut findings) else {
        return rejected(loader, findings, None);
    };
    if let Some(damage) = damage {
        let mut of_the_rest = Findings::new();
        spec::read_document(&root, &spec::Imported::default(), &mut of_the_rest);
        findings.extend(damage.certain(source, of_the_rest));
        return rejected(loader, findings, None);
    }
    let files = imports::load(&root, &mut loader, &mut findings);
    let imported = files.imported();
    let Some(document) = spec::read_document(&root, &imported, &mut findings) else {
        return rejected(loader, findings, Some(root));
    };
    let lower::Lowered { capability, loader } =
        lower::lower_document(loader, &document, &mut findings);
    check::check(&capability, &mut findings);
    findings.conceal();
    drop(document);
    let verdict = verdict(&findings, options);
    if verdict == Verdict::Reject {
        return rejected(loader, findings, Some(root));
    }
    let (sources, attachments) = loader.finish();
    let served = capability.rest().flat_map(|rest| &rest.routes).filter(|route| !route.shadowed);
    Report {
        verdict,
        rest_routes: served.count(),
        mcp_tools: capability.mcp().map(|mcp| mcp.tools.len()).sum(),
        capability: Some(capability),
        attachments,
        sources,
        findings,
        root: Some(root),
    }
}

/// Names of the generated crate's targets.
#[derive(Clone, Debug)]
pub struct CrateNames {
    /// The binary, `forge`.
    pub binary: String,
    /// The library, `generated_forge`.
    pub library: String,
}

/// Compiles documents into the source files of one crate.
///
/// # Errors
///
/// The reports of all documents, in order, when one of them is rejected or two have the same name.
pub fn generate(
    names: &CrateNames,
    sources: &[Source],
    options: &Options,
) -> Result<(Files, Vec<Report>), Vec<Report>> {
    let mut reports: Vec<Report> = sources.iter().map(|source| check(source, options)).collect();
    check_duplicate_capabilities(&mut reports);
    if reports.iter().any(|report| report.verdict == Verdict::Reject) {
        return Err(reports);
    }
    let capabilities: Vec<_> =
        reports.iter().filter_map(|report| report.capability.as_ref()).collect();
    let files = render::render(&emit::emitters(names, &capabilities));
    Ok((files, reports))
}

/// Two files of one crate become one module each, so their names must differ.
fn check_duplicate_capabilities(reports: &mut [Report]) {
    let mut seen: Vec<String> = Vec::new();
    for report in reports {
        let Some(capability) = &report.capability else { continue };
        let module = capability.module.clone();
        if seen.contains(&module) {
            let message = format!("another document is called `{}` already", capability.name);
            report.findings.push(
                Finding::new(Code::DuplicateCapability, None, message).help("rename the file"),
            );
            report.verdict = Verdict::Reject;
            report.capability = None;
        }
        seen.push(module);
    }
}

/// Errors that cost one exposed unit and nothing else (dialect section 2).
const UNIT_ERRORS: &[Code] =
    &[Code::UnknownOperation, Code::UnknownNamespace, Code::CallMissing, Code::AmbiguousCall];

fn verdict(findings: &Findings, options: &Options) -> Verdict {
    let verdict = findings.verdict();
    let only_units = findings
        .iter()
        .filter(|finding| finding.level() == Level::Error)
        .all(|finding| UNIT_ERRORS.contains(&finding.code));
    if options.keep_going && only_units { verdict.min(Verdict::Warn) } else { verdict }
}

fn rejected(loader: Loader, findings: Findings, root: Option<Node>) -> Report {
    let (sources, attachments) = loader.finish();
    Report {
        findings,
        verdict: Verdict::Reject,
        rest_routes: 0,
        mcp_tools: 0,
        capability: None,
        attachments,
        sources,
        root,
    }
}
