//! `x-if`, `x-for-each` and `x-on-error` of steps (docs/extensions.md).

use crate::finding::{Code, Finding};
use crate::source::{Node, Value};
use crate::spec::fields::{Fields, Text};
use crate::spec::key::Key;
use crate::text::Span;

/// When a step runs, how often, and what comes of its failure.
#[derive(Clone, Default)]
pub(crate) struct StepRules<'n> {
    /// Path or template that says whether the step runs.
    pub(crate) condition: Option<Text>,
    pub(crate) each: Option<EachSection>,
    /// Output in the place of a failure; `None` if that ends the run.
    pub(crate) fallback: Option<FallbackSection<'n>>,
}

impl StepRules<'_> {
    /// Returns `true` if the step runs in any case, once, and ends the run when it fails.
    pub(crate) fn always_runs(&self) -> bool {
        self.condition.is_none() && self.each.is_none() && self.fallback.is_none()
    }
}

/// The list that a step runs for.
#[derive(Clone)]
pub(crate) struct EachSection {
    /// Path or template of the list.
    pub(crate) list: Text,
    /// Name of an element.
    pub(crate) name: Text,
    pub(crate) limit: usize,
    pub(crate) concurrency: Option<(usize, Span)>,
}

/// The output of a step that failed.
#[derive(Clone)]
pub(crate) enum FallbackSection<'n> {
    Null,
    Value(&'n Node),
}

/// Name of an element that nobody named.
const ELEMENT: &str = "item";
/// Elements that a step runs for, unless it says another number.
const LIMIT: usize = 100;
const MOST_ELEMENTS: usize = 10_000;
const MOST_AT_ONCE: usize = 64;

pub(super) fn read_rules<'n>(fields: &mut Fields<'n, '_>) -> StepRules<'n> {
    let condition = fields.plain(Key::RunIf);
    let list = fields.plain(Key::ForEach);
    let name = fields.text(Key::EachName);
    let limit = number(fields, Key::EachLimit, MOST_ELEMENTS);
    let concurrency = number(fields, Key::Concurrency, MOST_AT_ONCE);
    if list.is_none() && !fields.has(Key::ForEach) {
        without_list(fields);
    }
    let each = list.map(|list| EachSection {
        name: name.unwrap_or_else(|| Text { value: ELEMENT.to_owned(), span: list.span }),
        limit: limit.map_or(LIMIT, |(limit, _)| limit),
        concurrency,
        list,
    });
    StepRules { condition, each, fallback: read_fallback(fields) }
}

/// What says something of a list that is not there.
fn without_list(fields: &mut Fields<'_, '_>) {
    for key in [Key::EachName, Key::EachLimit, Key::Concurrency] {
        let Some(span) = fields.key_span(key) else { continue };
        let (key, list) = (fields.written(key), fields.written(Key::ForEach));
        let message = format!("`{key}` says something of the list of `{list}`, and there is none");
        let help = format!("add `{list}: $.step.list`, or remove `{key}`");
        fields.report(Finding::new(Code::StepInvalid, span, message).help(help));
    }
}

/// A whole number from 1 on.
fn number(fields: &mut Fields<'_, '_>, key: Key, most: usize) -> Option<(usize, Span)> {
    let text = fields.plain(key)?;
    let number = text.value.parse().ok().filter(|number| (1..=most).contains(number));
    if number.is_none() {
        let message = format!("`{}` is a whole number from 1 to {most}", fields.written(key));
        fields.report(
            Finding::new(Code::StepInvalid, text.span, message).help("write such a number"),
        );
    }
    Some((number?, text.span))
}

fn read_fallback<'n>(fields: &mut Fields<'n, '_>) -> Option<FallbackSection<'n>> {
    let node = fields.node(Key::OnError)?;
    let what = fields.written(Key::OnError);
    match &node.value {
        Value::Scalar(scalar) if scalar.text == "fail" => return None,
        Value::Scalar(scalar) if scalar.text == "continue" => return Some(FallbackSection::Null),
        Value::Mapping(_) => {
            let mut inner = fields.inner(node, what)?;
            if let Some(value) = inner.peek(Key::Default) {
                inner.node(Key::Default);
                inner.finish();
                return Some(FallbackSection::Value(value));
            }
        }
        _ => {}
    }
    let message = format!("`{what}` is `fail`, `continue`, or an object with a `default`");
    fields.report(
        Finding::new(Code::StepInvalid, node.span, message)
            .help("write `continue` for an output of null, or `{default: …}` for another one"),
    );
    None
}
