//! Counters of frequency, outcome and duration.

use std::array;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::CallErrorKind;

/// The upper bounds of the buckets of durations, in microseconds.
pub(crate) const BOUNDS: [u64; 15] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000, 10_000_000, 30_000_000,
];

/// The statuses that are counted one by one.
const STATUSES: [u16; 43] = [
    100, 101, 103, 200, 201, 202, 203, 204, 205, 206, 207, 300, 301, 302, 303, 304, 307, 308, 400,
    401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413, 414, 415, 416, 422, 423, 425, 428, 429,
    500, 501, 502, 503, 504,
];
/// The classes for every other status.
const CLASSES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"];
const SLOTS: usize = STATUSES.len() + CLASSES.len();

/// The failure for which something was not answered as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request does not fit the offer.
    Request,
    /// The operation cannot be called.
    Unroutable,
    /// The upstream could not be reached, broke off, or said what cannot be used.
    Transport,
    /// Something took too long.
    Timeout,
    /// Too much was going on.
    Busy,
    /// The upstream is left alone.
    Unavailable,
    /// A model was told that its call failed.
    Handled,
}

impl Failure {
    /// Each, in the order of their numbers.
    pub(crate) const ALL: [Self; 7] = [
        Self::Request,
        Self::Unroutable,
        Self::Transport,
        Self::Timeout,
        Self::Busy,
        Self::Unavailable,
        Self::Handled,
    ];

    /// The value of `error.type`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Unroutable => "unroutable",
            Self::Transport => "transport",
            Self::Timeout => "timeout",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Handled => "handled_error",
        }
    }
}

impl From<CallErrorKind> for Failure {
    fn from(kind: CallErrorKind) -> Self {
        match kind {
            CallErrorKind::InvalidArguments => Self::Request,
            CallErrorKind::Timeout => Self::Timeout,
            CallErrorKind::Busy => Self::Busy,
            CallErrorKind::Unavailable => Self::Unavailable,
            _ => Self::Transport,
        }
    }
}

/// Counters of one thing that happens.
#[derive(Debug)]
pub(crate) struct Counters {
    statuses: [AtomicU64; SLOTS],
    /// One more than there are bounds.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
    failures: [AtomicU64; Failure::ALL.len()],
}

/// The sum of tallies at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    statuses: [u64; SLOTS],
    pub(crate) buckets: [u64; BOUNDS.len() + 1],
    pub(crate) microseconds: u64,
    pub(crate) failures: [u64; Failure::ALL.len()],
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            statuses: array::from_fn(|_| AtomicU64::new(0)),
            buckets: array::from_fn(|_| AtomicU64::new(0)),
            microseconds: AtomicU64::new(0),
            failures: array::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

impl Counters {
    /// Counts one that ended with `status` after `time`.
    pub(crate) fn ended(&self, status: u16, time: Duration) {
        add(self.statuses.get(slot(status)), 1);
        self.lasted(time);
    }

    /// Counts one that failed; it may have ended with a status too.
    pub(crate) fn failed(&self, failure: Failure) {
        add(self.failures.get(failure as usize), 1);
    }

    /// Counts one that came to no status.
    pub(crate) fn lasted(&self, time: Duration) {
        let microseconds = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < microseconds);
        add(self.buckets.get(bucket), 1);
        add(Some(&self.microseconds), microseconds);
    }
}

fn add(counter: Option<&AtomicU64>, amount: u64) {
    if let Some(counter) = counter {
        counter.fetch_add(amount, Ordering::Relaxed);
    }
}

fn slot(status: u16) -> usize {
    match STATUSES.binary_search(&status) {
        Ok(at) => at,
        Err(_) => {
            let class = usize::from(status / 100).wrapping_sub(1);
            STATUSES.len() + class.min(CLASSES.len() - 1)
        }
    }
}

impl Snapshot {
    /// The sum of all.
    pub(crate) fn of<'a>(tallies: impl Iterator<Item = &'a Counters>) -> Self {
        let mut sum = Self {
            statuses: [0; SLOTS],
            buckets: [0; BOUNDS.len() + 1],
            microseconds: 0,
            failures: [0; Failure::ALL.len()],
        };
        for tally in tallies {
            gather(&mut sum.statuses, &tally.statuses);
            gather(&mut sum.buckets, &tally.buckets);
            gather(&mut sum.failures, &tally.failures);
            sum.microseconds += tally.microseconds.load(Ordering::Relaxed);
        }
        sum
    }

    /// Returns the count of each status that occurred; uncommon ones count for their class.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = (String, u64)> {
        let names = STATUSES.iter().map(u16::to_string);
        let names = names.chain(CLASSES.iter().map(|class| (*class).to_owned()));
        names.zip(self.statuses).filter(|(_, count)| *count > 0)
    }

    /// Returns the sum of all.
    pub(crate) fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }
}

fn gather(sums: &mut [u64], counters: &[AtomicU64]) {
    for (sum, counter) in sums.iter_mut().zip(counters) {
        *sum += counter.load(Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Counters, Failure, STATUSES, Snapshot};

    #[test]
    fn statuses_are_sorted() {
        assert!(STATUSES.is_sorted());
    }

    #[test]
    fn tallies_add_up() {
        let (one, other) = (Counters::default(), Counters::default());
        one.ended(200, Duration::from_micros(500));
        other.ended(200, Duration::from_micros(501));
        other.ended(418, Duration::from_secs(3600));
        other.failed(Failure::Handled);
        let sum = Snapshot::of([&one, &other].into_iter());
        let statuses: Vec<_> = sum.statuses().collect();
        assert_eq!(statuses, [("200".to_owned(), 2), ("4xx".to_owned(), 1)]);
        assert_eq!((sum.buckets[0], sum.buckets[1], sum.buckets[15]), (1, 1, 1));
        assert_eq!(sum.count(), 3);
        assert_eq!(sum.microseconds, 3_600_001_001);
        assert_eq!(sum.failures.iter().sum::<u64>(), 1);
    }
}
