//! Holes in bodies.

use super::json::Reading;
use super::operation_builder::OperationBuilder;
use crate::model::{Kind, WirePlace};

/// Rules for reading holes in bodies.
pub(crate) const READING: Reading<'static> =
    Reading { purpose: "part of a request body", bare_references: None, keys: true };

/// An argument that a body mentions; undeclared ones are optional and untyped (R42).
pub(crate) fn hole(name: &str, builder: &mut OperationBuilder) -> usize {
    builder.argument(name, WirePlace::Field, Kind::Any, false, "")
}
