//! A capability that uses every place, body, credential, target and output.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};

use crate::support::SECRET;

#[derive(Default)]
pub(crate) struct Everything {
    id: String,
    tags: Option<Vec<Json>>,
    filter: Option<JsonObject>,
    limit: Option<Number>,
    dry: Option<bool>,
    tag: Option<String>,
    session: Option<String>,
    note: Option<Json>,
    region: String,
}

impl Operation for Everything {
    type Output = Json;
    const OPERATION: &'static OperationInfo = &EVERYTHING;

    fn decode(arguments: &mut Arguments<'_>) -> Self {
        Self {
            id: arguments.take(0),
            tags: arguments.take(1),
            filter: arguments.take(2),
            limit: arguments.take(3),
            dry: arguments.take(4),
            tag: arguments.take(5),
            session: arguments.take(6),
            note: arguments.take(7),
            region: arguments.take(8),
        }
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/v2/").variable(1).path("/things/").segment(&self.id).path(".json");
        request.fixed_query("Action=Do");
        request.query("tag", &self.tags).query("filter", &self.filter).query("limit", &self.limit);
        request.query("dry", &self.dry).query("region", &self.region);
        request.header(X_TAG, &self.tag);
        request.cookie("session", &self.session);
        let id = request.text("id", &self.id);
        let body = request.json_body();
        body.open_object();
        body.member("note", &self.note);
        body.key("text").text(format_args!("id {id}"));
        body.close_object();
    }
}

const X_TAG: HeaderName = HeaderName::from_static("x-tag");

static EVERYTHING: OperationInfo = OperationInfo {
    name: "everything",
    method: Method::PUT,
    path: "/v2/things/{id}.json",
    upstream: 0,
    repeatable: true,
    format: RawFormat::Json,
    arguments: &["id", "tags", "filter", "limit", "dry", "tag", "session", "note", "region"],
    prepare: prepare::<Everything>,
};

#[derive(Default)]
struct Form {
    name: Option<String>,
}

impl Operation for Form {
    type Output = Document;
    const OPERATION: &'static OperationInfo = &FORM;

    fn decode(arguments: &mut Arguments<'_>) -> Self {
        Self { name: arguments.take(0) }
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/form");
        let name = request.text("name", &self.name);
        request.form().field("name", &self.name).text("note", format_args!("a {name}"));
    }
}

static FORM: OperationInfo = OperationInfo {
    name: "form",
    method: Method::POST,
    path: "/form",
    upstream: 1,
    repeatable: false,
    format: RawFormat::Text,
    arguments: &["name"],
    prepare: prepare::<Form>,
};

const fn parameter(name: &'static str, kind: Kind, required: bool, place: Place) -> Parameter {
    Parameter { name, kind, required, place, header: None, bounds: None, default: None }
}

const BINDINGS: &[Expr] = &[
    Expr::Parameter(0),
    Expr::Parameter(1),
    Expr::Parameter(2),
    Expr::Parameter(3),
    Expr::Parameter(4),
    Expr::Parameter(5),
    Expr::Parameter(6),
    Expr::Parameter(7),
    Expr::Text(&[Expr::Literal("r-"), Expr::Variable(1), Expr::Parameter(4)]),
];

static SHAPE: Expr = Expr::Object(&[
    ("name", Expr::Answer(&[Segment::Key("thing"), Segment::Key("name")])),
    (
        "ids",
        Expr::Each { list: &[Segment::Key("list")], item: &Expr::Answer(&[Segment::Key("id")]) },
    ),
]);

static THINGS: Endpoint = Endpoint {
    template: "/things/{id}",
    allow: "GET, HEAD, OPTIONS, PUT",
    operations: &[
        RestOperation {
            unit: 0,
            method: Method::PUT,
            conditions: &[],
            function: Function {
                name: "everything",
                parameters: &[
                    parameter("id", Kind::String, true, Place::Path(0)),
                    parameter("tags", Kind::Array, false, Place::Query),
                    parameter("filter", Kind::Object, false, Place::Query),
                    parameter("limit", Kind::Number, false, Place::Query),
                    parameter("dry", Kind::Boolean, false, Place::Query),
                    parameter("X-Tag", Kind::String, false, Place::Header),
                    parameter("session", Kind::String, false, Place::Cookie),
                    parameter("note", Kind::Any, false, Place::Field),
                ],
                body: FunctionBody::Call {
                    operation: &EVERYTHING,
                    bindings: BINDINGS,
                    output: Output::Shaped(&SHAPE),
                },
            },
        },
        RestOperation {
            unit: 1,
            method: Method::GET,
            conditions: &[],
            function: Function {
                name: "constant",
                parameters: &[
                    parameter("id", Kind::String, true, Place::Path(0)),
                    parameter("n", Kind::Integer, false, Place::Query),
                ],
                body: FunctionBody::Constant(&CONSTANT),
            },
        },
    ],
};

static CONSTANT: Expr = Expr::Object(&[
    ("id", Expr::Parameter(0)),
    ("n", Expr::Parameter(1)),
    ("fixed", Expr::Json("[1]")),
]);

static LOST: Endpoint = Endpoint {
    template: "/lost",
    allow: "OPTIONS, POST",
    operations: &[RestOperation {
        unit: 2,
        method: Method::POST,
        conditions: &[],
        function: Function {
            name: "lost",
            parameters: &[],
            body: FunctionBody::Unroutable("the path of `lost` does not say where `x` goes"),
        },
    }],
};

static FORMS: Endpoint = Endpoint {
    template: "/form",
    allow: "OPTIONS, POST",
    operations: &[RestOperation {
        unit: 3,
        method: Method::POST,
        conditions: &[],
        function: Function {
            name: "form",
            parameters: &[parameter("name", Kind::String, false, Place::Field)],
            body: FunctionBody::Call {
                operation: &FORM,
                bindings: &[Expr::Parameter(0)],
                output: Output::Relay,
            },
        },
    }],
};

/// Reads by its method, and changes something.
static SUBMIT: Endpoint = Endpoint {
    template: "/submit",
    allow: "GET, HEAD, OPTIONS",
    operations: &[RestOperation {
        unit: 3,
        method: Method::GET,
        conditions: &[],
        function: Function {
            name: "submit",
            parameters: &[parameter("name", Kind::String, false, Place::Query)],
            body: FunctionBody::Call {
                operation: &FORM,
                bindings: &[Expr::Parameter(0)],
                output: Output::Relay,
            },
        },
    }],
};

const fn leaf(endpoint: &'static Endpoint) -> RouteNode {
    RouteNode { literals: &[], patterns: &[], placeholder: None, endpoint: Some(endpoint) }
}

static ROUTES: RouteNode = RouteNode {
    literals: &[
        ("form", leaf(&FORMS)),
        ("lost", leaf(&LOST)),
        ("submit", leaf(&SUBMIT)),
        (
            "things",
            RouteNode {
                literals: &[],
                patterns: &[],
                placeholder: Some(&RouteNode {
                    literals: &[],
                    patterns: &[],
                    placeholder: None,
                    endpoint: Some(&THINGS),
                }),
                endpoint: None,
            },
        ),
    ],
    patterns: &[],
    placeholder: None,
    endpoint: None,
};

static REST: RestSurface = RestSurface {
    namespace: "things-rest",
    description: "",
    address: None,
    port: 8080,
    routes: &ROUTES,
    address_variable: "THINGS_REST_ADDRESS",
    port_variable: "THINGS_REST_PORT",
    ..RestSurface::EMPTY
};

static TOOLS: [Function; 3] = [
    Function {
        name: "constant",
        parameters: &[
            parameter("id", Kind::String, true, Place::Argument),
            parameter("n", Kind::Integer, false, Place::Argument),
        ],
        body: FunctionBody::Constant(&CONSTANT),
    },
    Function {
        name: "form",
        parameters: &[parameter("name", Kind::String, false, Place::Argument)],
        body: FunctionBody::Call {
            operation: &FORM,
            bindings: &[Expr::Parameter(0)],
            output: Output::Relay,
        },
    },
    Function {
        name: "lost",
        parameters: &[],
        body: FunctionBody::Unroutable("the path of `lost` does not say where `x` goes"),
    },
];

static MCP: McpSurface = McpSurface {
    namespace: "things-mcp",
    title: "",
    description: "",
    address: None,
    port: 9090,
    address_variable: "THINGS_MCP_ADDRESS",
    port_variable: "THINGS_MCP_PORT",
    http: true,
    tool_list: "[]",
    tools: &TOOLS,
    ..McpSurface::EMPTY
};

pub(crate) static CAPABILITY: Capability = Capability {
    name: "things",
    label: "Things",
    description: "",
    spec: "specs/things.yaml",
    spec_hash: "0",
    build: Build { version: "1", commit: None },
    variables: &[
        Variable { name: "THINGS_KEY", purpose: "key of things", secret: true, required: true },
        Variable {
            name: "THINGS_REGION",
            purpose: "region of things",
            secret: false,
            required: true,
        },
    ],
    upstreams: &[
        Upstream {
            namespace: "things",
            description: "",
            base_uri: &[],
            base_uri_variable: "THINGS_BASE_URI",
            credentials: &[
                Credential::Header {
                    name: "x-key",
                    value: &[Expr::Literal("k "), Expr::Variable(0)],
                },
                Credential::Query { name: "key", value: &[Expr::Variable(0)] },
                Credential::Cookie { name: "key", value: &[Expr::Variable(0)] },
                Credential::Body { name: "key", value: &[Expr::Variable(0)] },
            ],
        },
        Upstream {
            namespace: "forms",
            description: "",
            base_uri: &[],
            base_uri_variable: "FORMS_BASE_URI",
            credentials: &[
                Credential::Basic { username: &[Expr::Variable(0)], password: &[] },
                Credential::Body { name: "key", value: &[Expr::Variable(0)] },
            ],
        },
    ],
    telemetry: TelemetryNames::NAFTIKO,
    control: None,
    page: None,
};

pub(crate) static SERVED: Served =
    Served { capability: &CAPABILITY, surfaces: &[Surface::rest(&REST), Surface::mcp(&MCP)] };

pub(crate) static MANIFEST: Manifest =
    Manifest { name: "things", version: "1", capabilities: &[&SERVED] };

pub(crate) fn config(base_uri: &str) -> Config {
    Config::default()
        .set("THINGS_KEY", SECRET)
        .set("THINGS_REGION", "eu west")
        .set("THINGS_BASE_URI", format!("{base_uri}/base/"))
        .set("FORMS_BASE_URI", base_uri)
}

pub(crate) fn things(
    answer: impl Fn(&Seen) -> Script + Send + Sync + 'static,
) -> (TestServer, TestUpstream) {
    let upstream = TestUpstream::start(answer).expect("an upstream");
    let server = TestServer::start(&MANIFEST, &config(&upstream.uri())).expect("a server");
    (server, upstream)
}
