//! Requests that are passed on.

use super::context::Context;
use super::state::State;
use super::verdict::{self, RequestSummary};
use crate::error::CallError;
use crate::request::Prepared;
use crate::tables::OperationInfo;
use crate::transport::{HeaderFilter, UpstreamRequestBody, UpstreamResponse};

impl State {
    /// Passes a caller's request on, body and all. It cannot be made anew, so it is sent once.
    pub(crate) async fn forward(
        &self,
        operation: &'static OperationInfo,
        prepared: Box<Prepared>,
        body: UpstreamRequestBody,
        context: &Context,
    ) -> Result<UpstreamResponse, CallError> {
        match self.begin(operation, context) {
            Some(mut call) => {
                call.wanted = HeaderFilter::All;
                let said = RequestSummary::of(Some(&prepared), context);
                let target = prepared.target.clone();
                let answer = self.attempt(&call, prepared, Some(body), call.began).await?;
                let mut answer = verdict::judge(answer, call.endpoint, || said)?;
                self.resolve_references(call.endpoint, &mut answer.headers, || Some(target));
                Ok(answer)
            }
            None => self.mock_response(operation, prepared, context),
        }
    }
}
