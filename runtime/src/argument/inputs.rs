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
