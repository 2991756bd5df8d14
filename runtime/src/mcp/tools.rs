//! `tools/call`.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};

use super::result::Form;
use super::rpc::{self, Code, Reply};
use super::trace::{begin_tool, traced};
use super::{Call, Server, shorten};
use crate::account::{Failure, Tally};
use crate::argument::Inputs;
use crate::binding::mcp::bind;
use crate::error::{CallError, CallErrorKind};
use crate::problem::{Problem, clip};
use crate::projection::project;
use crate::tables::{OperationInfo, Output, Projection, RawFormat, Target, Tool};
use crate::template;
use crate::trace::Deed;
use crate::upstream::{Again, Context, prepare};

/// As what results are counted.
const OK: u16 = 200;
const ERROR: u16 = 500;

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
    let Some((number, tool)) = find(server.surface.tools, &name) else {
        return refused(&format!("Unknown tool: {}", clip(&name, 128)));
    };
    let begin = Instant::now();
    let inputs = bind(tool.parameters, arguments, call.source);
    let traced = traced(context, call.params.meta());
    let mut context = Cow::Borrowed(traced.as_ref().unwrap_or(context));
    if let Some(tracer) = server.state.tracer() {
        begin_tool(tracer, &call, &mut context);
    }
    let answered = answer(server, form, tool, &inputs, &context).await;
    if let Some(trace) = &context.trace {
        trace.stepped(Deed::Tool { name: tool.name }, answered.is_ok());
    }
    if let Some(tally) = server.tallies.get(number) {
        count(tally, answered.is_ok(), begin.elapsed());
    }
    answered.unwrap_or_else(|failed| failed)
}

/// A result has no status; one of HTTP stands for it.
fn count(tally: &Tally, is_ok: bool, time: Duration) {
    tally.ended(if is_ok { OK } else { ERROR }, time);
    if !is_ok {
        tally.failed(Failure::Handled);
    }
}

/// The tool of this name and its number.
pub(super) fn find(tools: &'static [Tool], name: &str) -> Option<(usize, &'static Tool)> {
    let found = tools.binary_search_by(|tool| tool.name.cmp(name)).ok()?;
    tools.get(found).map(|tool| (found, tool))
}

/// A result, or one that says what went wrong.
type Answered = Result<Reply, Reply>;

async fn answer(
    server: &Server,
    form: Form<'_>,
    tool: &'static Tool,
    inputs: &Inputs<'_>,
    context: &Context,
) -> Answered {
    match &tool.target {
        Target::Unroutable(reason) => Err(form.failure(reason)),
        Target::Content(_) if !inputs.problems.is_empty() => Err(refused(form, &inputs.problems)),
        Target::Content(blocks) => Ok(form.blocks(blocks)),
        Target::Constant(_) if !inputs.problems.is_empty() => Err(refused(form, &inputs.problems)),
        Target::Constant(template) => {
            let made = template::evaluate(template, inputs, server.state.variables());
            Ok(form.json(&made))
        }
        Target::Call { operation, bindings, output } => {
            let prepared = match prepare(&server.state, operation, bindings, inputs) {
                Ok(prepared) => prepared,
                Err(problems) => return Err(refused(form, &problems)),
            };
            let again = || prepare(&server.state, operation, bindings, inputs).ok();
            match receive(server, operation, prepared, context, &again).await {
                Ok(received) => {
                    let limit = server.state.limits().result_bytes;
                    Shown { form, tool, limit }.success(operation, *output, &received)
                }
                Err(error) => {
                    error.log(tool.name, context.request_id.as_ref());
                    Err(failed(form, operation, &error))
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
    server.state.room().await?;
    let answer = server.state.send(operation, prepared, context, again).await?;
    let body = answer.body.collect(&server.state.memory().answers).await?;
    Ok(Received { status: answer.status, headers: answer.headers, body })
}

/// What success looks like depends on the tool and on how much a model may be shown.
struct Shown<'a> {
    form: Form<'a>,
    tool: &'static Tool,
    limit: usize,
}

impl Shown<'_> {
    fn success(&self, operation: &OperationInfo, output: Output, received: &Received) -> Answered {
        let form = self.form;
        if !received.status.is_success() {
            return Err(refused_upstream(form, received));
        }
        let body = received.body.trim_ascii();
        if body.is_empty() && !matches!(output, Output::Project(_)) {
            return Ok(form.text(&received.status.to_string()));
        }
        if operation.format != RawFormat::Json {
            return self.content(operation, received);
        }
        let shown = match output {
            Output::Relay => self.json(&received.body, false),
            // As on REST, nothing is a document in which nothing is found.
            Output::Project(projection) => {
                project(projection, or_null(body)).ok().and_then(|made| {
                    let framed = matches!(projection, Projection::Object(_));
                    self.json(&made, framed)
                })
            }
        };
        shown.unwrap_or_else(|| Err(not_json(form, received.status)))
    }

    fn is_too_large(&self, size: usize) -> bool {
        self.limit > 0 && size > self.limit
    }

    /// A document, `None` when it is not valid; one that is `framed` has a schema that a part of
    /// its text would not fit.
    fn json(&self, document: &[u8], framed: bool) -> Option<Answered> {
        if !self.is_too_large(document.len()) {
            return self.form.document(document).map(Ok);
        }
        let document = crate::json::document(document).ok()?;
        if !self.is_too_large(document.len()) {
            return self.form.document(document.as_bytes()).map(Ok);
        }
        let parameters = self.tool.parameters;
        Some(match shorten::document(document, self.limit, parameters) {
            Some(cut) => Ok(self.form.json_part(&cut.part, &cut.note)),
            None if framed => Err(self.too_large(document.len())),
            None => {
                let cut = shorten::text(document, self.limit, parameters);
                Ok(self.form.text_part(&cut.part, &cut.note))
            }
        })
    }

    fn too_large(&self, size: usize) -> Reply {
        let limit = self.limit;
        let message =
            format!("The result has {size} bytes and cannot be cut; {limit} are allowed.");
        self.form.failure(&message)
    }

    fn content(&self, operation: &OperationInfo, received: &Received) -> Answered {
        let body = &received.body;
        if self.is_too_large(body.len()) {
            return match std::str::from_utf8(body) {
                Ok(text) => {
                    let cut = shorten::text(text, self.limit, self.tool.parameters);
                    Ok(self.form.text_part(&cut.part, &cut.note))
                }
                Err(_) => Err(self.too_large(body.len())),
            };
        }
        let media = received.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
        Ok(self.form.content(media, body, operation.path))
    }
}

fn or_null(document: &[u8]) -> &[u8] {
    if document.is_empty() { b"null" } else { document }
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
    let again = again(status, &received.headers);
    let text = String::from_utf8_lossy(&received.body);
    let text = text.trim();
    if text.is_empty() {
        return form.failure(&format!("Upstream answered {status}. {again}"));
    }
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    form.failure(&format!("Upstream answered {status}: {shown}\n{again}"))
}

/// Whether the same call can succeed later, and when.
fn again(status: StatusCode, headers: &HeaderMap) -> Cow<'static, str> {
    let passes = matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504);
    if !passes {
        return Cow::Borrowed("The same call will fail again.");
    }
    let after = headers.get(RETRY_AFTER).and_then(|after| after.to_str().ok());
    match after.map(str::trim) {
        Some(after) if after.parse::<u32>().is_ok() => {
            Cow::Owned(format!("The same call can succeed in {after} s."))
        }
        Some(after) => Cow::Owned(format!("The same call can succeed after {}.", clip(after, 40))),
        None => Cow::Borrowed("The same call can succeed later."),
    }
}

fn refused(form: Form<'_>, problems: &[Problem]) -> Reply {
    let mut text = String::from("The tool was not called. Correct the arguments and try again:");
    for problem in problems {
        text.push_str("\n- ");
        text.push_str(problem.message());
    }
    form.failure(&text)
}

fn failed(form: Form<'_>, operation: &OperationInfo, error: &CallError) -> Reply {
    if error.kind() == CallErrorKind::InvalidArguments {
        return refused(form, error.problems());
    }
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let sentence: String = first.into_iter().chain(characters).collect();
    let again = match error.kind() {
        CallErrorKind::Connect => " The same call can succeed later.",
        CallErrorKind::Broken | CallErrorKind::Timeout if operation.repeatable => {
            " The same call can succeed later."
        }
        CallErrorKind::Broken | CallErrorKind::Timeout => {
            " It is not known whether the call has taken effect."
        }
        _ => "",
    };
    form.failure(&format!("{sentence}.{again}"))
}
