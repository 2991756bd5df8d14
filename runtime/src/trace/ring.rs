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
}

impl Ring {
    pub(super) fn new(size: usize) -> Self {
        Self { size: size.clamp(1, MOST), kept: Mutex::default() }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    #[cfg(feature = "surface")]
    pub(super) fn push(&self, record: Arc<Record>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = if kept.len() == self.size { kept.pop_back() } else { None };
        kept.push_front(record);
        drop(kept);
        // Its spans are freed while nobody waits.
        drop(oldest);
    }

    /// All that is kept, newest first.
    pub(crate) fn all(&self) -> Vec<Arc<Record>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(Arc::clone).collect()
    }
}
