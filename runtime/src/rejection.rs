//! Every way in which a request is refused: one variant, one status.

use std::borrow::Cow;

use hyper::header::{
    ACCEPT_ENCODING, ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::{Method, Response, StatusCode};

use crate::body::ResponseBody;
use crate::error::{CallError, CallErrorKind};
use crate::json::JsonWriter;
use crate::problem::Problem;

/// The reason that a request is not answered.
#[derive(Debug)]
pub(crate) enum Rejection {
    /// The status says why, and a sentence.
    Plain(StatusCode, &'static str),
    /// The request has passed through this process before.
    Loop,
    /// The body has a coding that is not understood.
    UnknownCoding,
    /// Nobody here knows the method.
    UnknownMethod,
    /// The body broke off.
    BodyBroken,
    /// The body is not what the operation takes.
    BadBody(Cow<'static, str>),
    /// The arguments do not fit.
    BadArguments(Vec<Problem>),
    /// The caller has not shown what the surface's guard asks for.
    Refused(Box<Refusal>),
    /// Nothing is at this path.
    NotFound,
    /// Something is at this path, but not for this method.
    MethodNotAllowed(&'static str),
    /// The body did not arrive in time.
    BodyLate,
    /// There is no room for more.
    Crowded,
    /// The body is larger than this many bytes.
    BodyTooLarge(usize),
    /// The body is compressed.
    UnsupportedCoding,
    /// The upstream is left alone for so many seconds.
    Unavailable(u64),
    /// The call to the upstream failed.
    Call(CallErrorKind),
    /// The upstream's answer is not what it is declared to be; the sentence says how.
    Unreadable(String),
    /// A step of the operation failed; the note says which.
    #[cfg(feature = "steps")]
    Step { note: String, cause: Box<Rejection> },
}

impl From<CallError> for Rejection {
    fn from(error: CallError) -> Self {
        match error.kind() {
            CallErrorKind::InvalidArguments => Rejection::BadArguments(error.problems().to_vec()),
            CallErrorKind::Decode => Rejection::Unreadable(error.to_string()),
            kind => match error.retry_after() {
                Some(rest) => Rejection::Unavailable(rest.as_secs() + 1),
                None => Rejection::Call(kind),
            },
        }
    }
}

/// The reason that a caller is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// The value of `www-authenticate`.
    pub(crate) challenge: HeaderValue,
    pub(crate) detail: &'static str,
}

impl Rejection {
    /// A request that does not say clearly what it is for.
    pub(crate) fn malformed(detail: &'static str) -> Self {
        Self::Plain(StatusCode::BAD_REQUEST, detail)
    }

    /// A call of another site, or by another name for this machine.
    pub(crate) fn foreign(detail: &'static str) -> Self {
        Self::Plain(StatusCode::FORBIDDEN, detail)
    }

    /// A body of a media type that is not taken.
    pub(crate) fn unsupported_media(detail: &'static str) -> Self {
        Self::Plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    }

    /// Returns the rejection of `method` at a path that takes `allow`.
    pub(crate) fn not_allowed(method: &Method, allow: &'static str) -> Self {
        match *method {
            Method::CONNECT
            | Method::DELETE
            | Method::GET
            | Method::HEAD
            | Method::OPTIONS
            | Method::PATCH
            | Method::POST
            | Method::PUT
            | Method::TRACE => Self::MethodNotAllowed(allow),
            // A safe method of its own RFC, which the library has no name for.
            _ if method.as_str() == "QUERY" => Self::MethodNotAllowed(allow),
            _ => Self::UnknownMethod,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Plain(status, _) => *status,
            Self::BodyBroken | Self::BadBody(_) | Self::BadArguments(_) => StatusCode::BAD_REQUEST,
            Self::Refused(refusal) => refusal.status,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyLate => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedCoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UnknownCoding | Self::UnknownMethod => StatusCode::NOT_IMPLEMENTED,
            Self::Loop => StatusCode::LOOP_DETECTED,
            Self::Call(CallErrorKind::Timeout) => StatusCode::GATEWAY_TIMEOUT,
            Self::Crowded | Self::Unavailable(_) | Self::Call(CallErrorKind::Busy) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Call(_) | Self::Unreadable(_) => StatusCode::BAD_GATEWAY,
            #[cfg(feature = "steps")]
            Self::Step { cause, .. } => cause.status(),
        }
    }

    fn detail(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Loop => "the request has come back to where it was passed on",
            Self::UnknownCoding => "a transfer coding other than chunked is not understood",
            Self::UnknownMethod => "this method is not known here",
            Self::BodyBroken => "the request body broke off",
            Self::BadBody(detail) => return detail.clone(),
            Self::BadArguments(problems) => {
                let sentences: Vec<&str> = problems.iter().map(Problem::message).collect();
                return Cow::Owned(sentences.join("; "));
            }
            Self::Refused(refusal) => refusal.detail,
            Self::NotFound => "nothing is served at this path",
            Self::MethodNotAllowed(allow) => {
                return Cow::Owned(format!("this path takes {allow}"));
            }
            Self::BodyLate => "the request body did not arrive in time",
            Self::Crowded => "the server holds as much as it may; try again in a moment",
            Self::BodyTooLarge(limit) => {
                return Cow::Owned(format!("the request body is larger than {limit} bytes"));
            }
            Self::UnsupportedCoding => "send the body as it is, without a content coding",
            Self::Plain(_, detail) => detail,
            Self::Unavailable(_) => CallErrorKind::Unavailable.sentence(),
            Self::Call(kind) => kind.sentence(),
            Self::Unreadable(sentence) => return Cow::Owned(sentence.clone()),
            #[cfg(feature = "steps")]
            Self::Step { note, cause } => {
                return Cow::Owned(format!("{note}: {}", cause.detail()));
            }
        })
    }

    /// The answer as a problem document of RFC 9457.
    pub(crate) fn respond(self, request_id: &HeaderValue) -> Response<ResponseBody> {
        const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
        const SOON: HeaderValue = HeaderValue::from_static("1");
        let status = self.status();
        let mut response = Response::new(ResponseBody::whole(self.document(status, request_id)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, PROBLEM);
        match self {
            Self::MethodNotAllowed(allow) => {
                headers.extend(HeaderValue::from_str(allow).map(|allow| (ALLOW, allow)));
            }
            Self::Refused(refusal) => {
                headers.insert(WWW_AUTHENTICATE, refusal.challenge);
            }
            Self::UnsupportedCoding => {
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            }
            Self::Unavailable(seconds) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            _ if status == StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, SOON);
            }
            _ => {}
        }
        response
    }

    fn document(&self, status: StatusCode, request_id: &HeaderValue) -> bytes::Bytes {
        let mut out = JsonWriter::new();
        out.open_object();
        out.key("type").raw("\"about:blank\"");
        out.key("title").string(phrase(status));
        out.member("status", &i64::from(status.as_u16()));
        out.key("detail").string(&self.detail());
        out.key("request_id").string(request_id.to_str().unwrap_or_default());
        if let Self::BadArguments(problems) = self {
            out.key("errors").open_array();
            for problem in problems {
                out.open_object();
                out.key("name").string(problem.name());
                out.key("detail").string(problem.message());
                out.close_object();
            }
            out.close_array();
        }
        out.close_object();
        out.finish()
    }
}

/// The words for a status. The library has one of the RFC before.
fn phrase(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        _ => status.canonical_reason().unwrap_or("Error"),
    }
}
