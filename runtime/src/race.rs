//! Waiting for two things: for the first of them, or for both.

use std::pin::pin;
use std::task::Poll;

/// The output of the future that was ready first of two.
#[derive(Debug)]
pub(crate) enum First<A, B> {
    Left(A),
    Right(B),
}

/// Waits for either; when both are ready it is the left one. The other is dropped.
pub(crate) async fn race<A, B>(
    left: impl Future<Output = A>,
    right: impl Future<Output = B>,
) -> First<A, B> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    std::future::poll_fn(|cx| {
        if let Poll::Ready(value) = left.as_mut().poll(cx) {
            return Poll::Ready(First::Left(value));
        }
        right.as_mut().poll(cx).map(First::Right)
    })
    .await
}

/// Waits for both; the first error ends the waiting.
#[cfg(feature = "mcp")]
pub(crate) async fn try_both<E>(
    left: impl Future<Output = Result<(), E>>,
    right: impl Future<Output = Result<(), E>>,
) -> Result<(), E> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let (mut left_done, mut right_done) = (false, false);
    std::future::poll_fn(|cx| {
        if !left_done && let Poll::Ready(result) = left.as_mut().poll(cx) {
            if result.is_err() {
                return Poll::Ready(result);
            }
            left_done = true;
        }
        if !right_done && let Poll::Ready(result) = right.as_mut().poll(cx) {
            if result.is_err() {
                return Poll::Ready(result);
            }
            right_done = true;
        }
        if left_done && right_done { Poll::Ready(Ok(())) } else { Poll::Pending }
    })
    .await
}
