//! Which requests are recorded, and what upstreams are told of it.

use naftiko_runtime::Config;
use naftiko_runtime::testing::Script;

use crate::control::{ask, coast_with};
use crate::support::{forge_with, get, send};

const JOBS: &str = "/v1/forge/training/jobs";

/// A caller whose trace has this half of its id, and these flags.
fn caller(half: u64, flags: u8) -> String {
    format!("00-{:016x}{half:016x}-b7ad6b7169203331-{flags:02x}", 0xabcd)
}

/// How many traces are kept.
fn kept_in(answer: &serde_json::Value) -> u64 {
    answer["bufferUsed"].as_u64().expect("a number")
}

/// Starts with a control surface and a sampler, sends one request with these headers, and tells
/// how many traces there are and which parent the upstream was told.
fn one(sampler: &[(&str, &str)], headers: &[(&str, &str)]) -> (u64, Option<String>) {
    let with = |config: Config| {
        let config = config.set("NAFTIKO_CONTROL_PORT", "0");
        sampler.iter().fold(config, |config, (name, value)| config.set(*name, *value))
    };
    let pair = forge_with(with, |_| Script::json("{}"));
    let control = pair.server.address("control").expect("a control surface");
    assert_eq!(send(pair.rest(), "GET", JOBS, headers, "").status, 200);
    let told = pair.only().header("traceparent").map(str::to_owned);
    (kept_in(&get(control, "/traces").json()), told)
}

const NEVER: [(&str, &str); 1] = [("OTEL_TRACES_SAMPLER", "parentbased_always_off")];

#[test]
fn what_is_not_recorded_is_not_recorded_further_on_either() {
    let (kept, told) = one(&NEVER, &[("tracestate", "a=b")]);
    let told = told.expect("a parent");
    assert_eq!(kept, 0);
    assert!(told.starts_with("00-") && told.ends_with("-00") && told.len() == 55, "{told}");
}

#[test]
fn a_caller_decides() {
    let (yes, no) = (caller(1, 1), caller(1, 0));
    let (kept, told) = one(&NEVER, &[("traceparent", &yes)]);
    let told = told.expect("a parent");
    assert_eq!(kept, 1);
    assert!(told.starts_with(&yes[..36]) && told.ends_with("-01") && told != yes, "{told}");
    // Who is not recorded is no parent: the upstream is told of the caller.
    let (kept, told) = one(&[], &[("traceparent", &no)]);
    assert_eq!((kept, told.as_deref()), (0, Some(no.as_str())));
}

#[test]
fn a_sampler_without_parents_decides_alone() {
    let yes = caller(u64::MAX, 1);
    let ratio = [("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.5")];
    let (kept, told) = one(&ratio, &[("traceparent", &yes)]);
    assert_eq!((kept, told), (0, Some(format!("{}00", &yes[..53]))));
    let (kept, _) = one(&ratio, &[("traceparent", &caller(7, 0))]);
    assert_eq!(kept, 1);
}

#[test]
fn a_parent_that_is_malformed_decides_nothing() {
    let malformed = caller(1, 0).to_uppercase();
    let (kept, told) = one(&[], &[("traceparent", &malformed), ("tracestate", "a=b")]);
    assert_eq!(kept, 1);
    assert!(told.is_some_and(|told| told.ends_with("-01") && told != malformed));
}

#[test]
fn state_of_a_trace_goes_on_with_that_trace_only() {
    let with = |config: Config| config.set("NAFTIKO_CONTROL_PORT", "0");
    let pair = forge_with(with, |_| Script::json("{}"));
    send(pair.rest(), "GET", JOBS, &[("tracestate", "a=b")], "");
    send(pair.rest(), "GET", JOBS, &[("traceparent", &caller(1, 1)), ("tracestate", "a=b")], "");
    let seen = pair.upstream.seen();
    let states: Vec<_> = seen.iter().map(|one| one.header("tracestate")).collect();
    assert_eq!(states, [None, Some("a=b")]);
}

/// The document records a quarter, and its ids come as B3.
#[test]
fn a_document_says_how_much_is_recorded() {
    let coast = coast_with(|config| config, |_| Script::json("{}"));
    let ask = |half: u64| {
        let undecided = format!("{:016x}{half:016x}-b7ad6b7169203331", 0xabcd);
        assert_eq!(send(coast.rest, "GET", "/lights/a", &[("b3", &undecided)], "").status, 200);
        kept_in(&ask(coast.control, "GET", "/traces").json())
    };
    let quarter = u64::MAX / 4;
    assert_eq!(ask(quarter - 9), 1);
    assert_eq!(ask(quarter + 9), 1, "the id is beyond the quarter");
    assert_eq!(ask(quarter - 9), 2, "the same id is decided alike");
    let told: Vec<_> = coast.upstream.seen();
    let ends: Vec<_> = told.iter().map(|one| one.header("b3").map(|text| &text[49..])).collect();
    assert_eq!(ends, [Some("-1"), Some("-0"), Some("-1")]);
}

#[test]
fn about_as_many_are_recorded_as_are_asked_for() {
    let coast = coast_with(|config| config, |_| Script::json("{}"));
    for _ in 0..160 {
        get(coast.rest, "/nowhere");
    }
    let used = kept_in(&ask(coast.control, "GET", "/traces").json());
    assert!((15..=50).contains(&used), "{used} of 160 for a quarter");
}

#[test]
fn nothing_is_recorded_where_telemetry_is_switched_off() {
    let parent = caller(1, 1);
    let (kept, told) = one(&[("OTEL_SDK_DISABLED", "TRUE")], &[("traceparent", &parent)]);
    assert_eq!((kept, told), (0, Some(parent)));
}
