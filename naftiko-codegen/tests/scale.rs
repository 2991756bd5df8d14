//! Large documents take time in proportion to their size, and absurd ones are refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use naftiko_codegen::finding::{Code, Verdict};
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, Report, check, generate};

/// A document: lines below `resources` of the consumed API, and below `exposes`.
fn document(consumed: &str, exposed: &str) -> Source {
    Source::new(
        "large.yaml",
        format!(
            "naftiko: 1.0.0-alpha2\ninfo: {{label: Large, description: Large}}\ncapability:\n  \
             consumes:\n  - type: http\n    namespace: depot\n    baseUri: https://depot.test\n    \
             resources:\n{consumed}  exposes:\n{exposed}"
        ),
    )
}

/// `count` lines below `before`, each made from its number.
fn lines(before: &str, count: usize, line: impl Fn(usize) -> String) -> String {
    let mut out = before.to_owned();
    for number in 0..count {
        let _ = writeln!(out, "{}", line(number));
    }
    out
}

fn operations(count: usize, name: impl Fn(usize) -> String) -> String {
    lines("", count, |n| {
        format!(
            "    - path: /parts/{n}/{{id}}\n      operations:\n      - {{name: {}, method: GET, \
             description: Part {n}, inputParameters: [{{name: page, in: query, type: integer}}]}}",
            name(n)
        )
    })
}

const REST: &str = "  - type: rest\n    namespace: depot-rest\n    port: 8080\n    resources:\n";
const MCP: &str =
    "  - type: mcp\n    namespace: depot-mcp\n    port: 9090\n    transport: http\n    tools:\n";
const ONE: &str = "    - path: /part\n      operations:\n      - {name: one, method: POST}\n";

/// Every operation is a route and a tool.
fn ordinary(count: usize) -> Source {
    let routes = lines(REST, count, |n| {
        format!(
            "    - path: /v1/{n}/{{id}}\n      operations:\n      - {{method: GET, name: part-{n}, \
             description: Part, call: depot.part-{n}}}"
        )
    });
    let tools = lines(MCP, count, |n| {
        format!("    - {{name: part-{n}, description: Part, call: depot.part-{n}}}")
    });
    document(&operations(count, |n| format!("part-{n}")), &(routes + &tools))
}

fn best_of_three(mut run: impl FnMut()) -> Duration {
    let time = |run: &mut dyn FnMut()| {
        let begin = Instant::now();
        run();
        begin.elapsed()
    };
    (0..3).map(|_| time(&mut run)).min().expect("three runs")
}

/// Four times the size takes less than seven times as long; a quadratic step takes sixteen.
fn assert_linear(name: &str, make: &dyn Fn(usize) -> Source, run: &dyn Fn(&Source)) {
    let mut ratios = Vec::new();
    // Other processes may have the machine for a moment.
    for _ in 0..3 {
        let (small, large) = (make(250), make(1000));
        let small = best_of_three(|| run(&small));
        let large = best_of_three(|| run(&large));
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        if ratio < 7.0 {
            return;
        }
        ratios.push(ratio);
    }
    panic!("{name}: four times the size takes {ratios:?} times as long");
}

fn checked(source: &Source) {
    check(source, &Options::default());
}

fn generated(source: &Source) {
    let names = CrateNames { binary: "large".to_owned(), library: "large".to_owned() };
    assert!(generate(&names, std::slice::from_ref(source), &Options::default()).is_ok());
}

#[test]
fn time_grows_with_the_size() {
    assert_linear("check", &ordinary, &checked);
    assert_linear("generate", &|count| ordinary(count / 4), &generated);
}

#[test]
fn types_take_time_in_proportion_to_their_number() {
    let of_own_types = |count| {
        let tools = lines(MCP, count, |n| {
            let own = lines("", 20, |p| {
                format!("          p{p}: {{type: integer, minimum: {n}, title: P{p}}}")
            });
            format!(
                "    - name: t{n}\n      description: T\n      call: depot.one\n      \
                 inputSchema:\n        type: object\n        properties:\n{own}"
            )
        });
        document(ONE, &tools)
    };
    assert_linear("types", &of_own_types, &checked);
}

#[test]
fn mistakes_take_no_longer() {
    let misspelt = |count| {
        let tools = lines(MCP, count, |n| {
            format!("    - {{name: t{n}, description: T, call: depot.operatoin-number-{n}x}}")
        });
        document(&operations(count, |n| format!("operation-number-{n}")), &tools)
    };
    let of_one_name = |count| {
        let name = |n| format!("\"a{}\"", "-".repeat(n % 60));
        let tools = lines(MCP, count, |n| {
            format!("    - {{name: t{n}, description: T, call: \"depot.a{}\"}}", "-".repeat(n % 60))
        });
        document(&operations(count, name), &tools)
    };
    let variables = |count| {
        let tools = lines(MCP, count, |n| {
            format!(
                "    - {{name: t{n}, description: T, call: depot.one, with: {{x: '{{{{env.V_{n}}}}}'}}}}"
            )
        });
        document(ONE, &tools)
    };
    assert_linear("names that are one in Rust", &of_one_name, &checked);
    assert_linear("undeclared variables", &variables, &checked);
    let one_line = |count: usize| {
        let names = lines("", count * 40, |n| format!("s{n},")).replace('\n', "");
        let numbers = "1e999,".repeat(count * 40);
        document(ONE, &format!("{MCP}    - {{name: t, call: depot.one, x: [{names}{numbers}]}}\n"))
    };
    assert_linear("one line", &one_line, &checked);
    // The first are compared with every known name, and with a budget the others are not.
    let begin = Instant::now();
    let report = check(&misspelt(5000), &Options::default());
    let unknown = report.findings.iter().filter(|f| f.code == Code::UnknownOperation);
    let suggested = |help: &str| help.starts_with("did you mean `depot.operation-number-");
    let with = unknown.clone().filter(|f| f.help.as_deref().is_some_and(suggested)).count();
    assert_eq!(unknown.count(), 5000);
    assert!((10..100).contains(&with), "{with} suggestions");
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
}

fn refused_as_too_large(report: &Report) {
    assert_eq!(report.verdict, Verdict::Reject);
    let found: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(found.contains(&Code::TooLarge), "{found:?}");
}

#[test]
fn paths_have_a_limit() {
    let tool = format!("{MCP}    - {{name: t, description: T, call: depot.one}}\n");
    let segments = |count: usize| format!("/{}", vec!["x"; count].join("/"));
    let placeholders = |count: usize| lines("", count, |n| format!("{{p{n}}}-")).replace('\n', "");
    let consumed = |path: &str| {
        let consumed = format!(
            "    - path: '{path}'\n      operations:\n      - {{name: one, method: GET}}\n"
        );
        check(&document(&consumed, &tool), &Options::default())
    };
    let exposed = |path: &str| {
        let route = format!(
            "{REST}    - path: '{path}'\n      operations:\n      - {{method: POST, name: one, \
             description: One, call: depot.one}}\n"
        );
        check(&document(ONE, &route), &Options::default())
    };
    assert_ne!(consumed(&segments(64)).verdict, Verdict::Reject);
    assert_ne!(exposed(&segments(64)).verdict, Verdict::Reject);
    for path in [segments(65), segments(200_000), format!("/{}", placeholders(3000))] {
        refused_as_too_large(&consumed(&path));
        refused_as_too_large(&exposed(&path));
    }
    refused_as_too_large(&consumed(&format!("/a?{}", placeholders(3000))));
}

#[test]
fn inputs_have_a_limit() {
    let inputs = |indent: &str, count: usize| {
        lines("", count, |n| format!("{indent}- {{name: p{n}, in: query, type: string}}"))
    };
    let of_operation = |count| {
        let consumed = format!(
            "    - path: /part\n      operations:\n      - name: one\n        inputParameters:\n{}",
            inputs("        ", count)
        );
        let tool = format!("{MCP}    - {{name: t, description: T, call: depot.one}}\n");
        check(&document(&consumed, &tool), &Options::default())
    };
    let of_tool = |count| {
        let tool = format!(
            "{MCP}    - name: t\n      description: T\n      call: depot.one\n      \
             inputParameters:\n{}",
            inputs("      ", count)
        );
        check(&document(ONE, &tool), &Options::default())
    };
    let of_schema = |count| {
        let properties = lines("", count, |n| format!("          p{n}: {{type: string}}"));
        let tool = format!(
            "{MCP}    - name: t\n      description: T\n      call: depot.one\n      \
             inputSchema:\n        type: object\n        properties:\n{properties}"
        );
        check(&document(ONE, &tool), &Options::default())
    };
    for report in [of_operation(1000), of_tool(900), of_schema(900)] {
        assert_ne!(report.verdict, Verdict::Reject, "{:?}", report.findings);
    }
    for report in [of_operation(1001), of_tool(1001), of_schema(10_000)] {
        refused_as_too_large(&report);
    }
}

#[test]
fn consumed_apis_have_a_limit() {
    let consumes = |count| {
        let apis = lines("", count, |n| {
            format!(
                "  - {{type: http, namespace: n{n}, baseUri: 'https://h{n}.test', resources: []}}"
            )
        });
        let text = document(ONE, MCP).text().replace("  exposes:", &format!("{apis}  exposes:"));
        check(&Source::new("large.yaml", text), &Options::default())
    };
    assert_ne!(consumes(999).verdict, Verdict::Reject);
    refused_as_too_large(&consumes(1000));
}

/// A hundred inputs that every one of 20,000 operations inherits are two million.
#[test]
fn inherited_inputs_count_wherever_they_arrive() {
    let units = lines("", 20_000, |n| {
        format!(
            "      - {{method: GET, name: u{n}, path: '/{n}', description: U, call: depot.one}}"
        )
    });
    let inherited = lines("", 100, |n| format!("      - {{name: p{n}, in: query, type: string}}"));
    let routes = format!(
        "{REST}    - path: /x\n      inputParameters:\n{inherited}      operations:\n{units}"
    );
    refused_as_too_large(&check(&document(ONE, &routes), &Options::default()));
}
