//! The spans of a caller's request.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Instant, SystemTime};

use super::caller::RemoteParent;
use super::record::{SpanStart, Trace, fresh};
#[cfg(feature = "steps")]
use super::span::Stepped;
use super::span::{Handled, Record, Span, SpanKind};
use super::tracer::Tracer;
use crate::request_id::number;
use crate::tables::Capability;

/// A step that has begun.
#[cfg(feature = "steps")]
pub(crate) struct StepStart(SpanStart);

#[cfg(feature = "steps")]
impl StepStart {
    pub(crate) fn id(&self) -> u64 {
        self.0.id
    }
}

impl Trace {
    /// Goes on with the caller's trace, or begins one.
    pub(crate) fn begin(tracer: &Arc<Tracer>, caller: RemoteParent) -> Arc<Self> {
        let fresh = || u128::from(fresh()) << 64 | u128::from(number());
        let id = caller.ids.map_or_else(fresh, |(trace, _)| trace);
        Arc::new(Self {
            id,
            root: SpanStart::now(),
            tool: OnceLock::new(),
            function: OnceLock::new(),
            is_recorded: tracer.records(caller, id),
            tracer: Arc::clone(tracer),
            caller,
            has_failed: AtomicBool::new(false),
            spans: Mutex::default(),
        })
    }

    /// The id of the trace.
    pub(crate) fn id(&self) -> u128 {
        self.id
    }

    /// Begins the span of a tool. There is one at most.
    #[cfg(feature = "mcp")]
    pub(crate) fn begin_tool(&self) {
        self.tool.get_or_init(SpanStart::now);
    }

    /// Ends the span of the tool, or all of the trace where it has none.
    #[cfg(feature = "mcp")]
    pub(crate) fn end_tool(&self, tool: Handled, is_ok: bool) {
        if !is_ok {
            self.fail();
        }
        let Some(start) = self.tool.get() else { return self.end(|| tool) };
        if self.is_recorded {
            self.keep(start.ended(Some(self.root.id), tool, is_ok));
        }
    }

    /// Begins the span of the function of an aggregate. There is one at most.
    pub(crate) fn begin_function(&self) {
        if self.is_recorded {
            self.function.get_or_init(SpanStart::now);
        }
    }

    /// Ends the span of the function of an aggregate, named by its reference.
    pub(crate) fn end_function(
        &self,
        capability: &Capability,
        reference: &'static str,
        is_ok: bool,
    ) {
        let Some(start) = self.function.get() else { return };
        self.keep(Span {
            id: start.id,
            parent: Some(self.served()),
            began: start.time,
            time: start.instant.elapsed(),
            is_ok,
            deed: SpanKind::Function { name: capability.telemetry.function, reference },
        });
    }

    /// Begins the span of a step; `None` where nothing is recorded.
    #[cfg(feature = "steps")]
    pub(crate) fn begin_step(&self) -> Option<StepStart> {
        self.is_recorded.then(|| StepStart(SpanStart::now()))
    }

    /// Ends the span of a step.
    #[cfg(feature = "steps")]
    pub(crate) fn end_step(&self, StepStart(start): StepStart, stepped: Stepped, is_ok: bool) {
        self.keep(Span {
            id: start.id,
            parent: Some(self.work()),
            began: start.time,
            time: start.instant.elapsed(),
            is_ok,
            deed: SpanKind::Step(stepped),
        });
    }

    /// Takes note that what was asked for did not succeed.
    pub(crate) fn fail(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }

    /// Hands on what happened.
    pub(crate) fn end(&self, request: impl FnOnce() -> Handled) {
        if !self.is_recorded {
            return;
        }
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ok = !self.has_failed.load(Ordering::Relaxed);
        let parent = self.caller.ids.map(|(_, span)| span);
        let mut all = vec![self.root.ended(parent, request(), is_ok)];
        all.append(&mut spans);
        self.tracer.keep(Record { id: self.id, spans: all });
    }
}

impl Tracer {
    fn records(&self, caller: RemoteParent, trace: u128) -> bool {
        self.is_watched() && self.sampler.records(caller, trace)
    }

    fn keep(&self, record: Record) {
        let record = Arc::new(record);
        #[cfg(feature = "otlp")]
        if let Some(outbox) = self.outbox.get() {
            outbox.push(Arc::clone(&record));
        }
        if let Some(ring) = &self.ring {
            ring.push(record);
        }
    }
}

impl SpanStart {
    fn now() -> Self {
        Self { id: fresh(), time: SystemTime::now(), instant: Instant::now() }
    }

    fn ended(&self, parent: Option<u64>, work: Handled, is_ok: bool) -> Span {
        Span {
            id: self.id,
            parent,
            began: self.time,
            time: self.instant.elapsed(),
            is_ok,
            deed: SpanKind::Handled(work),
        }
    }
}
