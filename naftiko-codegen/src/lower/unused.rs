//! Functions of aggregates that nothing refers to: no part of the program, and checked as if they were.

use std::collections::HashSet;

use super::caller::Exposure;
use super::functions::lower_function;
use super::resolution::finish_operations;
use super::start::start;
use super::upstreams::lower_upstreams;
use crate::finding::{Code, Finding, Findings};
use crate::load::Loader;
use crate::spec::{Adapter, Document};
use crate::text::{FileId, Span};

/// What was found out about them.
#[derive(Default)]
pub(super) struct Unused {
    told: Vec<Finding>,
    /// Findings of the whole document with these functions, of which many are those without.
    findings: Findings,
    /// Secrets that stand in them, and where.
    pub(super) secrets: Vec<(Span, String)>,
}

/// Lowers the functions beside the rest of the document, of which nothing is kept.
pub(super) fn lower_unused<'d>(document: &'d Document<'d>, loader: &Loader) -> Unused {
    let mut unused = Unused::default();
    if document.unused.is_empty() {
        return unused;
    }
    for (name, unit) in &document.unused {
        let Some(name) = name else { continue };
        let message = format!("nothing refers to the function `{name}`");
        let finding = Finding::new(Code::FunctionUnused, unit.span, message);
        unused.told.push(finding.help(format!("write `ref: {name}` in a unit, or remove it")));
    }
    let units = document.unused.iter().map(|(_, unit)| unit.clone());
    let functions = Adapter::of_functions(units.collect());
    let adapters = || document.exposes.iter().chain([&functions]);
    let mut context = start(document, adapters(), loader.clone(), &mut unused.findings);
    let upstreams = lower_upstreams(&document.consumes, &mut context);
    let upstreams = finish_operations(adapters(), upstreams, &mut context);
    for unit in &functions.tools {
        let (what, exposure) = ("this function", Exposure::Tool);
        lower_function(unit, what, unit.scope(""), exposure, &upstreams, &mut context);
    }
    unused.secrets = context.secrets;
    unused
}

impl Unused {
    /// Adds what is not said of the document without them.
    pub(super) fn report(self, findings: &mut Findings) {
        let key = |finding: &Finding| (finding.code, finding.span, finding.message.clone());
        let known: HashSet<_> = findings.iter().map(key).collect();
        // The functions of another file may be for others, who have what they call.
        let is_ours = |finding: &Finding| {
            finding.code != Code::UnknownNamespace
                || finding.span.is_none_or(|span| span.file == FileId::DOCUMENT)
        };
        let fresh = self.findings.into_iter().filter(|one| !known.contains(&key(one)));
        findings.extend(self.told.into_iter().chain(fresh.filter(is_ours)));
    }
}
