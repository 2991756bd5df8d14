//! Collectors that are down, slow, busy or angry: requests do not notice.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use naftiko_runtime::testing::{Script, Seen};

use crate::coast::{Coast, coast, coast_with, spans, within};
use crate::support::get;

/// How many spans the collector did not get.
fn dropped(coast: &Coast) -> Option<u64> {
    let text = coast.ask("/metrics").text();
    let line = text.lines().find(|line| line.starts_with("naftiko_spans_dropped{"))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn one_that_is_down() {
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = gone.local_addr().expect("an address").to_string();
    drop(gone);
    let coast = coast(|config| config.set("LIGHTS_COLLECTOR", address));
    for _ in 0..5 {
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
    }
    within(|| dropped(&coast).filter(|count| *count == 10));
    let begin = Instant::now();
    assert!(coast.server.stop());
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
}

#[test]
fn one_that_does_not_answer() {
    let coast = coast_with(|config| config, |_| Script::default().wait(Duration::from_secs(60)));
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    within(|| (!coast.collector.seen().is_empty()).then_some(()));
    let begin = Instant::now();
    for _ in 0..50 {
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
    }
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    let begin = Instant::now();
    assert!(coast.server.stop());
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
}

#[test]
fn the_time_to_drain_holds_for_it_too() {
    let coast = coast_with(
        |mut config| {
            config.limits.drain_timeout = Duration::from_millis(300);
            config
        },
        |_| Script::default().wait(Duration::from_secs(60)),
    );
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    let begin = Instant::now();
    assert!(coast.server.stop());
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
}

/// The requests for one path, by their bodies.
fn sent(coast: &Coast, end: &str) -> Vec<Vec<u8>> {
    let seen = coast.collector.seen().into_iter().filter(|seen| seen.target.ends_with(end));
    seen.map(|seen| seen.body).collect()
}

#[test]
fn one_that_is_busy_is_asked_once_more() {
    let never = "3600000";
    let once = |status| {
        let busy = Script::answer(status, &[("retry-after", "0")], b"");
        coast_with(
            move |config| config.set("OTEL_METRIC_EXPORT_INTERVAL", never),
            move |_| busy.clone(),
        )
    };
    for status in [429, 502, 503, 504] {
        let coast = once(status);
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
        within(|| dropped(&coast).filter(|count| *count == 2));
        let bodies = sent(&coast, "/v1/traces");
        assert_eq!(bodies.len(), 2, "{status}");
        assert_eq!(bodies[0], bodies[1], "{status}");
    }
    for status in [400, 401, 500, 302] {
        let coast = once(status);
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
        within(|| dropped(&coast).filter(|count| *count == 2));
        assert_eq!(sent(&coast, "/v1/traces").len(), 1, "{status}");
    }
}

#[test]
fn one_that_comes_back() {
    let is_back = Arc::new(AtomicBool::new(false));
    let knows = Arc::clone(&is_back);
    let collects = move |_: &Seen| match knows.load(Ordering::Relaxed) {
        true => Script::json("{}"),
        false => Script::answer(500, &[], b""),
    };
    let coast = coast_with(|config| config, collects);
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    within(|| dropped(&coast).filter(|count| *count == 2));
    is_back.store(true, Ordering::Relaxed);
    assert_eq!(get(coast.rest, "/lights/a").status, 200);
    // Two that were not taken, and two that were.
    within(|| (spans(&coast.collector).len() == 4).then_some(()));
    assert_eq!(dropped(&coast), Some(2));
}
