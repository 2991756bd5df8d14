//! State of a unit while its arguments are bound.

use super::callee::Callee;
use super::caller::Exposure;
use super::callers::Callers;
use super::context::Context;
use crate::model::Expr;
use crate::spec::Unit;

/// Gives every argument of the called operation its value.
pub(super) struct Binder<'l, 'x, 'c> {
    pub(super) unit: &'l Unit<'l>,
    pub(super) namespace: &'l str,
    pub(super) exposure: Exposure<'l>,
    pub(super) called: &'l Callee,
    pub(super) context: &'x mut Context<'c>,
    pub(super) callers: Callers<'l>,
    /// One for each argument; `None` is still unbound.
    pub(super) bindings: Vec<Option<Expr>>,
}
