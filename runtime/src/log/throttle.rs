//! Lines that callers can cause as often as they like.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time in which so many lines of a kind are written at most.
const INTERVAL: Duration = Duration::from_secs(10);

/// A kind of line that is written a few times in an interval, and then only counted.
#[derive(Debug)]
pub(crate) struct Throttle {
    most: u32,
    state: Mutex<ThrottleState>,
}

#[derive(Debug)]
struct ThrottleState {
    /// Of the interval.
    begin: Option<Instant>,
    /// Lines in it.
    written: u32,
    /// The number of lines that were left out since the last line that was written.
    left_out: u64,
}

impl Throttle {
    /// Creates a throttle that writes `most` lines in ten seconds.
    pub(crate) const fn new(most: u32) -> Self {
        Self { most, state: Mutex::new(ThrottleState { begin: None, written: 0, left_out: 0 }) }
    }

    /// Counts an occurrence. When there is to be a line about it: how many there were since the last
    /// line, this one included.
    pub(crate) fn due(&self) -> Option<u64> {
        self.due_at(Instant::now())
    }

    fn due_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.begin.is_none_or(|begin| now.saturating_duration_since(begin) >= INTERVAL) {
            (state.begin, state.written) = (Some(now), 0);
        }
        state.left_out += 1;
        if state.written >= self.most {
            return None;
        }
        state.written += 1;
        Some(std::mem::take(&mut state.left_out))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Throttle;

    #[test]
    fn what_is_not_written_is_counted() {
        let throttle = Throttle::new(2);
        let begin = Instant::now();
        let at = |seconds| throttle.due_at(begin + Duration::from_secs(seconds));
        assert_eq!([at(0), at(0), at(1), at(2), at(9)], [Some(1), Some(1), None, None, None]);
        assert_eq!([at(10), at(11), at(19), at(20)], [Some(4), Some(1), None, Some(2)]);
    }
}
