//! How many things may happen at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A counter with an upper bound, shared by all workers.
#[derive(Debug)]
pub(crate) struct Gate {
    used: AtomicUsize,
    limit: usize,
}

/// One place behind a [`Gate`], given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit(Arc<Gate>);

impl Gate {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { used: AtomicUsize::new(0), limit })
    }

    /// A place, if there is one.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Permit> {
        if self.used.fetch_add(1, Ordering::Relaxed) < self.limit {
            Some(Permit(Arc::clone(self)))
        } else {
            self.used.fetch_sub(1, Ordering::Relaxed);
            None
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.used.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;

    #[test]
    fn places_are_given_back() {
        let gate = Gate::new(2);
        let first = gate.enter();
        let second = gate.enter();
        assert!(first.is_some() && second.is_some());
        assert!(gate.enter().is_none());
        drop(first);
        assert!(gate.enter().is_some());
    }
}
