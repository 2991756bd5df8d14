//! Findings about a document with syntax errors that cannot be a consequence of them.

use std::ops::Range;

use crate::finding::{Finding, Findings};
use crate::text::Source;

/// The parts of a text that its syntax errors make uncertain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Damage(Vec<Range<usize>>);

impl Damage {
    pub(super) fn new(ranges: Vec<Range<usize>>) -> Self {
        Self(ranges)
    }

    /// The findings about what is there, at places that are as they were meant. What is missing may have
    /// been left out with an error, and so may what a reference refers to.
    pub(crate) fn certain(&self, source: &Source, findings: Findings) -> Vec<Finding> {
        let is_certain = |finding: &Finding| {
            let place = finding.span.map(|span| source.offset(span));
            finding.code.is_local()
                && place.is_some_and(|at| {
                    !self.0.iter().any(|range| range.start <= at && at <= range.end)
                })
        };
        findings.into_iter().filter(is_certain).collect()
    }
}
