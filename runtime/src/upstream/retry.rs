//! RequestWriter again what failed on the way.
//!
//! A connection that was not made carried nothing, so any request may be sent again. Everything
//! else is repeated only where the operation says that twice does what once does.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use hyper::StatusCode;
use hyper::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::error::{CallError, CallErrorKind};
use crate::request::Prepared;
use crate::transport::UpstreamResponse;

/// Makes the request of a call once more.
pub(crate) type Again<'a> = &'a (dyn Fn() -> Option<Box<Prepared>> + Sync);

/// A caller is not kept waiting longer than this before a repetition; `retry-after` is handed on.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Returns the time to wait before the repetition with this number, beginning with 0; `None` when the result
/// stands.
pub(super) fn pause(
    result: &Result<UpstreamResponse, CallError>,
    repeatable: bool,
    number: u32,
) -> Option<Duration> {
    match result {
        Ok(answer) if answer.status.as_u16() < 429 || !repeatable => None,
        Ok(answer) => after_status(answer.status, &answer.headers, number),
        Err(error) => match error.kind() {
            CallErrorKind::Connect => Some(backoff(number)),
            // Mostly a kept connection that the upstream has just closed: another one will do.
            CallErrorKind::Broken if repeatable && number == 0 => Some(Duration::ZERO),
            CallErrorKind::Broken if repeatable => Some(backoff(number)),
            _ => None,
        },
    }
}

fn after_status(status: StatusCode, headers: &HeaderMap, number: u32) -> Option<Duration> {
    let asked = headers.get(RETRY_AFTER);
    match status {
        StatusCode::TOO_MANY_REQUESTS if asked.is_none() => None,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => match asked {
            None => Some(backoff(number)),
            Some(asked) => {
                let asked = delay(asked, headers.get(DATE))?;
                (asked <= LONGEST_PAUSE).then(|| asked + backoff(0))
            }
        },
        _ => None,
    }
}

/// Seconds, or the time from which on the upstream can be asked again (RFC 9110, 10.2.3). That time
/// is by its clock, which may differ from ours, so it is compared with the `date` of the answer.
fn delay(asked: &HeaderValue, date: Option<&HeaderValue>) -> Option<Duration> {
    let asked = asked.to_str().ok()?.trim();
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |text: &str| httpdate::parse_http_date(text.trim()).ok();
    let now = date.and_then(|date| time(date.to_str().ok()?)).unwrap_or_else(SystemTime::now);
    Some(time(asked)?.duration_since(now).unwrap_or_default())
}

/// Any time up to a bound that doubles, so that callers who failed together do not come back
/// together.
fn backoff(number: u32) -> Duration {
    const FIRST: u64 = 50;
    const MOST: u64 = 2_000;
    let bound = FIRST.saturating_mul(1 << number.min(16)).min(MOST);
    let random = RandomState::new().build_hasher().finish();
    Duration::from_millis(random % (bound + 1))
}

/// The budget of repetitions to an upstream: one for every five calls, and 20 to begin with, which is also the
/// most.
///
/// It belongs to one worker, so that counting calls is a load and a store.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

impl Budget {
    const PRICE: u32 = 5;
    const MOST: u32 = 20 * Self::PRICE;

    /// Counts a call. Two at the same instant may be counted as one, which does no harm.
    pub(super) fn earn(&self) {
        let saved = self.0.load(Ordering::Relaxed);
        if saved < Self::MOST {
            self.0.store(saved + 1, Ordering::Relaxed);
        }
    }

    /// Returns `true` if there is a repetition left, which is then spent.
    pub(super) fn spend(&self) -> bool {
        let rest = |saved: u32| saved.checked_sub(Self::PRICE);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok()
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(Self::MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, after_status, backoff};
    use hyper::StatusCode;
    use hyper::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
    use std::time::{Duration, SystemTime};

    #[test]
    fn statuses_and_what_the_upstream_asks_for() {
        let asked = |value: &'static str| {
            HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))])
        };
        let none = HeaderMap::new();
        let busy = StatusCode::TOO_MANY_REQUESTS;
        assert_eq!(after_status(busy, &none, 0), None);
        assert!(after_status(busy, &asked("1"), 0).is_some_and(|t| t >= Duration::from_secs(1)));
        for status in [502, 503, 504] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert!(after_status(status, &none, 0).is_some());
            assert_eq!(after_status(status, &asked("60"), 0), None);
        }
        for status in [500, 501, 505, 499] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(after_status(status, &none, 0), None);
        }
    }

    #[test]
    fn dates_are_by_the_clock_of_the_upstream() {
        const NOW: &str = "Wed, 21 Oct 2015 07:28:00 GMT";
        let busy = StatusCode::SERVICE_UNAVAILABLE;
        let pause = |asked: &str, date: Option<&str>| {
            let value = |text: &str| HeaderValue::from_str(text).expect("a header value");
            let mut headers = HeaderMap::from_iter([(RETRY_AFTER, value(asked))]);
            headers.extend(date.map(|date| (DATE, value(date))));
            after_status(busy, &headers, 0).map(|pause| pause.as_secs())
        };
        for (asked, seconds) in [
            ("Wed, 21 Oct 2015 07:28:03 GMT", Some(3)),
            ("Wednesday, 21-Oct-15 07:28:03 GMT", Some(3)),
            ("Wed Oct 21 07:28:03 2015", Some(3)),
            ("Wed, 21 Oct 2015 07:28:05 GMT", Some(5)),
            ("Wed, 21 Oct 2015 07:28:06 GMT", None),
            ("Wed, 21 Oct 2015 07:27:00 GMT", Some(0)),
            ("Wed, 21 Oct 2015 07:28:03 CET", None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(pause(asked, Some(NOW)), seconds, "{asked}");
        }
        let in_three = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3));
        assert!(matches!(pause(&in_three, None), Some(2 | 3)), "by our own clock without another");
        assert!(matches!(pause(&in_three, Some("now")), Some(2 | 3)));
        assert_eq!(pause(&in_three, Some(NOW)), None);
    }

    #[test]
    fn pauses_grow_and_are_bounded() {
        for number in 0..80 {
            assert!(backoff(number) <= Duration::from_secs(2));
        }
        assert!((0..64).any(|_| backoff(0) != backoff(0)), "callers come back together");
    }

    #[test]
    fn a_fifth_of_the_calls_may_be_repeated() {
        let budget = Budget::default();
        while budget.spend() {}
        let spent = (0..100).filter(|_| {
            budget.earn();
            budget.spend()
        });
        assert_eq!(spent.count(), 20);
    }
}
