//! `tools/call`.

use std::borrow::Cow;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::era::Revision;
use super::result;
use super::rpc::{self, Code, Reply};
use super::{Call, Server};
use crate::argument::Inputs;
use crate::binding::mcp::bind;
use crate::error::{CallError, CallErrorKind};
use crate::problem::{Problem, clip};
use crate::projection::project;
use crate::tables::{OperationInfo, Output, RawFormat, Target, Tool};
use crate::template;
use crate::upstream::{Context, prepare};

#[derive(Deserialize)]
struct Params<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    arguments: Option<&'a RawValue>,
}

/// An answer that has been read.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

pub(super) async fn call(
    server: &Server,
    _revision: Revision,
    call: Call<'_>,
    context: &Context,
) -> Reply {
    let id = call.id;
    let params = call.params.and_then(|params| serde_json::from_str::<Params<'_>>(params).ok());
    let Some(params) = params else {
        return rpc::error(id, Code::InvalidParams, "params must be {name, arguments}");
    };
    let arguments = params.arguments.map(RawValue::get);
    if arguments.is_some_and(|arguments| !arguments.starts_with('{')) {
        return rpc::error(id, Code::InvalidParams, "arguments must be an object");
    }
    let tools = server.surface.tools;
    let found = tools.binary_search_by(|tool| tool.name.cmp(&params.name));
    let Some(tool) = found.ok().and_then(|at| tools.get(at)) else {
        let message = format!("Unknown tool: {}", clip(&params.name, 128));
        return rpc::error(id, Code::InvalidParams, &message);
    };
    let inputs = bind(tool.parameters, arguments, call.source);
    answer(server, id, tool, &inputs, context).await
}

async fn answer(
    server: &Server,
    id: &str,
    tool: &'static Tool,
    inputs: &Inputs<'_>,
    context: &Context,
) -> Reply {
    match &tool.target {
        Target::Unroutable(reason) => result::failure(id, reason),
        Target::Constant(_) if !inputs.problems.is_empty() => refused(id, &inputs.problems),
        Target::Constant(template) => {
            let made = template::evaluate(template, inputs, server.state.variables());
            result::json(id, std::str::from_utf8(&made).unwrap_or("null"))
        }
        Target::Call { operation, bindings, output } => {
            let prepared = match prepare(&server.state, operation, bindings, inputs) {
                Ok(prepared) => prepared,
                Err(problems) => return refused(id, &problems),
            };
            match receive(server, operation, prepared, context).await {
                Ok(received) => success(id, operation, *output, &received),
                Err(error) => {
                    warn(tool, context, &error);
                    failed(id, &error)
                }
            }
        }
    }
}

async fn receive(
    server: &Server,
    operation: &'static OperationInfo,
    prepared: crate::request::Prepared,
    context: &Context,
) -> Result<Received, CallError> {
    let answer = server.state.send(operation, prepared, context).await?;
    let body = answer.body.collect().await?;
    Ok(Received { status: answer.status, headers: answer.headers, body })
}

fn success(id: &str, operation: &OperationInfo, output: Output, received: &Received) -> Reply {
    if !received.status.is_success() {
        return refused_upstream(id, received);
    }
    if received.body.trim_ascii().is_empty() {
        return result::text(id, &received.status.to_string());
    }
    if operation.format != RawFormat::Json {
        let media = received.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
        return result::content(id, media, &received.body, operation.path);
    }
    match output {
        Output::Relay => match serde_json::from_slice::<&RawValue>(&received.body) {
            Ok(raw) => result::json(id, raw.get()),
            Err(_) => not_json(id, received.status),
        },
        Output::Project(projection) => match project(projection, &received.body) {
            Ok(made) => result::json(id, std::str::from_utf8(&made).unwrap_or("null")),
            Err(_) => not_json(id, received.status),
        },
    }
}

fn not_json(id: &str, status: StatusCode) -> Reply {
    result::failure(id, &format!("Upstream answered {status}, but its body is not valid JSON."))
}

fn refused_upstream(id: &str, received: &Received) -> Reply {
    const SHOWN: usize = 2000;
    let status = received.status;
    let text = String::from_utf8_lossy(&received.body);
    let text = text.trim();
    if text.is_empty() {
        return result::failure(id, &format!("Upstream answered {status}."));
    }
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    result::failure(id, &format!("Upstream answered {status}: {shown}"))
}

fn refused(id: &str, problems: &[Problem]) -> Reply {
    let mut text = String::from("The tool was not called. Correct the arguments and try again:");
    for problem in problems {
        text.push_str("\n- ");
        text.push_str(problem.message());
    }
    result::failure(id, &text)
}

fn failed(id: &str, error: &CallError) -> Reply {
    if error.kind() == CallErrorKind::InvalidArguments {
        return refused(id, error.problems());
    }
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let sentence: String = first.into_iter().chain(characters).collect();
    result::failure(id, &format!("{sentence}."))
}

fn warn(tool: &Tool, context: &Context, error: &CallError) {
    let request_id = context.request_id.as_ref().and_then(|id| id.to_str().ok());
    tracing::warn!(tool = tool.name, request_id, detail = error.detail(), "{error}");
}
