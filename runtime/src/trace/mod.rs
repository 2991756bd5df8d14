//! What happened, one request at a time: recorded only where somebody looks at it.

mod attributes;
mod b3;
mod caller;
mod context;
#[cfg(feature = "otlp")]
mod outbox;
mod parent;
mod record;
mod ring;
mod sampler;
mod span;
mod tracer;

pub(crate) use self::attributes::Attribute;
pub(crate) use self::caller::RemoteParent;
#[cfg(feature = "otlp")]
pub(crate) use self::outbox::{Backlog, Outbox};
pub(crate) use self::parent::{TRACE_PARENT, TRACE_STATE, caller as parent_of, is_parent};
pub(crate) use self::record::Trace;
pub(crate) use self::ring::Ring;
pub(crate) use self::span::{Record, Span, SpanKind};
pub(crate) use self::tracer::Tracer;
