//! Functions: the common form of a REST operation, a tool and the content of a resource.

use super::{OperationInfo, Steps};
use crate::expression::Expr;
use crate::parameter::Parameter;

/// An operation that callers can invoke: parameters in, an outcome out.
///
/// A surface adds the address of a function; its execution is the same on every surface.
#[derive(Debug)]
pub struct Function {
    /// The name in the document.
    pub name: &'static str,
    /// The values that a caller may give.
    pub parameters: &'static [Parameter],
    /// The implementation that answers a call.
    pub body: FunctionBody,
}

/// The implementation of a [`Function`].
#[derive(Debug)]
pub enum FunctionBody {
    /// An operation of an upstream.
    Call {
        /// The operation.
        operation: &'static OperationInfo,
        /// One binding for each argument of the operation, in the same order.
        bindings: &'static [Expr],
        /// The treatment of the upstream's answer.
        output: Output,
    },
    /// Several operations of upstreams.
    Steps(&'static Steps),
    /// A document made from the parameters alone.
    Constant(&'static Expr),
    /// Constant content blocks, a JSON array; only tools have them.
    Content(&'static str),
    /// No implementation: REST answers 501, and a tool an error result, with this sentence.
    Unroutable(&'static str),
    /// That of the function of an aggregate.
    Referred(&'static Referred),
}

/// The function of an aggregate that another one stands for.
#[derive(Debug)]
pub struct Referred {
    /// Its name, as in `fleet.get-ship`.
    pub reference: &'static str,
    /// Its implementation, which refers to no other.
    pub body: FunctionBody,
}

impl FunctionBody {
    /// A call whose answer is handed on as it came.
    #[must_use]
    pub const fn relay(operation: &'static OperationInfo, bindings: &'static [Expr]) -> Self {
        Self::Call { operation, bindings, output: Output::Relay }
    }
}

/// The treatment of an upstream's answer.
#[derive(Clone, Copy, Debug)]
pub enum Output {
    /// It is handed on as it came.
    Relay,
    /// A new document is made from it.
    Shaped(&'static Expr),
}

impl Function {
    /// The implementation, wherever it was written.
    #[cfg(feature = "surface")]
    pub(crate) fn body(&self) -> &FunctionBody {
        match &self.body {
            FunctionBody::Referred(Referred { body, .. }) => body,
            own => own,
        }
    }

    /// The operation that is called, if it is one.
    #[cfg(feature = "mcp")]
    pub(crate) fn operation(&self) -> Option<&'static OperationInfo> {
        match self.body() {
            FunctionBody::Call { operation, .. } => Some(operation),
            _ => None,
        }
    }

    /// Returns `true` if `test` holds for one of the operations that are called.
    #[cfg(feature = "rest")]
    pub(crate) fn any_operation(&self, test: impl Fn(&'static OperationInfo) -> bool) -> bool {
        match self.body() {
            FunctionBody::Call { operation, .. } => test(operation),
            #[cfg(feature = "steps")]
            FunctionBody::Steps(steps) => steps.operations().any(test),
            _ => false,
        }
    }
}
