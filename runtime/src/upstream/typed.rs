//! Typed calls, for the generated client.

use std::fmt;
use std::pin::Pin;
use std::task::{self, Poll};

use hyper::header::CONTENT_TYPE;

use super::context::Context;
use super::state::State;
use crate::error::CallError;
use crate::problem::Problem;
use crate::request::{Prepared, UpstreamRequest};
use crate::response::{FromUpstream, Received};
use crate::tables::{Operation, OperationInfo};

/// A call that is under way.
pub struct Pending<'a, T>(Pin<Box<dyn Future<Output = Result<T, CallError>> + Send + 'a>>);

impl State {
    /// Calls an operation. The request is made at once and sent when the result is awaited.
    pub fn call<O: Operation>(&self, input: &O) -> Pending<'_, O::Output> {
        let operation = O::OPERATION;
        let prepared = {
            let values = self.values();
            let (base, variables) = (values.base(operation.upstream), values.variables());
            let mut request =
                UpstreamRequest::new(&operation.method, operation.path, base, variables);
            input.encode(&mut request);
            request.finish()
        };
        Pending(Box::pin(async move {
            let received = self.receive(operation, prepared).await?;
            O::Output::from_upstream(received)
        }))
    }

    async fn receive(
        &self,
        operation: &'static OperationInfo,
        prepared: Result<Box<Prepared>, Vec<Problem>>,
    ) -> Result<Received, CallError> {
        let prepared = prepared.map_err(CallError::invalid)?;
        let again = || Some(prepared.clone());
        let context = Context::default();
        self.room().await?;
        let answer = self.send(operation, prepared.clone(), &context, &again).await?;
        let mut content = answer.read(&self.memory().answers).await?;
        if content.status.is_success() {
            Ok(Received::new(content))
        } else {
            let media = content.headers.remove(CONTENT_TYPE);
            Err(CallError::upstream(content.status, media, content.body))
        }
    }
}

impl<T> Future for Pending<'_, T> {
    type Output = Result<T, CallError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Pending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}
