//! Work under way.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

type Work<'r, T> = Pin<Box<dyn Future<Output = T> + Send + 'r>>;

/// Work that runs side by side in one task, each with the index of what it is for.
pub(super) struct WorkUnderWay<'r, T> {
    all: Vec<(usize, Work<'r, T>)>,
}

impl<'r, T> WorkUnderWay<'r, T> {
    pub(super) const fn new() -> Self {
        Self { all: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn start(&mut self, index: usize, work: impl Future<Output = T> + Send + 'r) {
        self.all.push((index, Box::pin(work)));
    }

    /// Waits for the first work that ends; `None` when none is under way.
    pub(super) async fn next(&mut self) -> Option<(usize, T)> {
        if self.all.is_empty() {
            return None;
        }
        let ended = poll_fn(|cx| {
            for (at, (index, work)) in self.all.iter_mut().enumerate() {
                if let Poll::Ready(result) = work.as_mut().poll(cx) {
                    return Poll::Ready((at, *index, result));
                }
            }
            Poll::Pending
        });
        let (at, index, result) = ended.await;
        drop(self.all.remove(at));
        Some((index, result))
    }
}
