//! A small answer from a large document: what is mapped of 4 MB, against a tree of all of it.

#![allow(clippy::expect_used, reason = "a benchmark ends with its first surprise")]

use criterion::{Criterion, criterion_group, criterion_main};
use hyper::body::Bytes;
use naftiko_runtime::FromUpstream;
use naftiko_runtime::testing::received;
use serde_json::Value;

#[rustfmt::skip]
#[path = "../naftiko-codegen/tests/golden/outputs/src/outputs/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod outputs;

use outputs::list_ships::Output;

/// Sixty ships with 70 KB each that nobody asks for.
fn document() -> Vec<u8> {
    let call = r#"{"port":"NLRTM","at":"2026-11-24T08:00:00Z","draught":11.25,"note":"café \"x\"","tugs":[1,2,null]}"#;
    let calls = vec![call; 700].join(",");
    let ship =
        |number: usize| format!(r#"{{"name":"Ship number {number} of many","calls":[{calls}]}}"#);
    let ships: Vec<String> = (0..60).map(ship).collect();
    format!(r#"{{"meta":{{"total":60}},"ships":[{}],"kind":"list"}}"#, ships.join(",")).into_bytes()
}

fn of_tree(document: &[u8]) -> (Option<i64>, usize) {
    let tree: Value = serde_json::from_slice(document).expect("valid JSON");
    let ships = tree["ships"]
        .as_array()
        .map_or(0, |ships| ships.iter().filter(|ship| ship["name"].is_string()).count());
    (tree["meta"]["total"].as_i64(), ships)
}

fn projection(criterion: &mut Criterion) {
    let document = Bytes::from(document());
    let mapped = Output::from_upstream(received(document.clone())).expect("an answer");
    assert_eq!(mapped.names.as_ref().map(Vec::len), Some(60));
    assert_eq!(of_tree(&document), (Some(60), 60));
    let mut group = criterion.benchmark_group(format!("{} bytes", document.len()));
    group.sample_size(30);
    group.bench_function("mapped", |bencher| {
        bencher.iter(|| Output::from_upstream(received(document.clone())).expect("an answer"));
    });
    group.bench_function("tree", |bencher| bencher.iter(|| of_tree(&document)));
    group.finish();
}

criterion_group!(benches, projection);
criterion_main!(benches);
