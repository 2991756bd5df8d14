//! The values of a call.

use bytes::Bytes;

use super::RawValue;
use crate::parameter::Parameter;
use crate::problem::Problem;

/// The values of all parameters of one call.
#[derive(Debug)]
pub(crate) struct RawArguments<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) slots: Vec<RawValue<'a>>,
    /// The buffer of which the raw values are parts, so that they can be kept without a copy.
    pub(crate) source: &'a Bytes,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> RawArguments<'a> {
    /// Values that no caller gave as they are, so that they have no declarations.
    pub(crate) fn of(slots: Vec<RawValue<'a>>) -> Self {
        static NO_SOURCE: Bytes = Bytes::new();
        Self { parameters: &[], slots, source: &NO_SOURCE, problems: Vec::new() }
    }
}
