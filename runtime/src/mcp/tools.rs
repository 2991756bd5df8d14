//! `tools/call`.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderValue, LINK, LOCATION, RETRY_AFTER};

use super::paging::Paging;
use super::result::{Beside, Form, Note};
use super::rpc::{self, Code, Reply};
use super::trace::{begin_tool, traced};
use super::{Call, McpServer, truncate};
use crate::argument::RawArguments;
use crate::argument::template;
use crate::content::{Content, Says};
use crate::error::{CallError, CallErrorKind, beginning};
use crate::expression::{Binding, Projection};
use crate::extract::mcp::bind;
use crate::metrics::{Counters, Failure};
use crate::problem::{Problem, clip, unknown};
use crate::projection::{Filling, project};
use crate::request::Prepared;
use crate::tables::{OperationInfo, Output, RawFormat, Target, Tool};
use crate::trace::SpanKind;
use crate::upstream::{Again, Context, prepare};

/// How many bytes of pictures, sounds and the like a result can have, unless it can have more text.
const BYTES: usize = 1 << 20;

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
    let answered = answer(server, form, tool, &inputs, context).await;
    if let Some(trace) = &context.trace {
        trace.stepped(SpanKind::Tool { name: tool.name }, answered.is_ok());
    }
    if let Some(tally) = server.tallies.get(number) {
        count(tally, answered.is_ok(), begin.elapsed());
    }
    answered.unwrap_or_else(|failed| failed)
}

/// A result has no status; one of HTTP stands for it.
fn count(tally: &Counters, is_ok: bool, time: Duration) {
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
    server: &McpServer,
    form: Form<'_>,
    tool: &'static Tool,
    inputs: &RawArguments<'_>,
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
                Ok(content) => {
                    let limit = server.state.limits().result_bytes;
                    let notes = notes(&content);
                    let filling = Filling { inputs, variables: server.state.variables() };
                    let shown =
                        Rendering { form, tool, operation, bindings, limit, notes, filling };
                    shown.success(*output, &content)
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
    server: &McpServer,
    operation: &'static OperationInfo,
    prepared: Box<Prepared>,
    context: &Context,
    again: Again<'_>,
) -> Result<Content, CallError> {
    server.state.room().await?;
    let answer = server.state.send(operation, prepared, context, again).await?;
    answer.read(&server.state.memory().answers).await
}

/// What success looks like depends on the tool and on how much a model may be shown.
struct Rendering<'a> {
    form: Form<'a>,
    tool: &'static Tool,
    operation: &'static OperationInfo,
    bindings: &'static [Binding],
    limit: usize,
    notes: Vec<Note>,
    filling: Filling<'a>,
}

impl Rendering<'_> {
    fn success(mut self, output: Output, content: &Content) -> Answered {
        let form = self.form;
        if !content.status.is_success() {
            return Err(refused_upstream(form, content));
        }
        let is_projected = matches!(output, Output::Project(_));
        if content.body.is_empty() && !is_projected {
            return Ok(form.text(&content.status.to_string(), &self.notes));
        }
        if self.operation.format != RawFormat::Json {
            return self.content(content);
        }
        match (output, content.says()) {
            (Output::Project(projection), _) => {
                let framed = matches!(projection, Projection::Object(_));
                let document = content.document();
                let document = document.map_err(|error| unreadable(form, content, &error))?;
                let made = project(projection, &document, Some(self.filling)).ok();
                let shown = made.and_then(|made| self.json(&made, framed));
                shown.unwrap_or_else(|| Err(not_json(form, content.status, &document)))
            }
            (Output::Relay, Says::Json) => {
                let text = content.text().map_err(|error| unreadable(form, content, &error))?;
                let shown = self.json(&text, false);
                shown.unwrap_or_else(|| Err(not_json(form, content.status, &text)))
            }
            (Output::Relay, Says::Nothing) => {
                let shown = content.text().ok().and_then(|text| self.json(&text, false));
                shown.unwrap_or_else(|| self.content(content))
            }
            (Output::Relay, Says::Other) => self.content(content),
        }
    }

    fn is_too_large(&self, size: usize) -> bool {
        self.limit > 0 && size > self.limit
    }

    fn paging(&self) -> Paging {
        Paging::of(self.tool.parameters, self.operation, self.bindings)
    }

    /// A document, `None` when it is not valid; one that is `framed` has a schema that a part of
    /// its text would not fit.
    fn json(&mut self, document: &[u8], framed: bool) -> Option<Answered> {
        if !self.is_too_large(document.len()) {
            let beside = Beside { notes: &self.notes, framed };
            return self.form.document(document, beside).map(Ok);
        }
        // What counts is the text that a model reads.
        let tight = crate::json::compact(document)?;
        if !self.is_too_large(tight.len()) {
            let beside = Beside { notes: &self.notes, framed };
            return self.form.document(document, beside).map(Ok);
        }
        Some(match truncate::document(&tight, self.limit, self.paging()) {
            Some(cut) => {
                self.notes.insert(0, cut.note.into());
                let beside = Beside { notes: &self.notes, framed };
                Ok(self.form.json_part(&cut.part, beside))
            }
            None if framed => Err(self.too_large(tight.len(), self.limit)),
            None => self.part_of_text(&tight),
        })
    }

    fn part_of_text(&mut self, text: &str) -> Answered {
        let cut = truncate::text(text, self.limit, self.paging());
        self.notes.insert(0, cut.note.into());
        Ok(self.form.text(&cut.part, &self.notes))
    }

    fn too_large(&self, size: usize, limit: usize) -> Reply {
        let message =
            format!("The result has {size} bytes and cannot be cut; {limit} are allowed.");
        self.form.failure(&message)
    }

    /// Text as text, and everything else as bytes of its kind.
    fn content(&mut self, content: &Content) -> Answered {
        let text = content.text().ok();
        let text = text.as_deref().and_then(|text| std::str::from_utf8(text).ok());
        let media = content.media();
        let is_picture = media.is_some_and(|media| media.is("image") || media.is("audio"));
        match text.filter(|_| !is_picture) {
            Some(text) if self.is_too_large(text.len()) => return self.part_of_text(text),
            Some(_) => {}
            None => {
                let (size, limit) = (content.body.len(), self.limit.max(BYTES));
                if self.limit > 0 && size > limit {
                    return Err(self.too_large(size, limit));
                }
            }
        }
        let path = self.operation.path;
        Ok(self.form.content(media, text, &content.body, path, &self.notes))
    }
}

fn not_json(form: Form<'_>, status: StatusCode, text: &[u8]) -> Reply {
    let begin = beginning(text);
    form.failure(&format!(
        "Upstream answered {status}, but its body is not valid JSON. It begins with: {begin}"
    ))
}

/// The call has taken effect whatever its answer is.
fn unreadable(form: Form<'_>, content: &Content, error: &CallError) -> Reply {
    form.failure(&format!("Upstream answered {}, but {error}.", content.status))
}

fn refused_upstream(form: Form<'_>, content: &Content) -> Reply {
    const SHOWN: usize = 2000;
    let status = content.status;
    if status.is_redirection() {
        return form.failure(&format!("Upstream answered {status}; redirects are not followed."));
    }
    let again = again(status, &content.headers);
    let text = content.text().unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
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

/// What a model has to know beside the content: where what it has made is, where a list goes on, when
/// to ask again.
fn notes(content: &Content) -> Vec<Note> {
    let mut notes = Vec::new();
    if !content.status.is_success() {
        return notes;
    }
    // They are few, so going through all is cheaper than to look three of them up.
    for (name, value) in &content.headers {
        let is_shown = match *name {
            LOCATION | RETRY_AFTER => true,
            LINK => leads_on(value),
            _ => false,
        };
        if let (true, Ok(value)) = (is_shown, value.to_str()) {
            notes.push(Cow::Owned(format!("{name}: {}", clip(value, 1000))));
        }
    }
    notes
}

/// Returns `true` if a link is to another page.
fn leads_on(link: &HeaderValue) -> bool {
    let link = link.to_str().unwrap_or_default().to_ascii_lowercase();
    ["next", "prev", "previous", "first", "last"].iter().any(|relation| {
        let words = link.split("rel=").skip(1);
        words.into_iter().any(|rel| {
            let rel = rel.split([';', ',']).next().unwrap_or_default();
            rel.trim_matches(['"', ' ']).split(' ').any(|word| word.trim_matches('"') == *relation)
        })
    })
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
