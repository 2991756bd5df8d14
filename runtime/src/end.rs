//! The end of a request, told by who reads it to the connection that it came by.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that tells the connection that all of a body was read.
#[derive(Clone, Debug)]
pub(crate) struct End(Arc<AtomicBool>);

impl End {
    pub(crate) fn new(told: &Arc<AtomicBool>) -> Self {
        Self(Arc::clone(told))
    }

    pub(crate) fn tell(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
