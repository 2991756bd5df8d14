//! The document as it was written: one type per section, tolerant where the dialect is.
//!
//! Reading keeps every place and every unknown key; nothing here knows what a section means for the
//! program. That is the business of [`lower`](crate::lower).

mod binds;
mod consumes;
mod document;
mod exposes;
mod fields;
mod outputs;
mod parameters;

pub(crate) use binds::Bind;
pub(crate) use consumes::{Authentication, BodyBlock, ConsumedOperation, Consumes};
pub(crate) use document::{Document, Info, read_document};
pub(crate) use exposes::{Adapter, ExposedResource, Unit, WithEntry};
pub(crate) use fields::{Text, is_null};
pub(crate) use outputs::OutputParameter;
pub(crate) use parameters::InputParameter;
