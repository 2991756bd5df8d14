//! Metrics: every worker counts for itself, and the reader adds up.
//!
//! The compiler has numbered what is counted, so that counting is an index and a few additions
//! without a lock and without a wait for another core.

mod shards;
mod tally;

pub(crate) use self::shards::Shards;
pub(crate) use self::tally::{BOUNDS, Counters, Failure, Snapshot};

use hyper::Method;

/// The methods that calls to an upstream are counted by; the last stands for any other.
pub(crate) const METHODS: [&str; 8] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "_OTHER"];

/// Returns the index of the counter of calls with `method` to the upstream at this index.
pub(crate) fn client(upstream: usize, method: &Method) -> usize {
    let known = METHODS.iter().position(|name| *name == method.as_str());
    upstream * METHODS.len() + known.unwrap_or(METHODS.len() - 1)
}
