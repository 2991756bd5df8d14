//! The same counters once for each worker.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A row of counters that belongs to one worker, and the way to those of all others.
#[derive(Debug)]
pub(crate) struct Shards<T> {
    own: Arc<[T]>,
    all: Arc<Mutex<Vec<Weak<[T]>>>>,
}

impl<T: Default> Shards<T> {
    /// `count` counters of the first worker.
    pub(crate) fn new(count: usize) -> Self {
        Self::joined(count, Arc::default())
    }

    /// Counters for another worker.
    #[cfg(feature = "surface")]
    pub(crate) fn fork(&self) -> Self {
        Self::joined(self.own.len(), Arc::clone(&self.all))
    }

    fn joined(count: usize, all: Arc<Mutex<Vec<Weak<[T]>>>>) -> Self {
        let own: Arc<[T]> = (0..count).map(|_| T::default()).collect();
        all.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&own));
        Self { own, all }
    }

    /// The worker's own counter at this index.
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.own.get(index)
    }

    /// The counters of every worker that still runs.
    pub(crate) fn all(&self) -> Vec<Arc<[T]>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(Weak::upgrade).collect()
    }

    /// The same counters for someone who only reads them and counts nothing.
    pub(crate) fn reader(&self) -> Self {
        Self { own: Arc::default(), all: Arc::clone(&self.all) }
    }
}

impl<T> Clone for Shards<T> {
    fn clone(&self) -> Self {
        Self { own: Arc::clone(&self.own), all: Arc::clone(&self.all) }
    }
}
