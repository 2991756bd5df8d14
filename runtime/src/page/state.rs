//! What changes while the process runs, in JSON.

use std::time::SystemTime;

use bytes::Bytes;

use super::{Neighbour, Observer, Page};
use crate::json::JsonWriter;
use crate::moment::moment;
use crate::request::encode_text;

/// The state of the process and its surfaces.
pub(super) fn state(page: &Page) -> Bytes {
    let facts = &page.shared.facts;
    let around = page.shared.surroundings.get();
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("mode").string(if facts.mock { "mock" } else { "live" });
    out.key("here").string(facts.namespace);
    out.key("build").string(&facts.build);
    out.key("version").string(facts.capability.build.version);
    out.member("commit", &facts.capability.build.commit());
    out.member("program", &page.program());
    out.key("time").string(&moment(SystemTime::now()));
    out.key("surfaces").open_array();
    if let Some(around) = around {
        for surface in &around.surfaces {
            write_surface(surface, facts.namespace, &*around.observer, &mut out);
        }
    }
    out.close_array();
    out.key("upstreams").open_array();
    for upstream in &facts.upstreams {
        out.open_object();
        out.key("namespace").string(upstream.namespace);
        out.key("address").string(&upstream.address);
        out.close_object();
    }
    out.close_array();
    out.key("variables").open_array();
    for (name, is_set) in &facts.variables {
        out.open_object();
        out.key("name").string(name);
        out.member("set", is_set);
        out.close_object();
    }
    out.close_array();
    let traced = around.and_then(|around| around.observer.traced());
    out.member("traces", &traced.map(count));
    out.close_object();
    out.finish()
}

fn write_surface(surface: &Neighbour, own: &str, observer: &dyn Observer, out: &mut JsonWriter) {
    let Neighbour { kind, namespace, address, guard, is_reached } = surface;
    out.open_object();
    out.key("namespace").string(namespace);
    out.key("kind").string(kind);
    out.key("state").string(if observer.is_ready() { "up" } else { "down" });
    out.key("address").string(address);
    out.member("guard", &guard.map(str::to_owned));
    if *kind != "control" {
        let way = out.key("way");
        match (*namespace == own, is_reached) {
            (true, _) => way.string(""),
            (false, true) => {
                let mut path = "/-/to/".to_owned();
                encode_text(namespace, &mut path);
                way.string(&path);
            }
            (false, false) => way.raw("null"),
        }
    }
    let counts = observer.counts(namespace);
    number("requests", counts.map(|counts| counts.requests), out);
    number("errors", counts.map(|counts| counts.errors), out);
    time("p50", counts.and_then(|counts| counts.median), out);
    time("p99", counts.and_then(|counts| counts.slow), out);
    out.close_object();
}

fn number(name: &str, value: Option<u64>, out: &mut JsonWriter) {
    match value {
        Some(value) => out.member(name, &count(value)),
        None => out.key(name).raw("null"),
    }
}

fn time(name: &str, value: Option<f64>, out: &mut JsonWriter) {
    match value {
        Some(value) => out.member(name, &value),
        None => out.key(name).raw("null"),
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
