//! What is kept of a request. Names come from the document alone: no path, query or header of a
//! caller gets here.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use hyper::Method;

use crate::metrics::{Failure, METHODS};
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

/// What was done.
#[derive(Debug)]
pub(crate) enum SpanKind {
    /// A request was answered by an operation: its declared path and method.
    Rest { operation: String, method: &'static str },
    /// A request of this method was answered.
    Mcp { method: &'static str },
    /// A tool was called.
    Tool { name: &'static str },
    /// An upstream was called.
    Call { operation: &'static OperationInfo, method: Method, outcome: Result<u16, Failure> },
}

impl Record {
    /// The cause of all others.
    pub(crate) fn root(&self) -> Option<&Span> {
        self.spans.first()
    }

    /// What was asked for: the tool, where there is one.
    pub(crate) fn operation(&self) -> &str {
        let tool = self.spans.iter().find(|span| matches!(span.deed, SpanKind::Tool { .. }));
        match tool.or_else(|| self.root()).map(|span| &span.deed) {
            Some(SpanKind::Rest { operation, .. }) => operation,
            Some(SpanKind::Mcp { method: name } | SpanKind::Tool { name }) => name,
            Some(SpanKind::Call { operation, .. }) => operation.name,
            None => "",
        }
    }
}

impl Span {
    /// A name of semantics 16.1.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match &self.deed {
            SpanKind::Rest { .. } => Cow::Borrowed("rest.request"),
            SpanKind::Mcp { .. } => Cow::Borrowed("mcp.request"),
            SpanKind::Tool { .. } => Cow::Borrowed("mcp.tool"),
            SpanKind::Call { method, .. } => Cow::Owned(format!("http.client.{method}")),
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match &self.deed {
            SpanKind::Rest { .. } | SpanKind::Mcp { .. } if self.parent.is_none() => "SERVER",
            SpanKind::Rest { .. } | SpanKind::Mcp { .. } | SpanKind::Tool { .. } => "INTERNAL",
            SpanKind::Call { .. } => "CLIENT",
        }
    }

    /// The status of an upstream's answer.
    pub(crate) fn status(&self) -> Option<u16> {
        match self.deed {
            SpanKind::Call { outcome, .. } => outcome.ok(),
            _ => None,
        }
    }
}

impl SpanKind {
    pub(crate) fn rest(operation: &str, method: &Method) -> Self {
        let known = METHODS.iter().find(|name| **name == method.as_str());
        let method = known.copied().unwrap_or(METHODS[METHODS.len() - 1]);
        Self::Rest { operation: operation.to_owned(), method }
    }
}
