//! Errors of calls: the text that a caller sees, and the detail for the log.

#[cfg(feature = "surface")]
mod log;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::HeaderValue;

use crate::problem::{Problem, clip};

/// The error of a failed call to an upstream.
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
    /// The upstream does not take the credential of this server.
    Credential,
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
    /// An answer that is not what it is declared to be, and what it begins with.
    Unreadable {
        reason: Detail,
        begin: String,
    },
    /// The status with which the credential of this server was refused.
    Credential(StatusCode),
    /// The time for which nothing is sent.
    Unavailable(Duration),
    Other {
        kind: CallErrorKind,
        detail: Detail,
    },
}

/// The detail of an error, for the log.
#[derive(Debug)]
struct Detail(String);

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Detail {}

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

    /// An answer that is not what it is declared to be: why, and its bytes from the beginning.
    pub(crate) fn unreadable(reason: impl Into<String>, answer: &[u8]) -> Self {
        Self(Box::new(Failure::Unreadable {
            reason: Detail(reason.into()),
            begin: beginning(answer),
        }))
    }

    /// The credential of this server was refused with `status`.
    pub(crate) fn credential(status: StatusCode) -> Self {
        Self(Box::new(Failure::Credential(status)))
    }

    pub(crate) fn new(kind: CallErrorKind, detail: impl fmt::Display) -> Self {
        Self(Box::new(Failure::Other { kind, detail: Detail(detail.to_string()) }))
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> CallErrorKind {
        match &*self.0 {
            Failure::Invalid(_) => CallErrorKind::InvalidArguments,
            Failure::Upstream { .. } => CallErrorKind::Upstream,
            Failure::Unreadable { .. } => CallErrorKind::Decode,
            Failure::Credential(_) => CallErrorKind::Credential,
            Failure::Unavailable(_) => CallErrorKind::Unavailable,
            Failure::Other { kind, .. } => *kind,
        }
    }

    /// Returns the problems with the arguments; empty for other kinds.
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
            Failure::Upstream { status, .. } | Failure::Credential(status) => Some(*status),
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

    /// Returns the time to wait before the next call, where it is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match &*self.0 {
            Failure::Unavailable(rest) => Some(*rest),
            _ => None,
        }
    }

    /// Returns the detail for the log; empty for errors that have none.
    pub(crate) fn detail(&self) -> &str {
        match &*self.0 {
            Failure::Other { detail, .. } | Failure::Unreadable { reason: detail, .. } => &detail.0,
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
            Failure::Unreadable { reason, begin } => {
                write!(f, "{}: {reason}", CallErrorKind::Decode.sentence())?;
                if begin.is_empty() { Ok(()) } else { write!(f, "; it begins with: {begin}") }
            }
            Failure::Credential(_) => f.write_str(CallErrorKind::Credential.sentence()),
            Failure::Unavailable(_) => f.write_str(CallErrorKind::Unavailable.sentence()),
            Failure::Other { kind, .. } => f.write_str(kind.sentence()),
        }
    }
}

impl std::error::Error for CallError {
    /// Returns the cause for the log, where more is known than the kind: a name that is not resolved, a
    /// certificate that is not trusted. It may name an internal address, and never holds a secret.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Failure::Other { detail, .. } | Failure::Unreadable { reason: detail, .. } => {
                (!detail.0.is_empty()).then_some(detail as &(dyn std::error::Error + 'static))
            }
            _ => None,
        }
    }
}

/// Returns the beginning of an answer, so that a reader can find out what it is instead.
pub(crate) fn beginning(answer: &[u8]) -> String {
    const SHOWN: usize = 200;
    // A character has four bytes at most.
    let bytes = answer.get(..SHOWN * 4 + 4).unwrap_or(answer);
    clip(String::from_utf8_lossy(bytes).trim(), SHOWN)
}

impl CallErrorKind {
    /// Returns the sentence for the caller.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::InvalidArguments => "the arguments do not fit",
            Self::Upstream => "the upstream answered with an error",
            Self::Connect => "the upstream cannot be reached",
            Self::Broken => "the upstream broke the connection or did not speak HTTP",
            Self::Timeout => "the upstream did not answer in time",
            Self::TooLarge => "the upstream's answer is larger than allowed",
            Self::Decode => "the upstream's answer is not what it is declared to be",
            Self::Credential => "the upstream does not take the credential of this server",
            Self::Token => "no access token for the upstream can be had",
            Self::Busy => "too many calls are running; try again in a moment",
            Self::Unavailable => "the upstream does not answer at the moment; try again later",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{CallError, CallErrorKind};

    #[test]
    fn the_cause_is_the_source() {
        let error = CallError::new(CallErrorKind::Connect, "no such host");
        assert_eq!(error.to_string(), "the upstream cannot be reached");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("no such host"));
        assert!(CallError::new(CallErrorKind::Busy, "").source().is_none());
    }
}
