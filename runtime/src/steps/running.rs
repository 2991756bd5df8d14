//! Calls under way.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use super::failure::Cause;
use crate::content::Content;

type Call<'r> = Pin<Box<dyn Future<Output = Result<Content, Cause>> + Send + 'r>>;

/// Calls that run side by side in one task, each with the index of its step.
#[derive(Default)]
pub(super) struct CallsUnderWay<'r> {
    calls: Vec<(usize, Call<'r>)>,
}

impl<'r> CallsUnderWay<'r> {
    pub(super) fn start(
        &mut self,
        index: usize,
        call: impl Future<Output = Result<Content, Cause>> + Send + 'r,
    ) {
        self.calls.push((index, Box::pin(call)));
    }

    /// Waits for the first call that ends; `None` when none is under way.
    pub(super) async fn next(&mut self) -> Option<(usize, Result<Content, Cause>)> {
        if self.calls.is_empty() {
            return None;
        }
        let ended = poll_fn(|cx| {
            for (at, (index, call)) in self.calls.iter_mut().enumerate() {
                if let Poll::Ready(answer) = call.as_mut().poll(cx) {
                    return Poll::Ready((at, *index, answer));
                }
            }
            Poll::Pending
        });
        let (at, index, answer) = ended.await;
        drop(self.calls.remove(at));
        Some((index, answer))
    }
}
