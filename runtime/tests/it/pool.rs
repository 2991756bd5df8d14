//! Connections to the upstream are kept, replaced and never shared by two calls.

use std::thread;
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::Script;

use crate::support::{Pair, forge, forge_with, get};

const JOB: &str = "/v1/forge/training/jobs/a";

/// One worker, so that the number of connections is known.
fn one_worker(mut config: Config) -> Config {
    config.limits.workers = 1;
    config
}

fn ask(pair: &Pair, times: usize) {
    for _ in 0..times {
        assert_eq!(get(pair.rest(), JOB).status, 200);
    }
}

#[test]
fn calls_in_turn_use_one_connection() {
    let pair = forge_with(one_worker, |_| Script::json("{\"a\":1}"));
    ask(&pair, 20);
    assert_eq!((pair.upstream.seen().len(), pair.upstream.connections()), (20, 1));
}

#[test]
fn a_connection_that_was_closed_in_between_is_replaced() {
    let pair = forge_with(one_worker, |_| Script::json("{\"a\":1}").close());
    for _ in 0..5 {
        ask(&pair, 1);
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!((pair.upstream.seen().len(), pair.upstream.connections()), (5, 5));
}

#[test]
fn an_answer_without_a_body_keeps_its_connection() {
    let pair = forge_with(one_worker, |_| Script::answer(204, &[], b""));
    for _ in 0..5 {
        assert_eq!(get(pair.rest(), JOB).status, 204);
    }
    assert_eq!(pair.upstream.connections(), 1);
}

#[test]
fn a_broken_answer_does_not_reach_the_next_call() {
    let pair = forge_with(one_worker, |seen| {
        let json = [("content-type", "application/json")];
        if seen.target.ends_with("/cut") {
            Script::default().head(200, &json, 100).send(b"{\"half\":").close()
        } else {
            Script::json("{\"whole\":true}")
        }
    });
    for _ in 0..3 {
        assert!(!get(pair.rest(), "/v1/forge/training/jobs/cut").complete);
        assert_eq!(get(pair.rest(), JOB).text(), "{\"whole\":true}");
    }
}

#[test]
fn calls_at_once_have_a_connection_each() {
    let pair = forge(|seen| {
        let target = format!("{{\"target\":\"{}\"}}", seen.target);
        let mut script = Script::default().wait(Duration::from_millis(100));
        script = script.head(200, &[("content-type", "application/json")], target.len());
        script.send(target.as_bytes())
    });
    thread::scope(|scope| {
        for n in 0..32 {
            let address = pair.rest();
            scope.spawn(move || {
                let answer = get(address, &format!("/v1/forge/training/jobs/{n}"));
                let expected = format!("{{\"target\":\"/forge/training/jobs/{n}\"}}");
                assert_eq!(answer.text(), expected);
            });
        }
    });
    assert_eq!(pair.upstream.seen().len(), 32);
    assert!(pair.upstream.connections() <= 32);
}
