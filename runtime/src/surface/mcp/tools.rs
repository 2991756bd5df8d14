//! `tools/call`.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use super::arguments::bind;
use super::invoke_whole::invoke_whole;
use super::result::Form;
use super::rpc::{self, Code, Reply};
use super::trace::{begin_tool, traced};
use super::{Call, McpServer, rendering};
use crate::metrics::{Counters, Failure};
use crate::problem::unknown;
use crate::request_log::LogEntry;
use crate::tables::Function;
use crate::trace::{Handled, trace_in};
use crate::upstream::Context;

/// As what results are counted.
const OK: u16 = 200;
const ERROR: u16 = 500;

pub(super) async fn call(
    server: &McpServer,
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
    let Some((number, tool)) = find(server.surface.tools, &name) else {
        let known = server.surface.tools.iter().map(|tool| tool.name);
        return refused(&unknown("tool", &name, known));
    };
    let begin = Instant::now();
    let inputs = bind(tool.parameters, arguments, call.source);
    let mut own = traced(context, call.params.meta());
    if let Some(tracer) = server.state.tracer() {
        begin_tool(tracer, &call, context, &mut own);
    }
    let context = own.as_deref().unwrap_or(context);
    if let Some(entry) = &context.entry {
        note_tool(entry, tool, context);
    }
    let limit = server.state.limits().result_bytes;
    let answered = match invoke_whole(&server.state, tool, &inputs, context).await {
        Ok(outcome) => rendering::result(form, tool, limit, outcome),
        Err(error) => Err(rendering::failure(form, tool, &error)),
    };
    if let Some(trace) = &context.trace {
        let operation = Cow::Borrowed(tool.name);
        let done =
            Handled { name: "mcp.tool", operation, adapter: None, method: None, status: None };
        trace.end_tool(done, answered.is_ok());
    }
    if let Some(entry) = &context.entry {
        entry.result(answered.is_err());
    }
    if let Some(tally) = server.tallies.get(number) {
        count(tally, answered.is_ok(), begin.elapsed());
    }
    answered.unwrap_or_else(|failed| failed)
}

fn note_tool(entry: &LogEntry, tool: &Function, context: &Context) {
    entry.tool(tool.name);
    let parent = || context.trace_parent.as_ref().and_then(trace_in);
    if let Some(trace) = context.trace.as_ref().map(|trace| trace.id()).or_else(parent) {
        entry.trace(trace);
    }
}

/// A result has no status; one of HTTP stands for it.
fn count(tally: &Counters, is_ok: bool, time: Duration) {
    tally.ended(if is_ok { OK } else { ERROR }, time);
    if !is_ok {
        tally.failed(Failure::Handled);
    }
}

/// The tool of this name and its number.
pub(super) fn find(tools: &'static [Function], name: &str) -> Option<(usize, &'static Function)> {
    let found = tools.binary_search_by(|tool| tool.name.cmp(name)).ok()?;
    tools.get(found).map(|tool| (found, tool))
}
