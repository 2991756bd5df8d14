//! One request while it is answered.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use hyper::Method;

use super::caller::{Propagated, RemoteParent};
use super::span::{Span, SpanKind};
use super::tracer::Tracer;
use crate::metrics::Failure;
use crate::request::HeaderList;
use crate::request_id::number;
use crate::tables::OperationInfo;

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Trace {
    pub(super) tracer: Arc<Tracer>,
    pub(super) id: u128,
    /// The first span.
    pub(super) root: SpanStart,
    /// The tool that it is for, where that is a span of its own; calls belong to it then.
    pub(super) tool: OnceLock<SpanStart>,
    /// The function of an aggregate that it runs; steps and calls belong to it then.
    pub(super) function: OnceLock<SpanStart>,
    pub(super) caller: RemoteParent,
    pub(super) is_recorded: bool,
    #[cfg(feature = "surface")]
    pub(super) has_failed: std::sync::atomic::AtomicBool,
    pub(super) spans: Mutex<Vec<Span>>,
}

/// The beginning of a span.
#[derive(Debug)]
pub(super) struct SpanStart {
    pub(super) id: u64,
    pub(super) time: SystemTime,
    pub(super) instant: Instant,
}

impl Trace {
    /// Names a new span in the headers of a call, and returns its id.
    pub(crate) fn call(&self, headers: &mut HeaderList) -> u64 {
        let span = fresh();
        let is_new = self.caller.ids.is_none();
        self.tracer.propagation().write(self.onward(span), is_new, headers);
        span
    }

    /// A trace that is not recorded here is not passed on as a parent: upstreams are told of the caller's span,
    /// and of the root span only if there is none and this process decides.
    fn onward(&self, span: u64) -> Option<Propagated> {
        let RemoteParent { ids, sampled, debug } = self.caller;
        if self.is_recorded {
            return Some(Propagated { trace: self.id, span, sampled: Some(true), debug });
        }
        let decides = self.tracer.is_watched();
        let sampled = if decides { Some(false) } else { sampled };
        let debug = debug && !decides;
        match ids {
            Some((trace, span)) => Some(Propagated { trace, span, sampled, debug }),
            None => {
                decides.then_some(Propagated { trace: self.id, span: self.root.id, sampled, debug })
            }
        }
    }

    /// A call has ended: with a status, or without an answer. `step` is the span of the step that it belongs to.
    pub(crate) fn called(
        &self,
        (id, step): (u64, Option<u64>),
        operation: &'static OperationInfo,
        method: Method,
        time: Duration,
        outcome: Result<u16, Failure>,
    ) {
        if self.is_recorded {
            self.keep(Span {
                id,
                parent: Some(step.unwrap_or_else(|| self.work())),
                began: self.root.time + self.root.instant.elapsed().saturating_sub(time),
                time,
                is_ok: outcome.is_ok_and(|status| status < 500),
                deed: SpanKind::Call { operation, method, outcome },
            });
        }
    }

    /// The span to which calls belong: that of the function, that of the tool, or the first one.
    pub(super) fn work(&self) -> u64 {
        let function = self.function.get().map(|function| function.id);
        function.unwrap_or_else(|| self.served())
    }

    /// The span of what a caller asked for.
    pub(super) fn served(&self) -> u64 {
        self.tool.get().unwrap_or(&self.root).id
    }

    pub(super) fn keep(&self, span: Span) {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).push(span);
    }
}

/// An id that is not zero.
pub(super) fn fresh() -> u64 {
    number().max(1)
}
