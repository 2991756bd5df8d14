//! The values of a caller, and the types they are read as.

#[cfg(feature = "surface")]
mod check;
mod convert;
mod entries;
mod inputs;
mod mismatch;
mod slot;

pub use self::convert::Argument;
pub(crate) use self::convert::as_json;
pub(crate) use self::inputs::RawArguments;
pub(crate) use self::mismatch::Mismatch;
pub(crate) use self::slot::RawValue;

/// The greatest depth of nested values.
pub(crate) const DEPTH: usize = 128;
