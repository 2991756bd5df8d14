//! A capability written by hand around four generated operations: its surfaces, its upstream and its client are
//! what the compiler makes of the same document.
//!
//! ```text
//! cargo run --example hand_written -- serve --mock
//! ```

#![expect(unreachable_pub, reason = "in a generated crate these modules are the interface")]

use std::process::ExitCode;

use naftiko_runtime::codegen::*;

#[rustfmt::skip]
#[path = "../../generated-forge/src/forge_training_jobs/cancel_training_job.rs"]
pub mod cancel_training_job;
#[rustfmt::skip]
#[path = "../../generated-forge/src/forge_training_jobs/create_training_job.rs"]
pub mod create_training_job;
#[rustfmt::skip]
#[path = "../../generated-forge/src/forge_training_jobs/get_training_job.rs"]
pub mod get_training_job;
#[rustfmt::skip]
#[path = "../../generated-forge/src/forge_training_jobs/list_training_jobs.rs"]
pub mod list_training_jobs;

pub(crate) mod rest {
    //! The REST surface `forge-training-jobs-rest`.
    use super::{cancel_training_job, create_training_job, get_training_job, list_training_jobs};
    use naftiko_runtime::codegen::*;

    const fn query(name: &'static str) -> Parameter {
        Parameter {
            name,
            kind: Kind::Integer,
            required: false,
            place: Place::Query,
            header: None,
            bounds: None,
            default: None,
        }
    }

    /// `/v1/forge/training/jobs`.
    static JOBS: Endpoint = Endpoint {
        template: "/v1/forge/training/jobs",
        allow: "GET, HEAD, OPTIONS, POST",
        operations: &[
            RestOperation {
                unit: 0,
                method: Method::POST,
                conditions: &[],
                function: Function {
                    name: "createtrainingjob",
                    parameters: &[Parameter {
                        name: "body",
                        kind: Kind::Object,
                        required: true,
                        place: Place::Body,
                        header: None,
                        bounds: None,
                        default: None,
                    }],
                    body: FunctionBody::relay(&create_training_job::OPERATION, pass(1)),
                },
            },
            RestOperation {
                unit: 1,
                method: Method::GET,
                conditions: &[],
                function: Function {
                    name: "listtrainingjobs",
                    parameters: &[query("page"), query("page_size")],
                    body: FunctionBody::relay(&list_training_jobs::OPERATION, pass(2)),
                },
            },
        ],
    };

    const JOB_ID: &[Parameter] = &[Parameter {
        name: "job_id",
        kind: Kind::String,
        required: true,
        place: Place::Path(0),
        header: None,
        bounds: None,
        default: None,
    }];

    /// `/v1/forge/training/jobs/{job-id}`.
    static JOB: Endpoint = Endpoint {
        template: "/v1/forge/training/jobs/{job-id}",
        allow: "GET, HEAD, OPTIONS",
        operations: &[RestOperation {
            unit: 2,
            method: Method::GET,
            conditions: &[],
            function: Function {
                name: "gettrainingjob",
                parameters: JOB_ID,
                body: FunctionBody::relay(&get_training_job::OPERATION, pass(1)),
            },
        }],
    };

    /// `/v1/forge/training/jobs/{job-id}/cancel`.
    static CANCEL: Endpoint = Endpoint {
        template: "/v1/forge/training/jobs/{job-id}/cancel",
        allow: "OPTIONS, POST",
        operations: &[RestOperation {
            unit: 3,
            method: Method::POST,
            conditions: &[],
            function: Function {
                name: "canceltrainingjob",
                parameters: JOB_ID,
                body: FunctionBody::relay(&cancel_training_job::OPERATION, pass(1)),
            },
        }],
    };

    const fn only(segment: &'static [(&'static str, RouteNode)]) -> RouteNode {
        RouteNode { literals: segment, patterns: &[], placeholder: None, endpoint: None }
    }

    static ROUTES: RouteNode =
        only(&[("v1", only(&[("forge", only(&[("training", only(JOBS_NODE))]))]))]);

    const JOBS_NODE: &[(&str, RouteNode)] = &[(
        "jobs",
        RouteNode {
            literals: &[],
            patterns: &[],
            placeholder: Some(&RouteNode {
                literals: &[(
                    "cancel",
                    RouteNode {
                        literals: &[],
                        patterns: &[],
                        placeholder: None,
                        endpoint: Some(&CANCEL),
                    },
                )],
                patterns: &[],
                placeholder: None,
                endpoint: Some(&JOB),
            }),
            endpoint: Some(&JOBS),
        },
    )];

    pub static SURFACE: RestSurface = RestSurface {
        namespace: "forge-training-jobs-rest",
        description: "REST adapter for Mistral AI Forge API: Training Jobs.",
        address: None,
        port: 8080,
        routes: &ROUTES,
        address_variable: "FORGE_TRAINING_JOBS_REST_ADDRESS",
        port_variable: "FORGE_TRAINING_JOBS_REST_PORT",
        ..RestSurface::EMPTY
    };
}

pub(crate) mod mcp {
    //! The MCP surface `forge-training-jobs-mcp`.
    use super::{cancel_training_job, create_training_job, get_training_job, list_training_jobs};
    use naftiko_runtime::codegen::*;

    const fn argument(name: &'static str, kind: Kind, required: bool) -> Parameter {
        Parameter {
            name,
            kind,
            required,
            place: Place::Argument,
            header: None,
            bounds: None,
            default: None,
        }
    }

    static TOOLS: [Function; 4] = [
        Function {
            name: "cancel-training-job",
            parameters: &[argument("job_id", Kind::String, true)],
            body: FunctionBody::relay(&cancel_training_job::OPERATION, pass(1)),
        },
        Function {
            name: "create-training-job",
            parameters: &[argument("body", Kind::Object, true)],
            body: FunctionBody::relay(&create_training_job::OPERATION, pass(1)),
        },
        Function {
            name: "get-training-job",
            parameters: &[argument("job_id", Kind::String, true)],
            body: FunctionBody::relay(&get_training_job::OPERATION, pass(1)),
        },
        Function {
            name: "list-training-jobs",
            parameters: &[
                argument("page", Kind::Integer, false),
                argument("page_size", Kind::Integer, false),
            ],
            body: FunctionBody::relay(&list_training_jobs::OPERATION, pass(2)),
        },
    ];

    pub static SURFACE: McpSurface = McpSurface {
        namespace: "forge-training-jobs-mcp",
        title: "Mistral AI Forge API: Training Jobs",
        description: "MCP adapter for Mistral AI Forge API: Training Jobs.",
        address: None,
        port: 9090,
        address_variable: "FORGE_TRAINING_JOBS_MCP_ADDRESS",
        port_variable: "FORGE_TRAINING_JOBS_MCP_PORT",
        http: true,
        tool_list: concat!(
            r#"[{"name":"create-training-job","description":"Create training job","inputSchema":{"type":"object","properties":{"body":{"type":"object","description":"Request body (JSON)."}},"required":["body"],"additionalProperties":false},"annotations":{"readOnlyHint":false,"destructiveHint":false,"idempotentHint":false}},"#,
            r#"{"name":"list-training-jobs","description":"List training jobs","inputSchema":{"type":"object","properties":{"page":{"type":"integer","description":"The page number for pagination."},"page_size":{"type":"integer","description":"The number of items per page."}},"additionalProperties":false},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true}},"#,
            r#"{"name":"get-training-job","description":"Get training job","inputSchema":{"type":"object","properties":{"job_id":{"type":"string","description":"The ID of the training job.","minLength":1}},"required":["job_id"],"additionalProperties":false},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true}},"#,
            r#"{"name":"cancel-training-job","description":"Cancel training job","inputSchema":{"type":"object","properties":{"job_id":{"type":"string","description":"The ID of the training job.","minLength":1}},"required":["job_id"],"additionalProperties":false},"annotations":{"readOnlyHint":false,"destructiveHint":false,"idempotentHint":false}}]"#
        ),
        tools: &TOOLS,
        ..McpSurface::EMPTY
    };
}

/// The capability.
pub static CAPABILITY: Capability = Capability {
    name: "forge-training-jobs",
    label: "Mistral AI Forge API: Training Jobs",
    description: "Four operations on training jobs. Lead operation: Create training job.",
    spec: "specs/forge-training-jobs.yaml",
    spec_hash: "0000000000000000000000000000000000000000000000000000000000000000",
    build: Build { version: env!("CARGO_PKG_VERSION"), commit: option_env!("NAFTIKO_COMMIT") },
    variables: &[Variable {
        name: "MISTRAL_AI_API_KEY",
        purpose: "bearer token of forge-training-jobs",
        secret: true,
        required: true,
    }],
    upstreams: &[Upstream {
        namespace: "forge-training-jobs",
        description: "Mistral AI Forge API: Training Jobs business capability.",
        base_uri: &[Expr::Literal("https://api.mistral.ai")],
        base_uri_variable: "FORGE_TRAINING_JOBS_BASE_URI",
        credentials: &[Credential::Bearer(&[Expr::Variable(0)])],
    }],
    telemetry: TelemetryNames::NAFTIKO,
    control: None,
    page: None,
};

/// What is served.
pub static SERVED: Served = Served {
    capability: &CAPABILITY,
    surfaces: &[Surface::rest(&rest::SURFACE), Surface::mcp(&mcp::SURFACE)],
};

/// What the binary contains.
pub static MANIFEST: Manifest =
    Manifest { name: "forge", version: env!("CARGO_PKG_VERSION"), capabilities: &[&SERVED] };

/// A typed client that needs no server.
#[derive(Clone, Debug)]
pub struct ForgeTrainingJobs {
    state: State,
}

impl ForgeTrainingJobs {
    /// A client for the upstream and the secrets of `config`.
    pub fn new(config: &Config) -> Result<Self, StartError> {
        Ok(Self { state: State::new(&CAPABILITY, config)? })
    }

    /// Get training job.
    pub fn get_training_job(
        &self,
        input: &get_training_job::Input,
    ) -> Pending<'_, get_training_job::Output> {
        self.state.call(input)
    }
}

fn main() -> ExitCode {
    naftiko_runtime::main(&MANIFEST)
}
