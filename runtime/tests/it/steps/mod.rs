//! Functions with steps: random graphs against a plain interpreter, and what ends a run.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};
use serde_json::Value;

use crate::support::{connect, tool};

#[derive(Default)]
struct Note {
    name: String,
    uses: Option<String>,
}

impl Operation for Note {
    type Output = Json;
    const OPERATION: &'static OperationInfo = &READ;

    fn decode(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.take(0), uses: arguments.take(1) }
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/").segment(&self.name);
        request.query("uses", &self.uses);
    }
}

const fn operation(name: &'static str, method: Method) -> OperationInfo {
    OperationInfo {
        name,
        method,
        path: "/{name}",
        upstream: 0,
        repeatable: false,
        format: RawFormat::Json,
        arguments: &["name", "uses"],
        prepare: prepare::<Note>,
    }
}

static READ: OperationInfo = operation("read", Method::GET);
static WRITE: OperationInfo = operation("write", Method::POST);

/// The reply of the upstream to a step.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Reply {
    Fine,
    /// A status of 500, which is an output like any other.
    Refused,
    /// No answer at all, which ends the run.
    Broken,
}

#[derive(Clone, Debug)]
enum Work {
    Call {
        changes: bool,
        reply: Reply,
        delay: u64,
    },
    /// A search for what the step says of itself, or for something else.
    Lookup {
        hits: bool,
    },
}

#[derive(Clone, Debug)]
struct Node {
    name: String,
    kind: Work,
    uses: Vec<usize>,
}

/// Numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn graph(number: usize, random: &mut Random) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for index in 0..1 + usize::try_from(random.below(6)).unwrap_or(0) {
        let earlier = u64::try_from(index).unwrap_or(0);
        let is_lookup = index > 0 && random.below(5) == 0;
        let mut uses: Vec<usize> = Vec::new();
        for _ in 0..if is_lookup { 1 } else { random.below(3) } {
            if index > 0 {
                uses.push(usize::try_from(random.below(earlier)).unwrap_or(0));
            }
        }
        let reply = match random.below(9) {
            0 => Reply::Broken,
            1 | 2 => Reply::Refused,
            _ => Reply::Fine,
        };
        let kind = if is_lookup {
            Work::Lookup { hits: random.below(3) > 0 }
        } else {
            Work::Call { changes: random.below(3) == 0, reply, delay: random.below(12) }
        };
        nodes.push(Node { name: format!("g{number:02}-s{index}"), kind, uses });
    }
    nodes
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn path(name: &'static str) -> &'static [Segment] {
    leak([Segment::Key(name)])
}

/// The table that the compiler makes of such steps.
fn table(nodes: &[Node]) -> &'static Steps {
    let (mut calls, mut last_change) = (Vec::new(), None);
    let steps: Vec<Step> = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| {
            let mut after = node.uses.clone();
            let name: &'static str = leak(node.name.clone());
            let action = match &node.kind {
                Work::Call { changes, .. } => {
                    if *changes {
                        after.extend(&calls);
                        last_change = Some(index);
                    } else {
                        after.extend(last_change);
                    }
                    calls.push(index);
                    let pieces: Vec<Expr> =
                        node.uses.iter().map(|step| Expr::Step(*step, path("value"))).collect();
                    let json: &'static str = leak(format!("\"{name}\""));
                    let uses = Expr::Text(leak(pieces).as_slice());
                    let bindings = leak([Expr::Json(json), uses]).as_slice();
                    let operation = if *changes { &WRITE } else { &READ };
                    Action::Call {
                        operation,
                        bindings,
                        changes: *changes,
                        output: StepOutput::Document,
                    }
                }
                Work::Lookup { hits } => {
                    let wanted = if *hits {
                        Expr::Step(node.uses[0], path("value"))
                    } else {
                        Expr::Json("\"nobody\"")
                    };
                    let fields = leak(["value"]).as_slice();
                    Action::Lookup(Lookup { index: node.uses[0], member: "value", wanted, fields })
                }
            };
            Step { name, after: leak(after).as_slice(), action }
        })
        .collect();
    let members: Vec<(&'static str, Expr)> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| (step.name, Expr::Step(index, path("value"))))
        .collect();
    let mapped = Expr::Object(leak(members).as_slice());
    leak(Steps { steps: leak(steps).as_slice(), mapped: Some(leak(mapped)), last: None })
}

/// What the order of the document gives: the outputs, the requests as `METHOD target`, and the step that fails.
struct Sequential {
    outputs: Vec<Option<String>>,
    requests: Vec<String>,
    failed: Option<String>,
}

fn interpreted(nodes: &[Node]) -> Sequential {
    let mut run = Sequential { outputs: Vec::new(), requests: Vec::new(), failed: None };
    for node in nodes {
        let used = |index: &usize| run.outputs[*index].clone();
        match &node.kind {
            Work::Call { changes, reply, .. } => {
                let given: Vec<String> = node.uses.iter().filter_map(used).collect();
                let query = if given.is_empty() && !node.uses.is_empty() {
                    String::new()
                } else {
                    format!("?uses={}", given.concat())
                };
                let method = if *changes { "POST" } else { "GET" };
                run.requests.push(format!("{method} /{}{query}", node.name));
                if *reply == Reply::Broken {
                    run.failed = Some(node.name.clone());
                    return run;
                }
                run.outputs.push(Some(node.name.clone()));
            }
            Work::Lookup { hits } => {
                let found = used(&node.uses[0]).filter(|_| *hits);
                run.outputs.push(found);
            }
        }
    }
    run
}

fn manifest(surface: Surface) -> &'static Manifest {
    let upstreams = leak([Upstream {
        namespace: "notes",
        description: "",
        base_uri: &[],
        base_uri_variable: "NOTES_BASE_URI",
        credentials: &[],
    }]);
    let capability = leak(Capability { name: "graphs", upstreams, ..Capability::EMPTY });
    let served = leak(Served { capability, surfaces: leak([surface]) });
    leak(Manifest { name: "graphs", version: "1", capabilities: leak([served]) })
}

fn function(name: &'static str, steps: &'static Steps) -> Function {
    Function { name, parameters: &[], body: FunctionBody::Steps(steps) }
}

fn served(surface: Surface, upstream: &TestUpstream) -> TestServer {
    let config = Config::default().set("NOTES_BASE_URI", upstream.uri());
    TestServer::start(manifest(surface), &config).expect("a server")
}

fn start(tools: Vec<Function>, upstream: &TestUpstream) -> TestServer {
    let surface = leak(McpSurface {
        namespace: "graphs",
        address_variable: "GRAPHS_ADDRESS",
        port_variable: "GRAPHS_PORT",
        tools: leak(tools).as_slice(),
        ..McpSurface::EMPTY
    });
    served(Surface::mcp(surface), upstream)
}

/// An upstream that replies as the steps of the name say.
fn playing(kinds: HashMap<String, Work>) -> TestUpstream {
    TestUpstream::start(move |seen| {
        let name = seen.target.trim_start_matches('/').split('?').next().unwrap_or_default();
        let Some(Work::Call { reply, delay, .. }) = kinds.get(name) else {
            return Script::default().close();
        };
        let waited = Script::default().wait(Duration::from_millis(*delay));
        let body = format!("{{\"value\":\"{name}\"}}");
        let media = [("content-type", "application/json")];
        match reply {
            Reply::Broken => waited.close(),
            Reply::Refused => waited.head(500, &media, body.len()).send(body.as_bytes()),
            Reply::Fine => waited.head(200, &media, body.len()).send(body.as_bytes()),
        }
    })
    .expect("an upstream")
}

#[test]
fn random_graphs_give_what_the_order_of_the_document_gives() {
    let mut random = Random(20_261_130);
    let graphs: Vec<Vec<Node>> = (0..90).map(|number| graph(number, &mut random)).collect();
    let nodes = graphs.iter().flatten().cloned();
    let kinds = nodes.map(|node| (node.name, node.kind)).collect();
    let upstream = playing(kinds);
    let tools = graphs
        .iter()
        .enumerate()
        .map(|(number, nodes)| function(leak(format!("g{number:02}")), table(nodes)));
    let server = start(tools.collect(), &upstream);
    let address = server.address("graphs").expect("an address");
    for (number, nodes) in graphs.iter().enumerate() {
        let before = upstream.seen().len();
        let result = tool(address, &format!("g{number:02}"), "{}");
        let sent: Vec<String> = upstream.seen()[before..]
            .iter()
            .map(|seen| format!("{} {}", seen.method, seen.target))
            .collect();
        let expected = interpreted(nodes);
        let changes = |all: &[String]| -> Vec<String> {
            all.iter().filter(|request| request.starts_with("POST")).cloned().collect()
        };
        assert_eq!(changes(&sent), changes(&expected.requests), "{nodes:#?}");
        let text = result["content"][0]["text"].as_str().expect("a text");
        let Some(failed) = expected.failed else {
            let (mut sent, mut wanted) = (sent, expected.requests);
            sent.sort();
            wanted.sort();
            assert_eq!(sent, wanted, "{nodes:#?}");
            let given: Value = serde_json::from_str(text).expect("a document");
            let outputs = nodes.iter().zip(&expected.outputs);
            let wanted: serde_json::Map<String, Value> = outputs
                .filter_map(|(node, output)| {
                    Some((node.name.clone(), Value::from(output.clone()?)))
                })
                .collect();
            assert_eq!(given, Value::Object(wanted), "{nodes:#?}");
            continue;
        };
        assert_eq!(result["isError"], true, "{failed}: {text}");
        assert!(text.starts_with("step `g"), "{text}");
        // Changes that have been carried out are named.
        for request in changes(&sent).iter().filter(|request| !request.contains(&failed)) {
            let name = request.trim_start_matches("POST /").split('?').next().unwrap_or_default();
            assert!(text.contains(name), "{name}: {text}");
        }
    }
    assert!(server.stop());
}

/// Calls that each take a moment.
fn reads(count: usize, changes: bool) -> &'static Steps {
    let nodes: Vec<Node> = (0..count)
        .map(|index| Node {
            name: format!("r{index}"),
            kind: Work::Call { changes, reply: Reply::Fine, delay: 0 },
            uses: Vec::new(),
        })
        .collect();
    table(&nodes)
}

fn slow_upstream(pause: u64) -> TestUpstream {
    let upstream = TestUpstream::start(move |seen| {
        let body = format!("{{\"value\":{:?}}}", seen.target);
        Script::default().wait(Duration::from_millis(pause)).send(
            format!(
                "HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
            .as_bytes(),
        )
    });
    upstream.expect("an upstream")
}

#[test]
fn reads_that_need_nothing_of_each_other_take_the_time_of_one() {
    let upstream = slow_upstream(150);
    let tools = vec![function("changes", reads(3, true)), function("reads", reads(3, false))];
    let server = start(tools, &upstream);
    let address = server.address("graphs").expect("an address");
    let time = |name| {
        let began = Instant::now();
        assert_ne!(tool(address, name, "{}")["isError"], true);
        began.elapsed()
    };
    let (one_by_one, at_once) = (time("changes"), time("reads"));
    assert!(one_by_one >= Duration::from_millis(450), "{one_by_one:?}");
    assert!(at_once * 2 < one_by_one, "{at_once:?} and {one_by_one:?}");
    assert!(server.stop());
}

/// A client of MCP that is disconnected has cancelled nothing (MCP 2025-11-25, "Transports"); one of HTTP that has closed
/// its side may still read, and has left after five seconds.
#[test]
fn a_caller_who_leaves_ends_the_run() {
    const STEPS: usize = 14;
    let upstream = slow_upstream(500);
    let endpoint = leak(Endpoint {
        template: "/changes",
        allow: "GET, HEAD, OPTIONS",
        operations: leak([RestOperation {
            unit: 0,
            method: Method::GET,
            conditions: &[],
            function: function("changes", reads(STEPS, true)),
        }]),
    });
    let leaf = RouteNode { endpoint: Some(endpoint), ..RouteNode::EMPTY };
    let routes = leak(RouteNode { literals: leak([("changes", leaf)]), ..RouteNode::EMPTY });
    let surface = leak(RestSurface {
        namespace: "changes",
        address_variable: "CHANGES_ADDRESS",
        port_variable: "CHANGES_PORT",
        routes,
        ..RestSurface::EMPTY
    });
    let server = served(Surface::rest(surface), &upstream);
    let mut stream = connect(server.address("changes").expect("an address"));
    stream.write_all(b"GET /changes HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("sent");
    while upstream.seen().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    stream.shutdown(Shutdown::Both).expect("closed");
    drop(stream);
    thread::sleep(Duration::from_millis(8000));
    let sent = upstream.seen().len();
    assert!(sent < STEPS, "{sent} calls were made for nobody");
    assert!(server.stop());
}
