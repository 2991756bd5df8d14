use super::{Match, find, spans};
use crate::query;
use crate::tables::{Endpoint, Function, FunctionBody, RestOperation, RouteNode, SegmentPart};
use hyper::Method;

const fn operation(
    name: &'static str,
    method: Method,
    conditions: &'static [(&'static str, Option<&'static str>)],
) -> RestOperation {
    RestOperation {
        unit: 0,
        method,
        conditions,
        function: Function { name, parameters: &[], body: FunctionBody::Unroutable("") },
    }
}

static ROOT: Endpoint =
    Endpoint { template: "/", allow: "GET", operations: &[operation("root", Method::GET, &[])] };
static JOB: Endpoint = Endpoint {
    template: "/jobs/{id}",
    allow: "DELETE, GET",
    operations: &[operation("get", Method::GET, &[]), operation("delete", Method::DELETE, &[])],
};
static OBJECT: Endpoint = Endpoint {
    template: "/object",
    allow: "GET, HEAD",
    operations: &[
        operation("get-object", Method::GET, &[]),
        operation("head-object", Method::HEAD, &[]),
    ],
};
static LATEST: Endpoint = Endpoint {
    template: "/jobs/latest",
    allow: "GET",
    operations: &[operation("latest", Method::GET, &[])],
};
static RUN: Endpoint = Endpoint {
    template: "/jobs/{a}:run",
    allow: "POST",
    operations: &[operation("run", Method::POST, &[])],
};
static LOG: Endpoint = Endpoint {
    template: "/jobs/{id}/log",
    allow: "GET",
    operations: &[operation("log", Method::GET, &[])],
};
static ACTION: Endpoint = Endpoint {
    template: "/#Act?Action=Run",
    allow: "POST",
    operations: &[
        operation("act-run", Method::POST, &[("Action", Some("Run")), ("x", None)]),
        operation("act-any", Method::POST, &[("Action", None)]),
    ],
};

const fn leaf(endpoint: &'static Endpoint) -> RouteNode {
    RouteNode { literals: &[], patterns: &[], placeholder: None, endpoint: Some(endpoint) }
}

static ROUTES: RouteNode = RouteNode {
    literals: &[
        ("#Act", leaf(&ACTION)),
        ("object", leaf(&OBJECT)),
        (
            "jobs",
            RouteNode {
                literals: &[("latest", leaf(&LATEST))],
                patterns: &[(
                    &[SegmentPart::Placeholder, SegmentPart::Literal(":run")],
                    leaf(&RUN),
                )],
                placeholder: Some(&RouteNode {
                    literals: &[("log", leaf(&LOG))],
                    patterns: &[],
                    placeholder: None,
                    endpoint: Some(&JOB),
                }),
                endpoint: None,
            },
        ),
    ],
    patterns: &[],
    placeholder: None,
    endpoint: Some(&ROOT),
};

fn matched(method: &Method, target: &str) -> String {
    let (path, text) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
    let query = query::parse(text).expect("UTF-8");
    match find(&ROUTES, path, method, &query) {
        Match::Yes(operation, values) => {
            format!("{} {}", operation.function.name, values.join(","))
        }
        Match::Options(allow) => format!("options {allow}"),
        Match::MethodNotAllowed(allow) => format!("405 {allow}"),
        Match::No => "404".to_owned(),
        Match::BadPath => "400".to_owned(),
    }
}

#[test]
fn paths() {
    for (method, target, expected) in [
        (Method::GET, "/", "root "),
        (Method::GET, "/jobs/a", "get a"),
        (Method::HEAD, "/jobs/a", "get a"),
        (Method::HEAD, "/object", "head-object "),
        (Method::GET, "/object", "get-object "),
        (Method::GET, "/jobs/a/", "get a"),
        (Method::GET, "/jobs/a%2Fb%20c", "get a/b c"),
        (Method::GET, "/jobs/latest", "latest "),
        (Method::GET, "/jobs/l%61test", "latest "),
        (Method::DELETE, "/jobs/latest", "delete latest"),
        (Method::GET, "/jobs/latest/log", "log latest"),
        (Method::POST, "/jobs/x:run", "run x"),
        (Method::POST, "/jobs/x%3Arun:run", "run x:run"),
        (Method::GET, "/jobs/x:run", "get x:run"),
        (Method::POST, "/jobs/:run", "405 DELETE, GET"),
        (Method::POST, "/jobs/a", "405 DELETE, GET"),
        (Method::PUT, "/jobs/x:run", "405 POST"),
        (Method::OPTIONS, "/jobs/a", "options DELETE, GET"),
        (Method::GET, "/jobs", "404"),
        (Method::GET, "/jobs//log", "404"),
        (Method::GET, "/jobs/a/log/x", "404"),
        (Method::GET, "//jobs/a", "404"),
        (Method::GET, "/jobs/%FF", "400"),
        (Method::POST, "/%23Act?Action=Run&x", "act-run "),
        (Method::POST, "/%23Act?Action=Run", "act-any "),
        (Method::POST, "/%23Act", "404"),
        (Method::GET, "/%23Act", "405 POST"),
    ] {
        assert_eq!(matched(&method, target), expected, "{method} {target}");
    }
}

#[test]
fn patterns_take_little_and_end_at_the_end() {
    use SegmentPart::{Literal, Placeholder};
    const GEO: &[SegmentPart] =
        &[Literal("geo:"), Placeholder, Literal(";"), Placeholder, Literal(";")];
    const FILE: &[SegmentPart] = &[Placeholder, Literal(".json")];
    const PAIR: &[SegmentPart] = &[Placeholder, Literal("-"), Placeholder];
    for (pattern, text, expected) in [
        (GEO, "geo:1;2;", Some(vec!["1", "2"])),
        (GEO, "geo:1;2;3;", Some(vec!["1", "2;3"])),
        (GEO, "geo:;2;", None),
        (GEO, "geo:1;2", None),
        (FILE, "a.json", Some(vec!["a"])),
        (FILE, "a.json.json", Some(vec!["a.json"])),
        (FILE, ".json", None),
        (PAIR, "é-ü", Some(vec!["é", "ü"])),
        (PAIR, "---", Some(vec!["-", "-"])),
        (PAIR, "--", None),
        (PAIR, "", None),
    ] {
        let found = spans(pattern, text);
        let found = found.map(|spans| spans.into_iter().map(|(a, b)| &text[a..b]).collect());
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_long_segment_costs_its_length() {
    use SegmentPart::{Literal, Placeholder};
    let parts: Vec<SegmentPart> =
        (0..20).flat_map(|_| [Placeholder, Literal("a")]).chain([Literal("b")]).collect();
    // With backtracking this would not end.
    assert_eq!(spans(&parts, &"a".repeat(50_000)), None);
}
