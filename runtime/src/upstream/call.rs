//! One call: arguments to request, request to answer.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Body as _;
use hyper::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::context::{Context, add_headers};
use super::credential;
use super::endpoint::UpstreamEndpoint;
use super::mock;
use super::pool::Pool;
use super::retry::{self, Again, Budget};
use super::state::{State, Transport};
use super::verdict::{self, RequestSummary};
use crate::error::{CallError, CallErrorKind};
use crate::memory::{Claim, FREE};
use crate::metrics::{self, Failure};
use crate::request::Prepared;
use crate::semaphore::{Full as NoPlace, Permit};
use crate::tables::OperationInfo;
use crate::transport::HeaderFilter;
use crate::transport::ResponseHead;
use crate::transport::UpstreamHttpRequest;
use crate::transport::{Progress, UpstreamRequestBody};
use crate::transport::{UpstreamResponse, UpstreamResponseBody};

/// The plan of a call, common to all its attempts.
pub(super) struct CallPlan<'a> {
    operation: &'static OperationInfo,
    context: &'a Context,
    pub(super) endpoint: &'a UpstreamEndpoint,
    pool: &'a Pool,
    pub(super) wanted: HeaderFilter,
    pub(super) began: Instant,
    /// The time by which the answer must have begun.
    answer_by: Instant,
    /// The time by which its last byte must have arrived.
    deadline: Instant,
}

impl State {
    /// Sends a request and waits for the head of the answer.
    ///
    /// A failure on the way is repeated within the deadline, as `retry` says; `again` makes the request anew,
    /// so that a call that succeeds at once keeps no copy.
    pub(crate) async fn send(
        &self,
        operation: &'static OperationInfo,
        prepared: Box<Prepared>,
        context: &Context,
        again: Again<'_>,
    ) -> Result<UpstreamResponse, CallError> {
        let Some(call) = self.begin(operation, context) else {
            return self.mock_response(operation, prepared, context);
        };
        if let Some(budget) = call.pool.budget(operation.upstream) {
            budget.earn();
        }
        // In a box, so that no future above is as large and is moved as such.
        let first = Box::pin(self.attempt(&call, prepared, None, call.began)).await;
        let last = match retry::pause(&first, operation.repeatable, 0) {
            None => first,
            // Boxed, so that a rare path does not make the future of every call larger.
            Some(pause) => Box::pin(self.repeat(&call, first, pause, again)).await,
        };
        let said = || RequestSummary::of(again().as_deref(), context);
        let mut answer = verdict::judge(last?, call.endpoint, said)?;
        let target = || again().map(|prepared| prepared.target);
        self.resolve_references(call.endpoint, &mut answer.headers, target);
        Ok(answer)
    }

    /// Waits until there is room for an answer that is read here: what is not sent has no effect that
    /// nobody is told of.
    pub(crate) async fn room(&self) -> Result<(), CallError> {
        let answers = &self.memory().answers;
        if !answers.is_full() {
            return Ok(());
        }
        let mut claim = Claim::new(answers);
        let waiting = Box::pin(timeout(self.limits().answer_timeout, claim.wait(FREE)));
        let full = |_| CallError::new(CallErrorKind::Busy, "no room for its answer in time");
        waiting.await.map_err(full)
    }

    /// Prepares a call for its attempts, from now on; `None` when nothing can be sent.
    pub(super) fn begin<'a>(
        &'a self,
        operation: &'static OperationInfo,
        context: &'a Context,
    ) -> Option<CallPlan<'a>> {
        let Transport::Network(pool) = self.transport() else { return None };
        let endpoint = self.endpoint(operation)?;
        let (now, limits) = (Instant::now(), self.limits());
        let deadline = now + limits.call_timeout;
        let answer_by = deadline.min(now + limits.answer_timeout);
        let wanted = match endpoint.has_login {
            false => HeaderFilter::OfContent,
            true => HeaderFilter::Challenge,
        };
        Some(CallPlan {
            operation,
            context,
            endpoint,
            pool,
            wanted,
            began: now,
            answer_by,
            deadline,
        })
    }

    /// The answer where nothing can be sent: what would have been.
    pub(super) fn mock_response(
        &self,
        operation: &'static OperationInfo,
        mut prepared: Box<Prepared>,
        context: &Context,
    ) -> Result<UpstreamResponse, CallError> {
        if self.endpoint(operation).is_none() {
            return Err(CallError::new(CallErrorKind::Connect, "no such upstream"));
        }
        self.finish_headers(&mut prepared, operation, context)?;
        let span = context.trace.as_ref().map(|trace| trace.call(&mut prepared.headers));
        let (method, began) = (prepared.method.clone(), Instant::now());
        let answer = mock::answer(&prepared, began + self.limits().call_timeout);
        let (time, status) = (began.elapsed(), answer.status.as_u16());
        if let Some(tally) = self.clients().get(metrics::client(operation.upstream, &method)) {
            tally.ended(status, time);
        }
        if let (Some(trace), Some(id)) = (&context.trace, span) {
            trace.called((id, context.step), operation, method, time, Ok(status));
        }
        if let Some(entry) = &context.entry {
            entry.called(time);
        }
        Ok(answer)
    }

    async fn repeat(
        &self,
        call: &CallPlan<'_>,
        mut last: Result<UpstreamResponse, CallError>,
        mut pause: Duration,
        again: Again<'_>,
    ) -> Result<UpstreamResponse, CallError> {
        for number in 0..self.limits().retries {
            let budget = call.pool.budget(call.operation.upstream);
            if Instant::now() + pause >= call.answer_by || !budget.is_some_and(Budget::spend) {
                break;
            }
            let Some(prepared) = again() else { break };
            tracing::debug!(operation = call.operation.name, number, "the call is repeated");
            // Its place is free while this call waits.
            drop(last);
            sleep(pause).await;
            last = self.attempt(call, prepared, None, Instant::now()).await;
            match retry::pause(&last, call.operation.repeatable, number + 1) {
                Some(next) => pause = next,
                None => break,
            }
        }
        last
    }

    /// One attempt; a body to relay stands in the place of the one that was made.
    pub(super) async fn attempt(
        &self,
        call: &CallPlan<'_>,
        mut prepared: Box<Prepared>,
        relay: Option<UpstreamRequestBody>,
        now: Instant,
    ) -> Result<UpstreamResponse, CallError> {
        self.finish_headers(&mut prepared, call.operation, call.context)?;
        if !call.endpoint.has_login {
            return self.exchange(call, prepared, relay, now).await;
        }
        // Boxed, so that a rare path does not make the future of every call larger.
        let mut answer = Box::pin(self.logged_in(call, prepared, relay)).await?;
        // The challenge is between the upstream and this server.
        answer.headers.remove(WWW_AUTHENTICATE);
        Ok(answer)
    }

    /// An attempt that a 401 does not end: what lets it in may have to be had anew, once. A body
    /// that is relayed is gone by then.
    async fn logged_in(
        &self,
        call: &CallPlan<'_>,
        mut prepared: Box<Prepared>,
        relay: Option<UpstreamRequestBody>,
    ) -> Result<UpstreamResponse, CallError> {
        let late = |_| CallError::new(CallErrorKind::Timeout, "not let in in time");
        let values = self.values();
        let login = values.login(call.operation.upstream);
        let login = login.ok_or_else(|| CallError::new(CallErrorKind::Token, "no login"))?;
        let relay = relay.filter(|body| !body.is_end_stream());
        let again = relay.is_none().then(|| prepared.clone());
        timeout_at(call.answer_by, login.authorize(&mut prepared)).await.map_err(late)??;
        let used = prepared.headers.get(&AUTHORIZATION).cloned();
        let answer = self.exchange(call, prepared, relay, Instant::now()).await?;
        if answer.status != StatusCode::UNAUTHORIZED
            || !login.refused(used.as_ref(), &answer.headers)
        {
            return Ok(answer);
        }
        let Some(mut again) = again else { return Ok(answer) };
        // Its place is free for the second one.
        drop(answer);
        timeout_at(call.answer_by, login.authorize(&mut again)).await.map_err(late)??;
        self.exchange(call, again, None, Instant::now()).await
    }

    async fn exchange(
        &self,
        call: &CallPlan<'_>,
        mut prepared: Box<Prepared>,
        relay: Option<UpstreamRequestBody>,
        now: Instant,
    ) -> Result<UpstreamResponse, CallError> {
        let CallPlan { operation, endpoint, pool, .. } = *call;
        let whole = || UpstreamRequestBody::whole(std::mem::take(&mut prepared.payload.bytes));
        let body = relay.unwrap_or_else(whole);
        let progress = body.progress();
        let span = call.context.trace.as_ref().map(|trace| trace.call(&mut prepared.headers));
        let method = prepared.method.clone();
        let request =
            UpstreamHttpRequest::new(&mut prepared, body, call.wanted).check(&endpoint.origin)?;
        endpoint.breaker.admit().map_err(CallError::unavailable)?;
        let (permit, began) = match endpoint.gate.enter() {
            Some(permit) => (permit, now),
            None => (Box::pin(acquire(call)).await?, Instant::now()),
        };
        let_others_run().await;
        let sent = pool.link(operation.upstream)?.send(self.connector(), &endpoint.origin, request);
        let late = |_| Err(CallError::new(CallErrorKind::Timeout, "no head in time"));
        let sent = timeout_at(call.answer_by, sent).await.unwrap_or_else(late);
        self.count(metrics::client(operation.upstream, &method), began.elapsed(), &sent);
        if let Some(entry) = &call.context.entry {
            entry.called(began.elapsed());
        }
        if let (Some(trace), Some(id)) = (&call.context.trace, span) {
            let outcome = sent.as_ref().map(|arrival| arrival.status.as_u16());
            let outcome = outcome.map_err(|error| Failure::from(error.kind()));
            trace.called((id, call.context.step), operation, method, began.elapsed(), outcome);
        }
        let ResponseHead { status, headers, source } = sent.inspect_err(|_| {
            // No caller can have an upstream left alone by not sending what was announced.
            if progress.as_ref().and_then(Progress::fault).is_none() {
                endpoint.breaker.failed(endpoint.origin.host());
            }
        })?;
        endpoint.breaker.answered();
        let limit = self.limits().response_bytes;
        let body = UpstreamResponseBody::network(source, call.deadline, limit, Some(permit))?;
        Ok(UpstreamResponse { status, headers, body })
    }
}

impl State {
    /// Adds what the caller has no say in.
    fn finish_headers(
        &self,
        prepared: &mut Prepared,
        operation: &OperationInfo,
        context: &Context,
    ) -> Result<(), CallError> {
        credential::apply(self.values().credentials(operation.upstream), prepared)
            .map_err(|problem| CallError::invalid(vec![problem]))?;
        add_headers(prepared, operation, context);
        Ok(())
    }

    fn count(&self, client: usize, time: Duration, sent: &Result<ResponseHead, CallError>) {
        let Some(tally) = self.clients().get(client) else { return };
        match sent {
            Ok(arrival) => tally.ended(arrival.status.as_u16(), time),
            Err(error) => {
                tally.lasted(time);
                tally.failed(Failure::from(error.kind()));
            }
        }
    }
}

/// Requests that have come together leave together. Sent one by one, each of them wakes an upstream
/// that has gone to sleep since the one before, and waking others is the dearest part of sending.
/// Unlike tokio's `yield_now`, this does not ask the system for news when nobody else wants to run.
async fn let_others_run() {
    let mut is_again = false;
    let again = poll_fn(|cx| {
        if is_again {
            return Poll::Ready(());
        }
        is_again = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    });
    again.await;
}

async fn acquire(call: &CallPlan<'_>) -> Result<Permit, CallError> {
    call.endpoint.gate.wait(call.answer_by).await.map_err(|full| {
        let detail = match full {
            NoPlace::Queue => "all places are taken, and so is the queue",
            NoPlace::Late => "no place became free in time",
        };
        CallError::new(CallErrorKind::Busy, detail)
    })
}
