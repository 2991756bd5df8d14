//! One call: arguments to request, request to answer.

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use tokio::time::{Instant, timeout_at};

use super::answer::{Answer, AnswerBody};
use super::credential;
use super::endpoint::Endpoint;
use super::mock;
use super::state::{State, Transport};
use crate::argument::{Arguments, Inputs};
use crate::error::{CallError, CallErrorKind};
use crate::problem::Problem;
use crate::request::{Prepared, UpstreamRequest};
use crate::request_id::REQUEST_ID;
use crate::tables::{Binding, OperationInfo, RawFormat};

const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("naftiko-runtime/", env!("CARGO_PKG_VERSION")));
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");
const BAGGAGE: HeaderName = HeaderName::from_static("baggage");

/// What a call takes over from the request that caused it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) request_id: Option<HeaderValue>,
    pub(crate) accept: Option<HeaderValue>,
    pub(crate) trace_parent: Option<HeaderValue>,
    pub(crate) trace_state: Option<HeaderValue>,
    pub(crate) baggage: Option<HeaderValue>,
}

impl Context {
    pub(crate) fn new(headers: &HeaderMap, request_id: HeaderValue) -> Self {
        Self {
            request_id: Some(request_id),
            accept: None,
            trace_parent: headers.get(&TRACE_PARENT).cloned(),
            trace_state: headers.get(&TRACE_STATE).cloned(),
            baggage: None,
        }
    }
}

/// Makes the request of `operation` from a caller's values; all problems are reported at once.
pub(crate) fn prepare(
    state: &State,
    operation: &'static OperationInfo,
    bindings: &'static [Binding],
    inputs: &Inputs<'_>,
) -> Result<Prepared, Vec<Problem>> {
    let base = state.endpoint(operation).map_or("", |endpoint| endpoint.base.as_str());
    let mut arguments = Arguments::new(operation, bindings, inputs, state.variables());
    let mut request = UpstreamRequest::new(operation, base, state.variables());
    (operation.prepare)(&mut arguments, &mut request);
    if !arguments.is_complete() {
        let mut problems = inputs.problems.clone();
        problems.extend(arguments.into_problems());
        return Err(problems);
    }
    request.finish()
}

impl State {
    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(
        &self,
        operation: &'static OperationInfo,
        mut prepared: Prepared,
        context: &Context,
    ) -> Result<Answer, CallError> {
        let now = Instant::now();
        let limits = self.limits();
        let deadline = now + limits.call_timeout;
        let Some(endpoint) = self.endpoint(operation) else {
            return Err(CallError::new(CallErrorKind::Connect, "no such upstream"));
        };
        credential::apply(&endpoint.credentials, &mut prepared);
        add_headers(&mut prepared, operation, context);
        let pool = match self.transport() {
            Transport::Network(pool) => pool,
            Transport::Mock => return Ok(mock::answer(&prepared, deadline)),
        };
        let Some(permit) = self.gate().enter() else {
            return Err(CallError::new(CallErrorKind::Busy, "all places are taken"));
        };
        let request = request(endpoint, prepared)?;
        let answer_by = deadline.min(now + limits.answer_timeout);
        let sent = pool.send(operation.upstream, endpoint, self.connector(), request);
        let sent = timeout_at(answer_by, sent).await;
        let (response, lease) =
            sent.map_err(|_| CallError::new(CallErrorKind::Timeout, "no head in time"))??;
        let (head, body) = response.into_parts();
        let body = AnswerBody::network(body, deadline, limits.response_bytes, permit, lease)?;
        Ok(Answer { status: head.status, headers: head.headers, body })
    }
}

fn request(endpoint: &Endpoint, prepared: Prepared) -> Result<Request<Full<Bytes>>, CallError> {
    let mut request = Request::new(Full::new(prepared.payload.bytes));
    *request.method_mut() = prepared.method;
    *request.headers_mut() = prepared.headers;
    if !endpoint.address(prepared.target, &mut request) {
        let problem = Problem::new("path", "these values do not make a path that can be called");
        return Err(CallError::invalid(vec![problem]));
    }
    Ok(request)
}

fn add_headers(prepared: &mut Prepared, operation: &OperationInfo, context: &Context) {
    let headers = &mut prepared.headers;
    if let Some(media) = prepared.payload.media.take() {
        headers.insert(CONTENT_TYPE, media);
    }
    if !headers.contains_key(ACCEPT) {
        let default = if operation.format == RawFormat::Json { JSON } else { ANYTHING };
        headers.insert(ACCEPT, context.accept.clone().unwrap_or(default));
    }
    headers.entry(USER_AGENT).or_insert(AGENT);
    let passed = [
        (REQUEST_ID, &context.request_id),
        (TRACE_PARENT, &context.trace_parent),
        (TRACE_STATE, &context.trace_state),
        (BAGGAGE, &context.baggage),
    ];
    for (name, value) in passed {
        if let Some(value) = value {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }
}

/// Whether a media type says JSON.
pub(crate) fn media_is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
