//! What compiling a document costs: the shipped one, and synthetic ones of growing size.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, check, generate};

/// A document with `operations` operations, each with six arguments, a route and a tool.
fn synthetic(operations: usize) -> Source {
    let mut consumed = String::new();
    let mut routes = String::new();
    let mut tools = String::new();
    for n in 0..operations {
        let _ = write!(
            consumed,
            "    - name: things-{n}\n      path: /things/{n}/{{id}}\n      operations:\n      - name: thing-{n}\n        method: GET\n        description: Thing number {n}\n        inputParameters:\n"
        );
        for (place, kind) in [
            ("query", "integer"),
            ("query", "string"),
            ("query", "array"),
            ("header", "string"),
            ("query", "boolean"),
        ] {
            let _ = writeln!(
                consumed,
                "        - {{name: {place}-{kind}, in: {place}, type: {kind}, description: A {kind}}}"
            );
        }
        let _ = write!(
            routes,
            "    - path: /v1/things/{n}/{{id}}\n      operations:\n      - {{method: GET, name: thing-{n}, description: Thing, call: bench.thing-{n}}}\n"
        );
        let _ =
            writeln!(tools, "    - {{name: thing-{n}, description: Thing, call: bench.thing-{n}}}");
    }
    Source::new(
        "bench.yaml",
        format!(
            "naftiko: 1.0.0-alpha2\ninfo: {{label: Bench, description: Bench}}\ncapability:\n  consumes:\n  - type: http\n    namespace: bench\n    baseUri: https://bench.example.test\n    resources:\n{consumed}  exposes:\n  - type: rest\n    namespace: bench-rest\n    port: 8080\n    resources:\n{routes}  - type: mcp\n    namespace: bench-mcp\n    port: 9090\n    transport: http\n    tools:\n{tools}"
        ),
    )
}

fn documents() -> Vec<(String, Source)> {
    let forge = include_str!("../specs/forge-training-jobs.yaml");
    let mut documents = vec![("forge".to_owned(), Source::new("forge.yaml", forge.to_owned()))];
    documents.extend([4, 50, 740].map(|n| (format!("synthetic-{n}"), synthetic(n))));
    documents
}

fn generation(criterion: &mut Criterion) {
    let names = CrateNames { binary: "bench".to_owned(), library: "bench".to_owned() };
    let mut group = criterion.benchmark_group("check");
    for (name, source) in documents() {
        group.throughput(Throughput::Bytes(source.text().len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &source, |bencher, source| {
            bencher.iter(|| black_box(check(source, &Options::default()).rest_routes));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("generate");
    group.sample_size(10);
    for (name, source) in documents() {
        let sources = [source];
        group.bench_with_input(BenchmarkId::from_parameter(name), &sources, |bencher, sources| {
            bencher.iter(|| {
                generate(&names, sources, &Options::default()).map(|(files, _)| files.len()).ok()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, generation);
criterion_main!(benches);
