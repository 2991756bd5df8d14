//! One request while it is answered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use hyper::Method;

use super::caller::{Propagated, RemoteParent};
use super::span::{Record, Span, SpanKind};
use super::tracer::Tracer;
use crate::metrics::Failure;
use crate::request::HeaderList;
use crate::request_id::number;
use crate::tables::OperationInfo;

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Trace {
    tracer: Arc<Tracer>,
    id: u128,
    /// The first span.
    root: u64,
    /// What is done for it, where that is a span of its own; calls belong to it then.
    step: OnceLock<ToolSpan>,
    caller: RemoteParent,
    is_recorded: bool,
    has_failed: AtomicBool,
    time: SystemTime,
    began: Instant,
    spans: Mutex<Vec<Span>>,
}

#[derive(Debug)]
struct ToolSpan {
    id: u64,
    time: SystemTime,
    began: Instant,
}

impl Trace {
    /// Goes on with the caller's trace, or begins one.
    pub(crate) fn begin(tracer: &Arc<Tracer>, caller: RemoteParent) -> Arc<Self> {
        let fresh = || u128::from(fresh()) << 64 | u128::from(number());
        let id = caller.ids.map_or_else(fresh, |(trace, _)| trace);
        let root = self::fresh();
        Arc::new(Self {
            id,
            root,
            step: OnceLock::new(),
            is_recorded: tracer.records(caller, id),
            tracer: Arc::clone(tracer),
            caller,
            has_failed: AtomicBool::new(false),
            time: SystemTime::now(),
            began: Instant::now(),
            spans: Mutex::default(),
        })
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.is_recorded
    }

    /// Names a new span in the headers of a call, and returns its id.
    pub(crate) fn call(&self, headers: &mut HeaderList) -> u64 {
        let span = fresh();
        let is_new = self.caller.ids.is_none();
        self.tracer.propagation().write(self.onward(span), is_new, headers);
        span
    }

    /// Who is not recorded here is no parent of anything: upstreams are told of the caller then.
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
                decides.then_some(Propagated { trace: self.id, span: self.root, sampled, debug })
            }
        }
    }

    /// A call has ended: with a status, or without an answer.
    pub(crate) fn called(
        &self,
        id: u64,
        operation: &'static OperationInfo,
        method: Method,
        time: Duration,
        outcome: Result<u16, Failure>,
    ) {
        if self.is_recorded {
            self.keep(Span {
                id,
                parent: Some(self.step.get().map_or(self.root, |step| step.id)),
                began: SystemTime::now().checked_sub(time).unwrap_or(self.time),
                time,
                is_ok: outcome.is_ok_and(|status| status < 500),
                deed: SpanKind::Call { operation, method, outcome },
            });
        }
    }

    /// Begins a span below the first one. There is one at most.
    pub(crate) fn step(&self) {
        let begin = || ToolSpan { id: fresh(), time: SystemTime::now(), began: Instant::now() };
        self.step.get_or_init(begin);
    }

    /// Ends that span, or all of it where there is none.
    pub(crate) fn stepped(&self, deed: SpanKind, is_ok: bool) {
        if !is_ok {
            self.fail();
        }
        let Some(ToolSpan { id, time, began }) = self.step.get() else { return self.end(deed) };
        if self.is_recorded {
            self.keep(Span {
                id: *id,
                parent: Some(self.root),
                began: *time,
                time: began.elapsed(),
                is_ok,
                deed,
            });
        }
    }

    /// What was asked for did not succeed.
    pub(crate) fn fail(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }

    /// Hands on what happened.
    pub(crate) fn end(&self, deed: SpanKind) {
        if !self.is_recorded {
            return;
        }
        let mut spans = vec![Span {
            id: self.root,
            parent: self.caller.ids.map(|(_, span)| span),
            began: self.time,
            time: self.began.elapsed(),
            is_ok: !self.has_failed.load(Ordering::Relaxed),
            deed,
        }];
        spans.append(&mut self.spans.lock().unwrap_or_else(PoisonError::into_inner));
        self.tracer.keep(Record { id: self.id, spans });
    }

    fn keep(&self, span: Span) {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).push(span);
    }
}

/// An id that is not zero.
fn fresh() -> u64 {
    number().max(1)
}
