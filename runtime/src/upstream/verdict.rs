//! Answers that are not for the caller: they are about the credential of this server, or about what
//! nobody has asked for.

use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, RANGE};

use super::context::Context;
use super::endpoint::UpstreamEndpoint;
use crate::error::{CallError, CallErrorKind};
use crate::request::Prepared;
use crate::transport::UpstreamResponse;

/// The parts of a request that its answer may be about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RequestSummary {
    /// A credential of the caller.
    authorization: bool,
    /// A part of the document is wanted.
    range: bool,
}

impl RequestSummary {
    /// By the request before anything was added to it.
    pub(super) fn of(prepared: Option<&Prepared>, context: &Context) -> Self {
        let says = |name| prepared.is_some_and(|prepared| prepared.headers.get(name).is_some());
        let is_wished = context.conditional_headers.iter().any(|(name, _)| *name == RANGE);
        Self { authorization: says(&AUTHORIZATION), range: is_wished || says(&RANGE) }
    }
}

/// The answer, if it is one for the caller.
pub(super) fn judge(
    answer: UpstreamResponse,
    endpoint: &UpstreamEndpoint,
    said: impl FnOnce() -> RequestSummary,
) -> Result<UpstreamResponse, CallError> {
    match answer.status {
        // There is no proxy, so nobody else can be meant.
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => Err(CallError::credential(answer.status)),
        StatusCode::UNAUTHORIZED if endpoint.shows_credential() => {
            let is_callers = said().authorization && !endpoint.sets_authorization();
            if is_callers { Ok(answer) } else { Err(CallError::credential(answer.status)) }
        }
        StatusCode::UPGRADE_REQUIRED => {
            Err(CallError::new(CallErrorKind::Broken, "it wants another protocol: 426"))
        }
        StatusCode::PARTIAL_CONTENT if !said().range => {
            Err(CallError::unreadable("it is a part of a document that was asked for whole", &[]))
        }
        _ => Ok(answer),
    }
}
