//! A capability that hands every kind of value on in every place.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

#[derive(Default)]
struct Said {
    filter: Option<JsonObject>,
    ids: Option<Vec<Json>>,
    size: Option<Number>,
    any: Option<Json>,
    name: Option<String>,
    session: Option<String>,
    doc: Option<Json>,
    deep: Option<JsonObject>,
    text: Option<Json>,
    note: Option<String>,
}

impl Operation for Said {
    type Output = Json;
    const OPERATION: &'static OperationInfo = &SAID;

    fn decode(arguments: &mut Arguments<'_>) -> Self {
        Self {
            filter: arguments.take(0),
            ids: arguments.take(1),
            size: arguments.take(2),
            any: arguments.take(3),
            name: arguments.take(4),
            session: arguments.take(5),
            doc: arguments.take(6),
            deep: arguments.take(7),
            text: arguments.take(8),
            note: arguments.take(9),
        }
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        let text = request.text("text", &self.text);
        request.path("/said");
        request.query("filter", &self.filter).query("ids%5B%5D", &self.ids);
        request.query("size", &self.size).query("any", &self.any);
        request.header(X_NAME, &self.name).cookie("session", &self.session);
        let body = request.json_body();
        body.open_object();
        body.member("doc", &self.doc);
        body.member("deep", &self.deep);
        body.member("size", &self.size);
        body.member("note", &self.note);
        body.key("text").text(format_args!("<{text}>"));
        body.close_object();
    }
}

const X_NAME: HeaderName = HeaderName::from_static("x-name");

static SAID: OperationInfo = OperationInfo {
    name: "said",
    method: Method::POST,
    path: "/said",
    upstream: 0,
    repeatable: false,
    format: RawFormat::Json,
    arguments: &[
        "filter", "ids", "size", "any", "x-name", "session", "doc", "deep", "text", "note",
    ],
    prepare: prepare::<Said>,
};

#[derive(Default)]
struct Whole {
    body: Json,
}

impl Operation for Whole {
    type Output = Json;
    const OPERATION: &'static OperationInfo = &WHOLE;

    fn decode(arguments: &mut Arguments<'_>) -> Self {
        Self { body: arguments.take(0) }
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/whole").json(&self.body);
    }
}

static WHOLE: OperationInfo = OperationInfo {
    name: "whole",
    method: Method::PUT,
    path: "/whole",
    upstream: 0,
    repeatable: true,
    format: RawFormat::Json,
    arguments: &["body"],
    prepare: prepare::<Whole>,
};

const KINDS: [(&str, Kind, Place); 10] = [
    ("filter", Kind::Object, Place::Query),
    ("ids", Kind::Array, Place::Query),
    ("size", Kind::Number, Place::Query),
    ("any", Kind::Any, Place::Query),
    ("x-name", Kind::String, Place::Header),
    ("session", Kind::String, Place::Cookie),
    ("doc", Kind::Any, Place::Field),
    ("deep", Kind::Object, Place::Field),
    ("text", Kind::Any, Place::Field),
    ("note", Kind::String, Place::Field),
];

const fn parameters(is_tool: bool) -> [Parameter; 10] {
    let mut all = [const { Parameter::optional("", Kind::Any, Place::Argument) }; 10];
    let mut at = 0;
    while at < all.len() {
        let (name, kind, place) = KINDS[at];
        let place = if is_tool { Place::Argument } else { place };
        all[at] = Parameter::optional(name, kind, place);
        at += 1;
    }
    all
}

static OF_ROUTE: [Parameter; 10] = parameters(false);
static OF_TOOL: [Parameter; 10] = parameters(true);

static SHAPE: Expr = Expr::Object(&[("ok", Expr::Answer(&[Segment::Key("ok")]))]);

macro_rules! operation {
    ($name:literal, $unit:literal, $method:ident, $conditions:expr, $parameters:expr, $target:expr) => {
        RestOperation {
            unit: $unit,
            method: Method::$method,
            conditions: $conditions,
            function: Function { name: $name, parameters: $parameters, body: $target },
        }
    };
}

static FIXED: Endpoint = Endpoint {
    template: "/fixed",
    allow: "GET, HEAD, OPTIONS",
    operations: &[operation!("fixed", 4, GET, &[], &[], FunctionBody::Constant(&Expr::Json("{}")))],
};

static JOBS: Endpoint = Endpoint {
    template: "/jobs",
    allow: "OPTIONS, POST",
    operations: &[
        operation!(
            "start",
            2,
            POST,
            &[("action", Some("start"))],
            &[],
            FunctionBody::relay(&SAID, NOTHING)
        ),
        operation!(
            "shaped",
            3,
            POST,
            &[],
            &[],
            FunctionBody::Call {
                operation: &SAID,
                bindings: NOTHING,
                output: Output::Shaped(&SHAPE)
            }
        ),
    ],
};

const NOTHING: &[Expr] = &[];

static SAYING: Endpoint = Endpoint {
    template: "/said",
    allow: "OPTIONS, POST",
    operations: &[operation!(
        "said",
        0,
        POST,
        &[],
        &OF_ROUTE,
        FunctionBody::relay(&SAID, pass(10))
    )],
};

static WHOLES: Endpoint = Endpoint {
    template: "/whole",
    allow: "OPTIONS, PUT",
    operations: &[operation!(
        "whole",
        1,
        PUT,
        &[],
        &[Parameter::required("body", Kind::Any, Place::Body)],
        FunctionBody::relay(&WHOLE, pass(1))
    )],
};

static ROUTES: RouteNode = RouteNode {
    literals: &[
        ("fixed", RouteNode::leaf(&FIXED)),
        ("jobs", RouteNode::leaf(&JOBS)),
        ("said", RouteNode::leaf(&SAYING)),
        ("whole", RouteNode::leaf(&WHOLES)),
    ],
    ..RouteNode::EMPTY
};

static REST: RestSurface = RestSurface {
    namespace: "echo-rest",
    routes: &ROUTES,
    address_variable: "ECHO_REST_ADDRESS",
    port_variable: "ECHO_REST_PORT",
    ..RestSurface::EMPTY
};

static TOOLS: [Function; 2] = [
    Function { name: "said", parameters: &OF_TOOL, body: FunctionBody::relay(&SAID, pass(10)) },
    Function {
        name: "whole",
        parameters: &[Parameter::required("body", Kind::Any, Place::Argument)],
        body: FunctionBody::relay(&WHOLE, pass(1)),
    },
];

static MCP: McpSurface = McpSurface {
    namespace: "echo-mcp",
    address_variable: "ECHO_MCP_ADDRESS",
    port_variable: "ECHO_MCP_PORT",
    http: true,
    tools: &TOOLS,
    ..McpSurface::EMPTY
};

static CAPABILITY: Capability = Capability {
    name: "echo",
    upstreams: &[Upstream {
        namespace: "echo",
        description: "",
        base_uri: &[],
        base_uri_variable: "ECHO_BASE_URI",
        credentials: &[],
    }],
    ..Capability::EMPTY
};

static SERVED: Served =
    Served { capability: &CAPABILITY, surfaces: &[Surface::rest(&REST), Surface::mcp(&MCP)] };

static MANIFEST: Manifest = Manifest { name: "echo", version: "1", capabilities: &[&SERVED] };

pub(crate) struct Echo {
    pub(crate) rest: SocketAddr,
    pub(crate) mcp: SocketAddr,
    pub(crate) upstream: TestUpstream,
    _server: TestServer,
}

impl Echo {
    pub(crate) fn start() -> Self {
        let upstream = TestUpstream::start(|_| Script::json("{\"ok\":true}")).expect("an upstream");
        let config =
            Config::default().set("ECHO_BASE_URI", upstream.uri()).set("NAFTIKO_CONTROL_PORT", "0");
        let server = TestServer::start(&MANIFEST, &config).expect("a server");
        let address = |name| server.address(name).expect("a surface");
        Self { rest: address("echo-rest"), mcp: address("echo-mcp"), upstream, _server: server }
    }

    /// The target and the body of the only request since the last look; `None` when there was none.
    pub(crate) fn sent(&self, before: usize) -> Option<(String, Vec<u8>)> {
        let seen = self.upstream.seen();
        assert!(seen.len() <= before + 1, "{seen:?}");
        seen.get(before).map(|seen| (seen.target.clone(), seen.body.clone()))
    }
}
