//! The latest traces.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::span::Record;

/// The most that is kept, whatever a document says.
const MOST: usize = 10_000;

/// Whole traces of all workers; the oldest makes place for a new one.
#[derive(Debug)]
pub(crate) struct Ring {
    size: usize,
    kept: Mutex<VecDeque<Arc<Record>>>,
    /// All that were ever kept.
    #[cfg(all(feature = "page", feature = "surface"))]
    total: std::sync::atomic::AtomicU64,
}

impl Ring {
    pub(super) fn new(size: usize) -> Self {
        Self {
            size: size.clamp(1, MOST),
            kept: Mutex::default(),
            #[cfg(all(feature = "page", feature = "surface"))]
            total: std::sync::atomic::AtomicU64::new(0),
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    #[cfg(all(feature = "page", feature = "surface"))]
    pub(crate) fn total(&self) -> u64 {
        self.total.load(std::sync::atomic::Ordering::Relaxed)
    }

    #[cfg(feature = "surface")]
    pub(super) fn push(&self, record: Arc<Record>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = if kept.len() == self.size { kept.pop_back() } else { None };
        kept.push_front(record);
        drop(kept);
        #[cfg(feature = "page")]
        self.total.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        // Its spans are freed while nobody waits.
        drop(oldest);
    }

    /// All that is kept, newest first.
    pub(crate) fn all(&self) -> Vec<Arc<Record>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(Arc::clone).collect()
    }
}
