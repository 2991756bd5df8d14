//! Under which names operators see a capability.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

use crate::support::{get, tool};

struct Ship {
    name: String,
}

impl Operation for Ship {
    type Output = Json;
    const OPERATION: &'static OperationInfo = &READ;

    fn decode(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.take(0) }
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/ships/").segment(&self.name);
    }
}

static READ: OperationInfo = OperationInfo {
    name: "read",
    method: Method::GET,
    path: "/ships/{name}",
    upstream: 0,
    repeatable: true,
    format: RawFormat::Json,
    arguments: &["name"],
    prepare: prepare::<Ship>,
};

static STEPS: Steps = Steps {
    steps: &[
        Step::new(
            "ships",
            &[],
            Action::Call {
                operation: &READ,
                bindings: &[Expr::Json("\"all\"")],
                changes: false,
                output: StepOutput::Document,
            },
        ),
        Step::new(
            "found",
            &[0],
            Action::Lookup(Lookup {
                index: 0,
                member: "name",
                wanted: Expr::Json("\"Aurora\""),
                fields: &["name"],
            }),
        ),
    ],
    mapped: Some(&Expr::Object(&[("ship", Expr::Step(1, &[]))])),
    last: None,
};

static TOOLS: [Function; 2] = [
    Function {
        name: "find-ship",
        parameters: &[],
        body: FunctionBody::Referred(&Referred {
            reference: "fleet.find-ship",
            body: FunctionBody::Steps(&STEPS),
        }),
    },
    Function { name: "own", parameters: &[], body: FunctionBody::Steps(&STEPS) },
];

static FLEET: McpSurface = McpSurface {
    namespace: "fleet",
    address_variable: "FLEET_ADDRESS",
    port_variable: "FLEET_PORT",
    tools: &TOOLS,
    ..McpSurface::EMPTY
};

const fn capability(telemetry: &'static TelemetryNames) -> Capability {
    Capability {
        name: "fleet",
        upstreams: &[Upstream {
            namespace: "harbour",
            description: "",
            base_uri: &[],
            base_uri_variable: "HARBOUR_BASE_URI",
            credentials: &[],
        }],
        telemetry,
        ..Capability::EMPTY
    }
}

static OLDER: Capability = capability(TelemetryNames::NAFTIKO);
static NEWER: Capability = capability(TelemetryNames::IKANOS);

static SURFACES: [Surface; 1] = [Surface::mcp(&FLEET)];

fn manifest(newer: bool) -> &'static Manifest {
    static OF_OLDER: Served = Served { capability: &OLDER, surfaces: &SURFACES };
    static OF_NEWER: Served = Served { capability: &NEWER, surfaces: &SURFACES };
    static WITH_OLDER: Manifest =
        Manifest { name: "fleet", version: "1", capabilities: &[&OF_OLDER] };
    static WITH_NEWER: Manifest =
        Manifest { name: "fleet", version: "1", capabilities: &[&OF_NEWER] };
    if newer { &WITH_NEWER } else { &WITH_OLDER }
}

/// The trace of a call of `tool`, and all metrics after it.
fn seen(newer: bool, name: &str) -> (serde_json::Value, String) {
    let upstream = TestUpstream::start(|_| Script::json(r#"[{"name":"Aurora"}]"#)).expect("one");
    let config =
        Config::default().set("HARBOUR_BASE_URI", upstream.uri()).set("NAFTIKO_CONTROL_PORT", "0");
    let server = TestServer::start(manifest(newer), &config).expect("a server");
    let result = tool(server.address("fleet").expect("an address"), name, "{}");
    assert_eq!(result["content"][0]["text"], r#"{"ship":{"name":"Aurora"}}"#, "{result}");
    let control = server.address("control").expect("a control surface");
    let all = get(control, "/traces").json();
    assert_eq!(all["traces"][0]["operation"], "mcp.request");
    assert_eq!(all["traces"][0]["unit"], name);
    let id = all["traces"][0]["traceId"].as_str().expect("an id").to_owned();
    (get(control, &format!("/traces/{id}")).json(), get(control, "/metrics").text().to_owned())
}

fn span<'s>(trace: &'s serde_json::Value, name: &str) -> &'s serde_json::Value {
    let spans = trace["spans"].as_array().expect("spans");
    spans.iter().find(|span| span["name"] == name).unwrap_or_else(|| panic!("{name}: {trace}"))
}

#[test]
fn names_follow_the_language_of_the_document() {
    for (newer, prefix, function) in
        [(false, "naftiko", "aggregate.function"), (true, "ikanos", "aggregate.flow")]
    {
        let (trace, metrics) = seen(newer, "find-ship");
        let other = if newer { "naftiko" } else { "ikanos" };
        assert!(!metrics.contains(other) && !trace.to_string().contains(other), "{metrics}");
        for name in ["request_total", "http_client_total", "capability_active", "uptime_seconds"] {
            assert!(metrics.contains(&format!("\n# TYPE {prefix}_{name} ")), "{metrics}");
        }
        let took = format!("{prefix}_step_duration_seconds_count{{{prefix}_capability=\"fleet\"");
        let call = format!("{took},step_type=\"call\",{prefix}_namespace=\"harbour\"}} 1\n");
        let lookup = format!("{took},step_type=\"lookup\"}} 1\n");
        assert!(metrics.contains(&call) && metrics.contains(&lookup), "{metrics}");
        let (tool, function) = (span(&trace, "mcp.tool"), span(&trace, function));
        assert_eq!(function["parentSpanId"], tool["spanId"]);
        assert_eq!(function["kind"], "INTERNAL");
        assert_eq!(function["attributes"][format!("{prefix}.aggregate.ref")], "fleet.find-ship");
        let (step, call) = (span(&trace, "step.call"), span(&trace, "http.client.GET"));
        assert_eq!(step["parentSpanId"], function["spanId"]);
        assert_eq!(step["attributes"][format!("{prefix}.namespace")], "harbour");
        assert_eq!(call["parentSpanId"], step["spanId"]);
        assert_eq!(span(&trace, "step.lookup")["parentSpanId"], function["spanId"]);
    }
}

#[test]
fn a_unit_of_its_own_has_no_span_of_a_function() {
    let (trace, _) = seen(false, "own");
    assert!(!trace.to_string().contains("aggregate."), "{trace}");
    assert_eq!(span(&trace, "step.call")["parentSpanId"], span(&trace, "mcp.tool")["spanId"]);
}
