//! Outcomes as results of `tools/call`.

use std::borrow::Cow;

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderValue, LINK, LOCATION, RETRY_AFTER};

use super::content_type::{Says, media, says};
use super::paging::Paging;
use super::result::{Beside, Form, Note};
use super::rpc::Reply;
use super::truncate;
use crate::content::Content;
use crate::error::{CallError, CallErrorKind, beginning};
use crate::expression::Expr;
use crate::invoke::{InvokeError, Outcome};
use crate::problem::{Problem, clip};
use crate::tables::{Function, FunctionBody, Output, RawFormat};

/// The bytes of pictures, sounds and the like in a result, unless it can have more text.
const BYTES: usize = 1 << 20;

/// A result, or one that says what went wrong.
pub(super) type Answered = Result<Reply, Reply>;

/// The result of a tool, with at most `limit` bytes of text; 0 is no limit.
pub(super) fn result(
    form: Form<'_>,
    tool: &'static Function,
    limit: usize,
    outcome: Outcome<Content>,
) -> Answered {
    let shown = |notes| Rendering { form, tool, limit, notes };
    match outcome {
        Outcome::Made { document, .. } if matches!(tool.body(), FunctionBody::Content(_)) => {
            Ok(form.blocks(&document))
        }
        Outcome::Made { document, from: None } => Ok(form.json(&document)),
        Outcome::Made { document, from: Some(content) } => {
            let shown = shown(notes(&content)).json(&document, is_framed(tool));
            shown.unwrap_or_else(|| Err(not_json(form, content.status, &document)))
        }
        Outcome::Answered(content) => shown(notes(&content)).answer(&content),
    }
}

/// The result of a tool that has no outcome.
pub(super) fn failure(form: Form<'_>, tool: &Function, error: &InvokeError) -> Reply {
    match error {
        InvokeError::Unroutable(reason) => form.failure(reason),
        InvokeError::Arguments(problems) => refused(form, problems),
        #[cfg(feature = "steps")]
        InvokeError::Step(failure) => form.failure(&format!("{failure}.")),
        InvokeError::Call(error) => failed(form, tool, error),
        InvokeError::Shape { status, error, text: None } => unreadable(form, *status, error),
        InvokeError::Shape { status, text: Some(text), .. } => not_json(form, *status, text),
    }
}

/// Returns `true` if results have a schema that a part of their text would not fit.
fn is_framed(tool: &Function) -> bool {
    let output = match tool.body() {
        FunctionBody::Call { output, .. } => output,
        _ => return false,
    };
    matches!(output, Output::Shaped(Expr::Object(_)))
}

/// The rendering of a successful result, which depends on the tool and on the limit on what a model is shown.
struct Rendering<'a> {
    form: Form<'a>,
    tool: &'static Function,
    limit: usize,
    notes: Vec<Note>,
}

impl Rendering<'_> {
    /// An answer as it came.
    fn answer(mut self, content: &Content) -> Answered {
        let form = self.form;
        if !content.status.is_success() {
            return Err(refused_upstream(form, content));
        }
        if content.body.is_empty() {
            return Ok(form.text(&content.status.to_string(), &self.notes));
        }
        if self.tool.operation().is_some_and(|called| called.format != RawFormat::Json) {
            return self.content(content);
        }
        match says(content) {
            Says::Json => {
                let text = content.text();
                let text = text.map_err(|error| unreadable(form, content.status, &error))?;
                let shown = self.json(&text, false);
                shown.unwrap_or_else(|| Err(not_json(form, content.status, &text)))
            }
            Says::Nothing => {
                let shown = content.text().ok().and_then(|text| self.json(&text, false));
                shown.unwrap_or_else(|| self.content(content))
            }
            Says::Other => self.content(content),
        }
    }

    fn is_too_large(&self, size: usize) -> bool {
        self.limit > 0 && size > self.limit
    }

    fn paging(&self) -> Paging {
        Paging::of(self.tool)
    }

    /// A document, `None` when it is not valid; one that is `framed` has a schema that a part of
    /// its text would not fit.
    fn json(&mut self, document: &[u8], framed: bool) -> Option<Answered> {
        if !self.is_too_large(document.len()) {
            let beside = Beside { notes: &self.notes, framed };
            return self.form.document(document, beside).map(Ok);
        }
        // The limit is on the text that a model reads.
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
        let media = media(content);
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
        let path = self.tool.operation().map_or("", |called| called.path);
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
fn unreadable(form: Form<'_>, status: StatusCode, error: &CallError) -> Reply {
    form.failure(&format!("Upstream answered {status}, but {error}."))
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

/// Returns notes for the model beside the content of a success: the location of a new resource, the next page
/// of a list, the time of the next attempt.
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

/// Returns a sentence that says if the same call can succeed later, and when.
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

fn failed(form: Form<'_>, tool: &Function, error: &CallError) -> Reply {
    if error.kind() == CallErrorKind::InvalidArguments {
        return refused(form, error.problems());
    }
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let sentence: String = first.into_iter().chain(characters).collect();
    let again = match error.kind() {
        CallErrorKind::Connect => " The same call can succeed later.",
        CallErrorKind::Broken | CallErrorKind::Timeout
            if tool.operation().is_some_and(|called| called.repeatable) =>
        {
            " The same call can succeed later."
        }
        CallErrorKind::Broken | CallErrorKind::Timeout => {
            " It is not known whether the call has taken effect."
        }
        _ => "",
    };
    form.failure(&format!("{sentence}.{again}"))
}
