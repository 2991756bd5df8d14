//! What REST operations and tools have in common: a target and an output.

use super::OperationInfo;
use crate::expression::{Binding, Projection, Template};

/// What answers a REST operation or a tool.
#[derive(Debug)]
pub enum Target {
    /// An operation of an upstream.
    Call {
        /// The operation.
        operation: &'static OperationInfo,
        /// One binding for each argument of the operation, in the same order.
        bindings: &'static [Binding],
        /// What becomes of the answer.
        output: Output,
    },
    /// A document made from the parameters alone.
    Constant(&'static Template),
    /// Content blocks: a JSON array. Of tools only.
    Content(&'static str),
    /// Cannot be called; REST answers 501 and a tool an error result with this sentence.
    Unroutable(&'static str),
}

impl Target {
    /// A call whose answer is handed on as it came.
    #[must_use]
    pub const fn relay(operation: &'static OperationInfo, bindings: &'static [Binding]) -> Self {
        Self::Call { operation, bindings, output: Output::Relay }
    }
}

/// What becomes of an upstream's answer.
#[derive(Clone, Copy, Debug)]
pub enum Output {
    /// It is handed on as it came.
    Relay,
    /// A new document is made from it.
    Project(&'static Projection),
}
