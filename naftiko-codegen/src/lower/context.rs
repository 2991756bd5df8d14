//! What every step of lowering shares.

use super::variables::Variables;
use crate::attachments::Attachments;
use crate::finding::{Finding, Findings};

/// The findings so far and the variables of the document.
pub(crate) struct Context<'a> {
    pub(crate) findings: &'a mut Findings,
    pub(crate) variables: Variables,
    pub(crate) attachments: Attachments,
}

impl Context<'_> {
    /// Adds a finding.
    pub(crate) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}
