//! A request that is ready to go, while it is not known yet what its connection speaks.

use std::mem::take;

use bytes::Bytes;
use hyper::Method;
use hyper::http::uri::PathAndQuery;

use super::header_filter::HeaderFilter;
use super::http1::{RequestMeta, RequestWriter, head_of, is_target};
use super::origin::Origin;
use super::outgoing::UpstreamRequestBody;
use crate::error::CallError;
use crate::problem::Problem;
use crate::request::{HeaderList, Prepared};

/// A request to an upstream.
#[derive(Debug)]
pub(crate) struct UpstreamHttpRequest {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderList,
    pub(crate) body: UpstreamRequestBody,
    /// The fields of the response that are kept.
    pub(crate) wanted: HeaderFilter,
}

impl UpstreamHttpRequest {
    /// Takes what goes out from `prepared`, which is not moved for it.
    pub(crate) fn new(
        prepared: &mut Prepared,
        body: UpstreamRequestBody,
        wanted: HeaderFilter,
    ) -> Self {
        let Prepared { method, target, headers, .. } = prepared;
        let (target, headers) = (take(target), take(headers));
        Self { method: method.clone(), target, headers, body, wanted }
    }

    /// Checks that its target can be sent to `origin`, whatever that speaks: HTTP/2 has a few characters
    /// less for a path, and no room for a very long one. That is the caller's mistake, and has to be
    /// known before the upstream is blamed.
    pub(crate) fn check(self, origin: &Origin) -> Result<Box<Self>, CallError> {
        let may_be_http2 = origin.is_secure();
        let is_sound = is_target(&self.target)
            && (!may_be_http2 || PathAndQuery::try_from(self.target.as_str()).is_ok());
        if is_sound { Ok(Box::new(self)) } else { Err(no_target()) }
    }

    pub(super) fn into_http1(self, origin: &Origin) -> (RequestMeta, RequestWriter) {
        let Self { method, target, headers, body, wanted } = self;
        let head = head_of(&method, &target, origin.header(), &headers, body.length());
        (RequestMeta { method, wanted }, RequestWriter::new(head, body))
    }

    pub(super) fn into_http2(
        self,
        origin: &Origin,
    ) -> Result<hyper::Request<UpstreamRequestBody>, CallError> {
        let target = PathAndQuery::from_maybe_shared(Bytes::from(self.target));
        let uri = target.ok().and_then(|target| origin.at(target)).ok_or_else(no_target)?;
        let mut request = hyper::Request::new(self.body);
        *request.uri_mut() = uri;
        *request.method_mut() = self.method;
        *request.headers_mut() = self.headers.into();
        Ok(request)
    }
}

fn no_target() -> CallError {
    let problem = Problem::new("path", "these values do not make a path that can be called");
    CallError::invalid(vec![problem])
}
