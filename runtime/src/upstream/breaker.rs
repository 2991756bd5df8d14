//! Not calling an upstream that is down, so that its callers do not wait for nothing.
//!
//! Only what shows that nobody is there counts: no connection, a connection that breaks before the
//! answer, no answer in time. A status is an answer, whatever it says. While all is well a call
//! reads two numbers that nobody writes.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The breaker of one upstream, shared by all workers.
#[derive(Debug)]
pub(crate) struct Breaker {
    began: Instant,
    /// The number of failures in a row that open it; 0 is never.
    threshold: u32,
    rest: Duration,
    failures: AtomicU32,
    /// Until then nothing is sent, in milliseconds since `began`; 0 when it is closed.
    closed_again: AtomicU64,
}

impl Breaker {
    pub(crate) fn new(threshold: u32, rest: Duration) -> Self {
        let (failures, closed_again) = (AtomicU32::new(0), AtomicU64::new(0));
        Self { began: Instant::now(), threshold, rest, failures, closed_again }
    }

    /// Returns `Ok` if a call may be sent, else the time to wait.
    ///
    /// After the time of rest, one call may try while the others go on waiting.
    pub(crate) fn admit(&self) -> Result<(), Duration> {
        let until = self.closed_again.load(Ordering::Relaxed);
        if until == 0 {
            return Ok(());
        }
        let now = self.now();
        if now < until {
            return Err(Duration::from_millis(until - now));
        }
        let next = now + millis(self.rest);
        let (order, other) = (Ordering::Relaxed, Ordering::Relaxed);
        match self.closed_again.compare_exchange(until, next, order, other) {
            Ok(_) => Ok(()),
            Err(0) => Ok(()),
            Err(_) => Err(self.rest),
        }
    }

    /// The upstream has answered.
    pub(crate) fn answered(&self) {
        if self.failures.load(Ordering::Relaxed) == 0 {
            return;
        }
        self.failures.store(0, Ordering::Relaxed);
        if self.closed_again.swap(0, Ordering::Relaxed) != 0 {
            tracing::info!("an upstream answers again");
        }
    }

    /// The upstream could not be reached or did not answer.
    pub(crate) fn failed(&self, upstream: &str) {
        if self.threshold == 0 {
            return;
        }
        let before = self.failures.fetch_add(1, Ordering::Relaxed);
        if before.saturating_add(1) < self.threshold {
            return;
        }
        let until = self.now() + millis(self.rest);
        if self.closed_again.swap(until, Ordering::Relaxed) == 0 {
            tracing::warn!(
                upstream,
                "{} calls in a row have failed; nothing is sent for {} ms",
                self.threshold,
                self.rest.as_millis()
            );
        }
    }

    /// Never 0, which means closed.
    fn now(&self) -> u64 {
        millis(self.began.elapsed()) + 1
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Breaker;
    use std::thread::sleep;
    use std::time::Duration;

    #[test]
    fn it_opens_probes_and_closes() {
        let breaker = Breaker::new(2, Duration::from_millis(40));
        breaker.failed("x");
        assert_eq!(breaker.admit(), Ok(()));
        breaker.failed("x");
        assert!(breaker.admit().is_err_and(|wait| wait <= Duration::from_millis(40)));
        sleep(Duration::from_millis(60));
        assert_eq!(breaker.admit(), Ok(()), "one may try");
        assert!(breaker.admit().is_err(), "and no other");
        breaker.failed("x");
        assert!(breaker.admit().is_err());
        sleep(Duration::from_millis(60));
        assert_eq!(breaker.admit(), Ok(()));
        breaker.answered();
        assert_eq!((breaker.admit(), breaker.admit()), (Ok(()), Ok(())));
    }

    #[test]
    fn only_failures_in_a_row_count_and_zero_is_never() {
        let breaker = Breaker::new(2, Duration::from_secs(60));
        for _ in 0..10 {
            breaker.failed("x");
            breaker.answered();
        }
        assert_eq!(breaker.admit(), Ok(()));
        let never = Breaker::new(0, Duration::from_secs(60));
        for _ in 0..10 {
            never.failed("x");
        }
        assert_eq!(never.admit(), Ok(()));
    }
}
