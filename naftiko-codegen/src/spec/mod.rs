//! The document as it was written: one type per section, tolerant where the dialect is.
//!
//! Reading keeps every place and every unknown key; nothing here knows what a section means for the
//! program. That is the business of [`lower`](crate::lower).

mod aggregates;
mod authentication;
mod binds;
mod consumes;
mod content;
mod control;
mod dialect;
mod document;
mod exposes;
mod fields;
mod forward;
mod imports;
mod key;
mod mcp;
mod outputs;
mod parameters;
#[cfg(feature = "migrate")]
mod release;
mod schema;
mod tags;
mod unit;
mod version;

pub(crate) use authentication::{Authentication, Several};
pub(crate) use binds::Bind;
pub(crate) use consumes::{BodyBlock, ConsumedOperation, Consumes};
pub(crate) use content::Block;
pub(crate) use control::{Exporter, TRACES};
#[cfg(feature = "migrate")]
pub(crate) use dialect::Dialect;
pub(crate) use document::{Document, Info, read_document};
#[cfg(feature = "migrate")]
pub(crate) use exposes::REST;
pub(crate) use exposes::{Adapter, AdapterKind, ExposedResource};
pub(crate) use fields::{Text, is_null};
pub(crate) use imports::{
    Candidate, Import, Imported, Missing, SharedList, candidates, is_document,
};
pub(crate) use key::Key;
pub(crate) use mcp::{McpResource, PromptMessageSection, PromptSection};
pub(crate) use outputs::OutputParameter;
#[cfg(feature = "migrate")]
pub(crate) use outputs::is_own_of_output;
pub(crate) use parameters::{InputParameter, ValueRules};
#[cfg(feature = "migrate")]
pub use release::{Release, UnknownRelease};
pub(crate) use schema::{InputSchema, member};
pub(crate) use unit::{
    EachSection, FallbackSection, LookupSection, MappingSection, Referred, StepAction, StepSection,
    Unit, UnitId, WithEntry,
};
