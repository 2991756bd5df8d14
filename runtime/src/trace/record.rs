//! One request while it is answered, and what is kept of it. Names come from the document alone:
//! no path, query or header of a caller gets here.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use hyper::Method;
use hyper::header::{HeaderMap, HeaderValue};

use super::parent;
use super::ring::Ring;
use crate::request_id::number;
use crate::upstream::TRACE_PARENT;

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Trace {
    ring: Arc<Ring>,
    id: u128,
    root: u64,
    parent: Option<u64>,
    time: SystemTime,
    began: Instant,
    calls: Mutex<Vec<Span>>,
}

/// One request to an upstream.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) id: u64,
    pub(crate) method: Method,
    pub(crate) time: Duration,
    /// `None` when no answer came.
    pub(crate) status: Option<u16>,
}

/// A request that was answered.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: u128,
    pub(crate) root: u64,
    /// The caller's span.
    pub(crate) parent: Option<u64>,
    pub(crate) began: SystemTime,
    pub(crate) time: Duration,
    /// The name of the root span.
    pub(crate) name: &'static str,
    /// The declared path and method, or the name of the tool.
    pub(crate) operation: String,
    pub(crate) is_ok: bool,
    pub(crate) calls: Vec<Span>,
}

impl Trace {
    /// Goes on with the caller's trace, or begins one.
    pub(crate) fn begin(ring: &Arc<Ring>, caller: Option<&HeaderValue>) -> Arc<Self> {
        let caller = caller.and_then(parent::ids);
        let fresh = || u128::from(number().max(1)) << 64 | u128::from(number());
        Arc::new(Self {
            ring: Arc::clone(ring),
            id: caller.map_or_else(fresh, |(trace, _)| trace),
            root: number().max(1),
            parent: caller.map(|(_, parent)| parent),
            time: SystemTime::now(),
            began: Instant::now(),
            calls: Mutex::default(),
        })
    }

    /// Names a new span in the headers of a call, and returns its id.
    pub(crate) fn call(&self, headers: &mut HeaderMap) -> u64 {
        let span = number().max(1);
        let text = format!("00-{:032x}-{span:016x}-01", self.id);
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(TRACE_PARENT, value);
        }
        span
    }

    pub(crate) fn called(&self, span: Span) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(span);
    }

    /// Keeps what happened.
    pub(crate) fn end(&self, name: &'static str, operation: &str, is_ok: bool) {
        let calls = std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner));
        self.ring.push(Record {
            id: self.id,
            root: self.root,
            parent: self.parent,
            began: self.time,
            time: self.began.elapsed(),
            name,
            operation: operation.to_owned(),
            is_ok,
            calls,
        });
    }
}

impl Span {
    pub(crate) fn is_ok(&self) -> bool {
        self.status.is_some_and(|status| status < 500)
    }
}
