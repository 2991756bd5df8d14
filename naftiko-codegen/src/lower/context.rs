//! State that every step of lowering shares.

use std::collections::{HashMap, HashSet};

use super::callee::Names;
use super::variables::Variables;
use crate::finding::{Finding, Findings};
use crate::load::Loader;
use crate::model::Types;
use crate::names;
use crate::spec::{Missing, UnitId};
use crate::text::Span;

/// The findings so far and the variables of the document.
pub(crate) struct Context<'a> {
    pub(crate) findings: &'a mut Findings,
    pub(crate) variables: Variables,
    pub(crate) loader: Loader,
    /// Namespaces that could not be imported.
    pub(crate) missing: &'a Missing,
    /// Set if others import from the document, which has no capability.
    pub(crate) is_shared: bool,
    /// The version of the document, of `info`.
    pub(crate) version: Option<String>,
    /// Types of values so far.
    pub(crate) types: Types,
    /// Names that were compared with misspelt ones.
    pub(crate) compared: usize,
    /// Inputs of operations and units so far.
    pub(crate) inputs: usize,
    /// Names that callers of each operation can give, by the text of their `call`.
    pub(crate) called_with: HashMap<String, Vec<String>>,
    /// Meanings of the names by which units pass arguments.
    pub(crate) names: HashMap<UnitId, Names>,
    /// Namespaces that requests are passed on to.
    pub(crate) forwarded: HashSet<String>,
    /// Secrets that stand in the document, and where.
    pub(crate) secrets: Vec<(Span, String)>,
    /// Functions that say that they are safe and are not, by the place where they say so.
    pub(crate) unsafe_functions: HashSet<Span>,
}

/// Names that are compared with misspelt ones in one document. Beyond, mistakes are reported without
/// a suggestion: thousands of them are no slip of the keyboard.
const MAX_COMPARED: usize = 100_000;

impl Context<'_> {
    /// The one of `names` that `name` may have been meant to be.
    pub(crate) fn nearest<'n>(
        &mut self,
        name: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> Option<&'n str> {
        let left = MAX_COMPARED.saturating_sub(self.compared);
        let compared = &mut self.compared;
        names::nearest(name, names.take(left).inspect(|_| *compared += 1))
    }

    /// Adds a finding.
    pub(crate) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Reads something where the parameters `names` can be meant, beside those around it.
    pub(crate) fn seeing<T>(
        &mut self,
        names: impl IntoIterator<Item = String>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let around = self.variables.visible.len();
        self.variables.visible.extend(names);
        let made = read(self);
        self.variables.visible.truncate(around);
        made
    }
}
