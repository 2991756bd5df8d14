//! What every step of lowering shares.

use std::collections::HashMap;

use super::variables::Variables;
use crate::attachments::Attachments;
use crate::finding::{Finding, Findings};

/// The findings so far and the variables of the document.
pub(crate) struct Context<'a> {
    pub(crate) findings: &'a mut Findings,
    pub(crate) variables: Variables,
    pub(crate) attachments: Attachments,
    /// What callers of each operation can give, by the text of their `call`.
    pub(crate) called_with: HashMap<String, Vec<String>>,
}

impl Context<'_> {
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
