//! A capability behind every kind of guard, with every kind of login.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};

#[derive(Default)]
pub(crate) struct Plain;
#[derive(Default)]
pub(crate) struct ByDigest;
#[derive(Default)]
pub(crate) struct ByToken;

macro_rules! operation {
    ($input:ident, $table:ident, $upstream:expr) => {
        impl Operation for $input {
            type Output = Json;
            const OPERATION: &'static OperationInfo = &$table;

            fn decode(_: &mut Arguments<'_>) -> Self {
                Self
            }

            fn encode(&self, request: &mut UpstreamRequest<'_>) {
                request.path("/berths").fixed_query("a=b");
            }
        }

        static $table: OperationInfo = OperationInfo {
            name: "berths",
            method: Method::GET,
            path: "/berths",
            upstream: $upstream,
            format: RawFormat::Json,
            arguments: &[],
            repeatable: true,
            prepare: prepare::<$input>,
        };
    };
}

operation!(Plain, PLAIN, 0);
operation!(ByDigest, BY_DIGEST, 1);
operation!(ByToken, BY_TOKEN, 2);

static ENDPOINT: Endpoint = Endpoint {
    template: "/berths",
    allow: "GET, HEAD, OPTIONS",
    operations: &[RestOperation {
        unit: 0,
        method: Method::GET,
        conditions: &[],
        function: Function {
            name: "berths",
            parameters: &[],
            body: FunctionBody::relay(&PLAIN, &[]),
        },
    }],
};
static BEHIND_A_LOGIN: Endpoint = Endpoint {
    template: "/moorings",
    allow: "GET, HEAD, OPTIONS",
    operations: &[RestOperation {
        unit: 1,
        method: Method::GET,
        conditions: &[],
        function: Function {
            name: "moorings",
            parameters: &[],
            body: FunctionBody::relay(&BY_DIGEST, &[]),
        },
    }],
};
static ROUTES: RouteNode = RouteNode {
    literals: &[
        ("berths", RouteNode::leaf(&ENDPOINT)),
        ("moorings", RouteNode::leaf(&BEHIND_A_LOGIN)),
    ],
    ..RouteNode::EMPTY
};
static TOOLS: [Function; 1] =
    [Function { name: "berths", parameters: &[], body: FunctionBody::relay(&PLAIN, &[]) }];

/// Even a header that is trusted.
static FORWARDS: &[Forward] = &[Forward {
    segments: &[Some("passed")],
    below: true,
    trusted: &["authorization", "x-key", "cookie"],
    fixed: &[],
    operation: OperationInfo::forward("/passed/{rest}", 0),
}];

macro_rules! rest {
    ($name:ident, $namespace:literal, $guard:expr) => {
        pub(crate) static $name: RestSurface = RestSurface {
            namespace: $namespace,
            routes: &ROUTES,
            address_variable: concat!($namespace, "_ADDRESS"),
            port_variable: concat!($namespace, "_PORT"),
            forwards: FORWARDS,
            guard: Some(&$guard),
            ..RestSurface::EMPTY
        };
    };
}
macro_rules! mcp {
    ($name:ident, $namespace:literal, $guard:expr) => {
        static $name: McpSurface = McpSurface {
            namespace: $namespace,
            address_variable: concat!($namespace, "_ADDRESS"),
            port_variable: concat!($namespace, "_PORT"),
            tools: &TOOLS,
            guard: Some(&$guard),
            ..McpSurface::EMPTY
        };
    };
}

const TOKEN: &[Expr] = &[Expr::Variable(0)];
const NAME: &[Expr] = &[Expr::Literal("callers")];
const SERVER: ResourceServer = ResourceServer {
    issuer: &[Expr::Variable(1)],
    resource: &[Expr::Literal("https://harbour.test/mcp")],
    audience: &[],
    scopes: &["berths:read", "berths:list"],
};

static BEARER: Guard = Guard::Bearer(TOKEN);
static BASIC: Guard = Guard::Basic { username: NAME, password: TOKEN };
static DIGEST: Guard = Guard::Digest(DigestLogin { username: NAME, password: TOKEN });
static HEADER: Guard = Guard::Header { name: "x-key", value: TOKEN };
static QUERY: Guard = Guard::Query { name: "a key", value: TOKEN };
static COOKIE: Guard = Guard::Cookie { name: "key", value: TOKEN };
static OAUTH: Guard = Guard::OAuth(SERVER);
static TOOLS_BEARER: Guard = Guard::Bearer(TOKEN);
static TOOLS_OAUTH: Guard = Guard::OAuth(SERVER);

rest!(REST_BEARER, "bearer", BEARER);
rest!(REST_BASIC, "basic", BASIC);
rest!(REST_DIGEST, "digest", DIGEST);
rest!(REST_HEADER, "header", HEADER);
rest!(REST_QUERY, "query", QUERY);
rest!(REST_COOKIE, "cookie", COOKIE);
rest!(REST_OAUTH, "oauth", OAUTH);
mcp!(MCP_BEARER, "tools-bearer", TOOLS_BEARER);
mcp!(MCP_OAUTH, "tools-oauth", TOOLS_OAUTH);

const fn upstream(
    namespace: &'static str,
    base_uri_variable: &'static str,
    credentials: &'static [Credential],
) -> Upstream {
    Upstream { namespace, description: "", base_uri: &[], base_uri_variable, credentials }
}

pub(crate) static CAPABILITY: Capability = Capability {
    name: "guarded",
    label: "Guarded",
    description: "",
    spec: "guarded.yaml",
    spec_hash: "",
    build: Build { version: "1", commit: None },
    variables: &[
        Variable {
            name: "CALLERS_TOKEN",
            purpose: "what callers show",
            secret: true,
            required: true,
        },
        Variable {
            name: "LOGIN_SERVER",
            purpose: "the authorization server",
            secret: false,
            required: true,
        },
    ],
    upstreams: &[
        upstream("plain", "PLAIN_BASE_URI", &[]),
        upstream(
            "digest",
            "DIGEST_BASE_URI",
            &[Credential::Digest(DigestLogin {
                username: &[Expr::Literal("Mufasa")],
                password: &[Expr::Literal("Circle of Life")],
            })],
        ),
        upstream(
            "token",
            "TOKEN_BASE_URI",
            &[Credential::OAuth(ClientCredentials {
                token_endpoint: &[],
                issuer: &[Expr::Variable(1)],
                client_id: &[Expr::Literal("a client")],
                client_secret: &[Expr::Literal("s:cret")],
                asked: &[("scope", &[Expr::Literal("berths:read berths:write")])],
            })],
        ),
    ],
    telemetry: TelemetryNames::NAFTIKO,
    control: None,
    page: None,
};

pub(crate) static SERVED: Served = Served {
    capability: &CAPABILITY,
    surfaces: &[
        Surface::rest(&REST_BEARER),
        Surface::rest(&REST_BASIC),
        Surface::rest(&REST_DIGEST),
        Surface::rest(&REST_HEADER),
        Surface::rest(&REST_QUERY),
        Surface::rest(&REST_COOKIE),
        Surface::rest(&REST_OAUTH),
        Surface::mcp(&MCP_BEARER),
        Surface::mcp(&MCP_OAUTH),
    ],
};

static MANIFEST: Manifest =
    Manifest { name: "guarded", version: "0.1.0", capabilities: &[&SERVED] };

pub(crate) const SECRET: &str = "a-token-of-callers";

pub(crate) fn config(upstream: &str, login_server: &str) -> Config {
    ["PLAIN_BASE_URI", "DIGEST_BASE_URI", "TOKEN_BASE_URI"]
        .into_iter()
        .fold(Config::default(), |config, name| config.set(name, upstream))
        .set("CALLERS_TOKEN", SECRET)
        .set("LOGIN_SERVER", login_server)
}

pub(crate) struct Guarded {
    pub(crate) server: TestServer,
    pub(crate) upstream: TestUpstream,
}

impl Guarded {
    pub(crate) fn start(login_server: &str) -> Self {
        Self::start_with(login_server, |config| config)
    }

    pub(crate) fn start_with(login_server: &str, configure: impl FnOnce(Config) -> Config) -> Self {
        let upstream = TestUpstream::start(|_: &Seen| Script::json("[]")).expect("an upstream");
        Self::before(upstream, login_server, configure)
    }

    pub(crate) fn before(
        upstream: TestUpstream,
        login_server: &str,
        configure: impl FnOnce(Config) -> Config,
    ) -> Self {
        let config = configure(config(&upstream.uri(), login_server));
        let server = TestServer::start(&MANIFEST, &config).expect("a server");
        Self { server, upstream }
    }

    pub(crate) fn at(&self, namespace: &str) -> std::net::SocketAddr {
        self.server.address(namespace).expect("a surface")
    }
}
