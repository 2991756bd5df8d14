//! The record of a request. Names come from the document alone: no path, query or header of a caller gets here.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use hyper::Method;

use crate::metrics::Failure;
use crate::tables::OperationInfo;

/// A request that was answered.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: u128,
    /// The first one is the cause of all others.
    pub(crate) spans: Vec<Span>,
}

/// One thing that was done.
#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) id: u64,
    pub(crate) parent: Option<u64>,
    pub(crate) began: SystemTime,
    pub(crate) time: Duration,
    pub(crate) is_ok: bool,
    pub(crate) deed: SpanKind,
}

/// The work of a span.
#[derive(Debug)]
pub(crate) enum SpanKind {
    /// Work for a caller of a surface.
    #[cfg(feature = "surface")]
    Handled(Handled),
    /// The function of an aggregate.
    #[cfg(feature = "surface")]
    Function { name: &'static str, reference: &'static str },
    /// A step of a function.
    #[cfg(feature = "steps")]
    Step(Stepped),
    /// A call of an upstream.
    Call { operation: &'static OperationInfo, method: Method, outcome: Result<u16, Failure> },
}

/// Work for a caller: a request, or a tool in it.
#[cfg(feature = "surface")]
#[derive(Debug)]
pub(crate) struct Handled {
    /// A name of semantics 16.1.
    pub(crate) name: &'static str,
    /// The declared path, the method of the protocol or the name of the tool.
    pub(crate) operation: Cow<'static, str>,
    /// The kind of the surface; `None` for a tool.
    pub(crate) adapter: Option<&'static str>,
    /// The method of the HTTP request, where it says what is done.
    pub(crate) method: Option<&'static str>,
    /// The status of the response, where it says what became of it.
    pub(crate) status: Option<u16>,
}

/// A step that has ended.
#[cfg(feature = "steps")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stepped {
    /// The place of the step among those of its function, from 0.
    pub(crate) index: usize,
    /// The name of the step.
    pub(crate) step: &'static str,
    /// What it did.
    pub(crate) detail: StepDetail,
}

/// What a step did.
#[cfg(feature = "steps")]
#[derive(Clone, Copy, Debug)]
pub(crate) enum StepDetail {
    /// A call of this operation.
    Call(&'static OperationInfo),
    /// A search by this member.
    Lookup(&'static str),
}

impl Record {
    /// The cause of all others.
    pub(crate) fn root(&self) -> Option<&Span> {
        self.spans.first()
    }

    /// The operation that was asked for: the tool, where there is one.
    pub(crate) fn operation(&self) -> &str {
        let tool = self.spans.iter().find(|span| span.deed.is_tool());
        match tool.or_else(|| self.root()).map(|span| &span.deed) {
            #[cfg(feature = "surface")]
            Some(SpanKind::Handled(handled)) => &handled.operation,
            Some(SpanKind::Call { operation, .. }) => operation.name,
            #[cfg(feature = "surface")]
            Some(SpanKind::Function { reference, .. }) => reference,
            #[cfg(feature = "steps")]
            Some(SpanKind::Step(stepped)) => stepped.step,
            None => "",
        }
    }
}

impl Span {
    /// A name of semantics 16.1.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match &self.deed {
            #[cfg(feature = "surface")]
            SpanKind::Handled(handled) => Cow::Borrowed(handled.name),
            #[cfg(feature = "surface")]
            SpanKind::Function { name, .. } => Cow::Borrowed(name),
            #[cfg(feature = "steps")]
            SpanKind::Step(Stepped { detail: StepDetail::Call(_), .. }) => "step.call".into(),
            #[cfg(feature = "steps")]
            SpanKind::Step(Stepped { detail: StepDetail::Lookup(_), .. }) => "step.lookup".into(),
            SpanKind::Call { method, .. } => Cow::Owned(format!("http.client.{method}")),
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match &self.deed {
            #[cfg(feature = "surface")]
            deed @ SpanKind::Handled(_) if deed.is_tool() => "INTERNAL",
            #[cfg(feature = "surface")]
            SpanKind::Handled(_) => "SERVER",
            #[cfg(feature = "surface")]
            SpanKind::Function { .. } => "INTERNAL",
            #[cfg(feature = "steps")]
            SpanKind::Step(_) => "INTERNAL",
            SpanKind::Call { .. } => "CLIENT",
        }
    }

    /// The status of an answer: an upstream's, or ours.
    pub(crate) fn status(&self) -> Option<u16> {
        match &self.deed {
            SpanKind::Call { outcome, .. } => outcome.ok(),
            #[cfg(feature = "steps")]
            SpanKind::Step(_) => None,
            #[cfg(feature = "surface")]
            SpanKind::Function { .. } => None,
            #[cfg(feature = "surface")]
            SpanKind::Handled(handled) => handled.status,
        }
    }
}

#[cfg(all(feature = "page", feature = "surface"))]
impl Span {
    /// The kind of the surface that was asked.
    pub(crate) fn adapter(&self) -> Option<&'static str> {
        match &self.deed {
            SpanKind::Handled(handled) => handled.adapter,
            SpanKind::Function { .. } => None,
            #[cfg(feature = "steps")]
            SpanKind::Step(_) => None,
            SpanKind::Call { .. } => None,
        }
    }

    /// What was done, for people: `host` names an upstream by its index.
    pub(crate) fn label<'a>(&'a self, host: &dyn Fn(usize) -> &'a str) -> Cow<'a, str> {
        match &self.deed {
            SpanKind::Handled(handled) => Cow::Borrowed(&handled.operation),
            SpanKind::Function { reference, .. } => Cow::Borrowed(reference),
            #[cfg(feature = "steps")]
            SpanKind::Step(stepped) => Cow::Borrowed(stepped.step),
            SpanKind::Call { operation, method, .. } => {
                Cow::Owned(format!("{method} {}", host(operation.upstream)))
            }
        }
    }
}

impl SpanKind {
    /// Returns `true` for a tool in a request.
    fn is_tool(&self) -> bool {
        match self {
            #[cfg(feature = "surface")]
            Self::Handled(handled) => handled.adapter.is_none(),
            #[cfg(feature = "surface")]
            Self::Function { .. } => false,
            #[cfg(feature = "steps")]
            Self::Step(_) => false,
            Self::Call { .. } => false,
        }
    }
}
