//! `tools/call`.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde_json::value::RawValue;

use super::result::Form;
use super::rpc::{self, Code, Reply};
use super::trace::traced;
use super::{Call, Server};
use crate::argument::Inputs;
use crate::binding::mcp::bind;
use crate::error::{CallError, CallErrorKind};
use crate::problem::{Problem, clip};
use crate::projection::project;
use crate::tables::{OperationInfo, Output, RawFormat, Target, Tool};
use crate::template;
use crate::upstream::{Again, Context, prepare};

/// An answer that has been read.
pub(super) struct Received {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

pub(super) async fn call(
    server: &Server,
    form: Form<'_>,
    call: Call<'_>,
    context: &Context,
) -> Reply {
    let refused = |message: &str| rpc::error(form.id, Code::InvalidParams, message);
    let Some(name) = call.params.name() else {
        return refused("params must be {name, arguments}");
    };
    let arguments = call.params.arguments();
    if arguments.is_some_and(|arguments| !arguments.starts_with('{')) {
        return refused("arguments must be an object");
    }
    let Some(tool) = find(server.surface.tools, &name) else {
        return refused(&format!("Unknown tool: {}", clip(&name, 128)));
    };
    let inputs = bind(tool.parameters, arguments, call.source);
    let traced = traced(context, call.params.meta());
    answer(server, form, tool, &inputs, traced.as_ref().unwrap_or(context)).await
}

/// The tool of this name.
pub(super) fn find(tools: &'static [Tool], name: &str) -> Option<&'static Tool> {
    let found = tools.binary_search_by(|tool| tool.name.cmp(name));
    found.ok().and_then(|at| tools.get(at))
}

async fn answer(
    server: &Server,
    form: Form<'_>,
    tool: &'static Tool,
    inputs: &Inputs<'_>,
    context: &Context,
) -> Reply {
    match &tool.target {
        Target::Unroutable(reason) => form.failure(reason),
        Target::Content(_) if !inputs.problems.is_empty() => refused(form, &inputs.problems),
        Target::Content(blocks) => form.blocks(blocks),
        Target::Constant(_) if !inputs.problems.is_empty() => refused(form, &inputs.problems),
        Target::Constant(template) => {
            let made = template::evaluate(template, inputs, server.state.variables());
            form.json(std::str::from_utf8(&made).unwrap_or("null"))
        }
        Target::Call { operation, bindings, output } => {
            let prepared = match prepare(&server.state, operation, bindings, inputs) {
                Ok(prepared) => prepared,
                Err(problems) => return refused(form, &problems),
            };
            let again = || prepare(&server.state, operation, bindings, inputs).ok();
            match receive(server, operation, prepared, context, &again).await {
                Ok(received) => success(form, operation, *output, &received),
                Err(error) => {
                    warn(tool, context, &error);
                    failed(form, &error)
                }
            }
        }
    }
}

pub(super) async fn receive(
    server: &Server,
    operation: &'static OperationInfo,
    prepared: crate::request::Prepared,
    context: &Context,
    again: Again<'_>,
) -> Result<Received, CallError> {
    let answer = server.state.send(operation, prepared, context, again).await?;
    let body = answer.body.collect().await?;
    Ok(Received { status: answer.status, headers: answer.headers, body })
}

fn success(
    form: Form<'_>,
    operation: &OperationInfo,
    output: Output,
    received: &Received,
) -> Reply {
    if !received.status.is_success() {
        return refused_upstream(form, received);
    }
    if received.body.trim_ascii().is_empty() {
        return form.text(&received.status.to_string());
    }
    if operation.format != RawFormat::Json {
        let media = received.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
        return form.content(media, &received.body, operation.path);
    }
    match output {
        Output::Relay => match serde_json::from_slice::<&RawValue>(&received.body) {
            Ok(raw) => form.json(raw.get()),
            Err(_) => not_json(form, received.status),
        },
        Output::Project(projection) => match project(projection, &received.body) {
            Ok(made) => form.json(std::str::from_utf8(&made).unwrap_or("null")),
            Err(_) => not_json(form, received.status),
        },
    }
}

fn not_json(form: Form<'_>, status: StatusCode) -> Reply {
    form.failure(&format!("Upstream answered {status}, but its body is not valid JSON."))
}

fn refused_upstream(form: Form<'_>, received: &Received) -> Reply {
    const SHOWN: usize = 2000;
    let status = received.status;
    if status.is_redirection() {
        return form.failure(&format!("Upstream answered {status}; redirects are not followed."));
    }
    let text = String::from_utf8_lossy(&received.body);
    let text = text.trim();
    if text.is_empty() {
        return form.failure(&format!("Upstream answered {status}."));
    }
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    form.failure(&format!("Upstream answered {status}: {shown}"))
}

fn refused(form: Form<'_>, problems: &[Problem]) -> Reply {
    let mut text = String::from("The tool was not called. Correct the arguments and try again:");
    for problem in problems {
        text.push_str("\n- ");
        text.push_str(problem.message());
    }
    form.failure(&text)
}

fn failed(form: Form<'_>, error: &CallError) -> Reply {
    if error.kind() == CallErrorKind::InvalidArguments {
        return refused(form, error.problems());
    }
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let sentence: String = first.into_iter().chain(characters).collect();
    form.failure(&format!("{sentence}."))
}

fn warn(tool: &Tool, context: &Context, error: &CallError) {
    let request_id = context.request_id.as_ref().and_then(|id| id.to_str().ok());
    tracing::warn!(tool = tool.name, request_id, detail = error.detail(), "{error}");
}
