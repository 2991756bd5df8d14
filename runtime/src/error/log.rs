//! Log lines of failed calls.

use hyper::header::HeaderValue;

use super::{CallError, CallErrorKind, Failure};
use crate::log::Throttle;

impl CallError {
    /// Tells the log; `name` is the operation, tool or route that was asked for.
    pub(crate) fn log(&self, name: &str, request_id: Option<&HeaderValue>) {
        static FAILED: Throttle = Throttle::new(100);
        let request_id = request_id.and_then(|id| id.to_str().ok());
        if let Some(times) = FAILED.due() {
            // As a rule it is this one alone.
            let times = (times > 1).then_some(times);
            let status = self.status().map(|status| status.as_u16());
            // The content of an answer is between the upstream and the caller.
            let sentence = match &*self.0 {
                Failure::Unreadable { .. } => CallErrorKind::Decode.sentence().to_owned(),
                _ => self.to_string(),
            };
            let detail = self.detail();
            tracing::warn!(operation = name, request_id, times, status, detail, "{sentence}");
        }
    }
}
