//! Traces on their way to a collector. Requests never wait for it: what finds no place is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, mpsc};

use super::span::Record;

/// The greatest number of traces that wait.
const QUEUE: usize = 2048;

/// The end of the queue to which requests give their traces.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Arc<Record>>,
    backlog: Arc<Backlog>,
}

/// The state that both ends of the queue share.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    /// Said when half of the places are taken: to wake the sender for every trace would cost
    /// requests more than all the rest.
    pub(crate) half: Notify,
    dropped: AtomicU64,
    #[cfg(feature = "surface")]
    is_said: std::sync::atomic::AtomicBool,
}

impl Outbox {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Arc<Record>>, Arc<Backlog>) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let backlog = Arc::<Backlog>::default();
        (Self { queue, backlog: Arc::clone(&backlog) }, waiting, backlog)
    }

    #[cfg(feature = "surface")]
    pub(super) fn push(&self, record: Arc<Record>) {
        let spans = record.spans.len();
        if self.queue.try_send(record).is_err() {
            self.backlog.dropped(spans);
            if !self.backlog.is_said.swap(true, Ordering::Relaxed) {
                tracing::warn!("spans are dropped: there are more than the collector takes");
            }
        }
        if self.queue.capacity() < QUEUE / 2 {
            self.backlog.half.notify_one();
        }
    }

    /// Returns `true` while somebody takes what is in it.
    pub(super) fn is_open(&self) -> bool {
        !self.queue.is_closed()
    }

    pub(super) fn dropped(&self) -> u64 {
        self.backlog.dropped.load(Ordering::Relaxed)
    }
}

impl Backlog {
    /// Counts spans that reach no collector.
    pub(crate) fn dropped(&self, spans: usize) {
        self.dropped.fetch_add(u64::try_from(spans).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

#[cfg(all(test, feature = "surface"))]
mod tests {
    use std::sync::Arc;

    use super::{Outbox, QUEUE, Record};

    #[test]
    fn what_finds_no_place_is_dropped() {
        let (outbox, mut waiting, backlog) = Outbox::new();
        for id in 0..QUEUE + 3 {
            outbox.push(Arc::new(Record { id: id as u128, spans: Vec::new() }));
        }
        assert_eq!(waiting.try_recv().map(|record| record.id), Ok(0));
        assert_eq!(outbox.dropped(), 0, "traces of no span");
        backlog.dropped(2);
        assert_eq!(outbox.dropped(), 2);
        let left = std::iter::from_fn(|| waiting.try_recv().ok()).count();
        assert_eq!(left, QUEUE - 1);
    }
}
