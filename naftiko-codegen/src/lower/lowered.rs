//! What a unit becomes.

use super::targets::Target;
use crate::model::Function;

/// A unit that can be compiled.
pub(crate) struct LoweredFunction {
    pub(crate) function: Function,
    pub(crate) target: Option<Target>,
}
