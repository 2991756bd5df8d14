//! What changed between two programs, and what that means to those who use them.
//!
//! Compared are the checked programs: what is said in other words, or in another order, is no change. A caller's
//! view decides: what a caller gives may become wider and not narrower, what a caller reads may become narrower and
//! not wider.

mod answers;
mod change;
mod comparer;
mod environment;
mod guards;
mod json;
mod listeners;
mod markdown;
mod pairing;
mod parameters;
mod path;
mod remainder;
mod requests;
mod surface;
mod text;
mod types;
mod upstreams;
mod wording;

use self::change::Both;
pub use self::change::{Affected, Change, Impact, ProgramPart};
use self::comparer::{Comparer, Side};
use self::environment::compare_variables;
pub use self::json::comparison_json;
pub use self::markdown::comparison_markdown;
use self::remainder::compare_remainder;
use self::surface::compare_surfaces;
pub use self::text::comparison_text;
use self::upstreams::compare_upstreams;
use crate::Report;

/// All differences of two programs.
#[derive(Debug)]
#[non_exhaustive]
pub struct ProgramDiff {
    /// The differences, by the parts of the program: surfaces first.
    pub changes: Vec<Change>,
}

/// Compares two documents that were checked; `None` if one of them was rejected.
#[must_use]
pub fn compare(old: &Report, new: &Report) -> Option<ProgramDiff> {
    let sides = Both::new(Side::of(old)?, Side::of(new)?);
    let mut comparer = Comparer::new(sides);
    compare_surfaces(&mut comparer);
    compare_variables(&mut comparer);
    compare_upstreams(&mut comparer);
    comparer.enter(ProgramPart::document());
    compare_remainder(&mut comparer);
    Some(ProgramDiff { changes: comparer.changes })
}

impl ProgramDiff {
    /// The worst of all impacts; `None` if the programs are the same.
    #[must_use]
    pub fn impact(&self) -> Option<Impact> {
        self.changes.iter().map(|change| change.impact).max()
    }

    /// The number of a semantic version that has to be raised: `major`, `minor`, `patch` or `none`.
    #[must_use]
    pub fn release(&self) -> &'static str {
        self.impact().map_or("none", Impact::release)
    }

    /// Number of changes with an impact.
    fn count(&self, impact: Impact) -> usize {
        self.changes.iter().filter(|change| change.impact == impact).count()
    }
}
