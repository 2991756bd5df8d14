//! Tracing: the events of one request at a time, recorded only where somebody looks at it.

mod attributes;
mod b3;
mod caller;
mod context;
#[cfg(feature = "otlp")]
mod outbox;
mod parent;
mod record;
#[cfg(feature = "surface")]
mod remote;
#[cfg(feature = "surface")]
mod request;
mod ring;
#[cfg(feature = "surface")]
mod sampler;
mod span;
mod tracer;

pub(crate) use self::attributes::Attribute;
#[cfg(feature = "mcp")]
pub(crate) use self::caller::RemoteParent;
#[cfg(feature = "otlp")]
pub(crate) use self::outbox::{Backlog, Outbox};
pub(crate) use self::parent::{TRACE_PARENT, TRACE_STATE};
pub(crate) use self::record::Trace;
#[cfg(feature = "surface")]
pub(crate) use self::remote::trace_of;
#[cfg(feature = "mcp")]
pub(crate) use self::remote::{is_parent, parent_of, trace_in};
#[cfg(feature = "steps")]
pub(crate) use self::request::StepStart;
pub(crate) use self::ring::Ring;
#[cfg(feature = "surface")]
pub(crate) use self::span::Handled;
pub(crate) use self::span::{Record, Span};
#[cfg(feature = "steps")]
pub(crate) use self::span::{StepDetail, Stepped};
pub(crate) use self::tracer::Tracer;
