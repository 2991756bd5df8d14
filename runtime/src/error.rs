//! Why a call failed: what a caller is told, and what only the log sees.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::HeaderValue;

use crate::log::Throttle;
use crate::problem::Problem;

/// Why a call to an upstream failed.
///
/// Its text never holds a secret, a header value or an internal address.
#[derive(Debug)]
pub struct CallError(Box<Failure>);

/// The kinds of [`CallError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// The arguments do not fit; nothing was sent.
    InvalidArguments,
    /// The upstream answered with a status that is not a success.
    Upstream,
    /// No connection to the upstream could be made.
    Connect,
    /// The connection broke, or what came was not HTTP.
    Broken,
    /// The upstream did not answer in time.
    Timeout,
    /// The answer is larger than the limit.
    TooLarge,
    /// The answer is not what it is declared to be.
    Decode,
    /// The authorization server gave no access token; nothing was sent.
    Token,
    /// Too many calls are running and waiting; nothing was sent.
    Busy,
    /// The upstream has failed too often in a row and is left alone for a while; nothing was sent.
    Unavailable,
}

#[derive(Debug)]
enum Failure {
    Invalid(Vec<Problem>),
    Upstream {
        status: StatusCode,
        media: Option<HeaderValue>,
        body: Bytes,
    },
    /// Nothing is sent for so long.
    Unavailable(Duration),
    Other {
        kind: CallErrorKind,
        detail: String,
    },
}

impl CallError {
    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        Self(Box::new(Failure::Invalid(problems)))
    }

    pub(crate) fn upstream(status: StatusCode, media: Option<HeaderValue>, body: Bytes) -> Self {
        Self(Box::new(Failure::Upstream { status, media, body }))
    }

    pub(crate) fn unavailable(rest: Duration) -> Self {
        Self(Box::new(Failure::Unavailable(rest)))
    }

    pub(crate) fn new(kind: CallErrorKind, detail: impl fmt::Display) -> Self {
        Self(Box::new(Failure::Other { kind, detail: detail.to_string() }))
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> CallErrorKind {
        match &*self.0 {
            Failure::Invalid(_) => CallErrorKind::InvalidArguments,
            Failure::Upstream { .. } => CallErrorKind::Upstream,
            Failure::Unavailable(_) => CallErrorKind::Unavailable,
            Failure::Other { kind, .. } => *kind,
        }
    }

    /// What is wrong with the arguments; empty for other kinds.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match &*self.0 {
            Failure::Invalid(problems) => problems,
            _ => &[],
        }
    }

    /// The status the upstream answered with.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &*self.0 {
            Failure::Upstream { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The content type of the upstream's answer.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        match &*self.0 {
            Failure::Upstream { media: Some(media), .. } => media.to_str().ok(),
            _ => None,
        }
    }

    /// The body of the upstream's answer.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        match &*self.0 {
            Failure::Upstream { body, .. } => Some(body),
            _ => None,
        }
    }

    /// How long to wait before the next call, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match &*self.0 {
            Failure::Unavailable(rest) => Some(*rest),
            _ => None,
        }
    }

    /// Tells the log; `name` is the operation, tool or route that was asked for.
    pub(crate) fn log(&self, name: &str, request_id: Option<&HeaderValue>) {
        static FAILED: Throttle = Throttle::new(100);
        let request_id = request_id.and_then(|id| id.to_str().ok());
        if let Some(times) = FAILED.due() {
            // As a rule it is this one alone.
            let times = (times > 1).then_some(times);
            tracing::warn!(operation = name, request_id, times, detail = self.detail(), "{self}");
        }
    }

    /// What the log may know beyond the text.
    pub(crate) fn detail(&self) -> &str {
        match &*self.0 {
            Failure::Other { detail, .. } => detail,
            _ => "",
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Failure::Invalid(problems) => {
                for (at, problem) in problems.iter().enumerate() {
                    write!(f, "{}{problem}", if at > 0 { "; " } else { "" })?;
                }
                Ok(())
            }
            Failure::Upstream { status, .. } => write!(f, "the upstream answered {status}"),
            Failure::Unavailable(_) => f.write_str(CallErrorKind::Unavailable.sentence()),
            Failure::Other { kind, .. } => f.write_str(kind.sentence()),
        }
    }
}

impl std::error::Error for CallError {}

impl CallErrorKind {
    /// What a caller is told.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::InvalidArguments => "the arguments do not fit",
            Self::Upstream => "the upstream answered with an error",
            Self::Connect => "the upstream cannot be reached",
            Self::Broken => "the upstream broke the connection or did not speak HTTP",
            Self::Timeout => "the upstream did not answer in time",
            Self::TooLarge => "the upstream's answer is larger than allowed",
            Self::Decode => "the upstream's answer is not what it is declared to be",
            Self::Token => "no access token for the upstream can be had",
            Self::Busy => "too many calls are running; try again in a moment",
            Self::Unavailable => "the upstream does not answer at the moment; try again later",
        }
    }
}
