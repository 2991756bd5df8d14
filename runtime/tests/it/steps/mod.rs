//! Functions with steps: what ends a run, and what is tried in the folder.

mod graphs;
mod interpreter;
mod rules;

use std::io::Write as _;
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

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

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn path(name: &'static str) -> &'static [Segment] {
    leak([Segment::Key(name)])
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

fn start(mut tools: Vec<Function>, upstream: &TestUpstream) -> TestServer {
    // As the compiler has them, for the search by name.
    tools.sort_by_key(|tool| tool.name);
    let surface = leak(McpSurface {
        namespace: "graphs",
        address_variable: "GRAPHS_ADDRESS",
        port_variable: "GRAPHS_PORT",
        tools: leak(tools).as_slice(),
        ..McpSurface::EMPTY
    });
    served(Surface::mcp(surface), upstream)
}

/// A call of the step `name`.
fn call(name: &'static str, changes: bool, uses: Expr) -> Action {
    let json: &'static str = leak(format!("\"{name}\""));
    let bindings = leak([Expr::Json(json), uses]).as_slice();
    let operation = if changes { &WRITE } else { &READ };
    Action::Call { operation, bindings, changes, output: StepOutput::Document }
}

/// Calls that each take a moment; those that change something one after the other.
fn reads(count: usize, changes: bool) -> &'static Steps {
    let steps = (0..count).map(|index| {
        let name = leak(format!("r{index}"));
        let before: Vec<usize> = if changes { (0..index).collect() } else { Vec::new() };
        Step::new(name, leak(before), call(name, changes, Expr::Absent))
    });
    let steps: Vec<Step> = steps.collect();
    let members = (0..count).map(|index| (steps[index].name, Expr::Step(index, path("value"))));
    let mapped = Expr::Object(leak(members.collect::<Vec<_>>()).as_slice());
    leak(Steps { steps: leak(steps).as_slice(), mapped: Some(leak(mapped)), last: None })
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

#[test]
#[expect(clippy::print_stdout, reason = "figures for whoever asks for them with --nocapture")]
fn the_latency_of_the_upstream_is_paid_once_for_reads_and_by_each_change() {
    const RUNS: usize = 15;
    let upstream = slow_upstream(20);
    let single = leak([Expr::Json("\"r0\""), Expr::Absent]).as_slice();
    let single = FunctionBody::relay(&READ, single);
    let tools = vec![
        function("changes", reads(3, true)),
        function("reads", reads(3, false)),
        Function { name: "single", parameters: &[], body: single },
    ];
    let server = start(tools, &upstream);
    let address = server.address("graphs").expect("an address");
    let names = ["single", "reads", "changes"];
    let mut times: [Vec<Duration>; 3] = Default::default();
    // In turn, so that what else the machine does is the same for all; the first round opens connections.
    for round in 0..=RUNS {
        for (name, times) in names.iter().zip(&mut times) {
            let began = Instant::now();
            assert_ne!(tool(address, name, "{}")["isError"], true);
            times.extend((round > 0).then(|| began.elapsed()));
        }
    }
    let [single, reads, changes] = times.map(|mut times| {
        times.sort_unstable();
        times[RUNS / 2].as_secs_f64() * 1000.0
    });
    println!(
        "an upstream of 20 ms, medians of {RUNS} runs: one call {single:.1} ms, three reads {reads:.1} ms, three changes {changes:.1} ms"
    );
    assert!(reads <= 1.6 * single, "three reads took {reads:.1} ms, one call {single:.1} ms");
    assert!(changes >= 2.7 * single, "three changes took {changes:.1} ms, one call {single:.1} ms");
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
