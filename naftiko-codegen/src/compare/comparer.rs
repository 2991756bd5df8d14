//! Two programs side by side, and the differences that were found so far.

use super::change::{Both, Change, ProgramPart};
use crate::Report;
use crate::model::Capability;
use crate::source::{Node, Value};
use crate::text::Span;

/// One of two programs, with the tree that it was made of.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) capability: &'a Capability,
    report: &'a Report,
}

/// Two programs while they are compared.
pub(crate) struct Comparer<'a> {
    pub(crate) sides: Both<Side<'a>>,
    pub(crate) changes: Vec<Change>,
    part: ProgramPart,
    unit: Option<String>,
}

impl<'a> Side<'a> {
    /// `None` for a rejected document.
    pub(crate) fn of(report: &'a Report) -> Option<Self> {
        Some(Self { capability: report.capability.as_ref()?, report })
    }

    /// Place of the first of `keys` in the mapping that stands at `span`, else that place.
    fn key(self, span: Span, keys: &[&str]) -> Span {
        let found = self.report.root.as_ref().and_then(|root| mapping_at(root, span));
        let Some(Value::Mapping(entries)) = found.map(|node| &node.value) else { return span };
        let entry = entries.iter().find(|entry| keys.contains(&entry.key.text.as_str()));
        entry.map_or(span, |entry| entry.key.span)
    }
}

impl<'a> Comparer<'a> {
    pub(crate) fn new(sides: Both<Side<'a>>) -> Self {
        Self { sides, changes: Vec::new(), part: ProgramPart::document(), unit: None }
    }

    pub(crate) fn capabilities(&self) -> Both<&'a Capability> {
        self.sides.map(|side| side.capability)
    }

    /// What is found from now on is in this part.
    pub(crate) fn enter(&mut self, part: ProgramPart) {
        self.part = part;
        self.unit = None;
    }

    /// What is found from now on is in this unit of the part.
    pub(crate) fn enter_unit(&mut self, unit: Option<String>) {
        self.unit = unit;
    }

    pub(crate) fn add(&mut self, change: Change) {
        self.changes.push(Change { part: self.part.clone(), unit: self.unit.clone(), ..change });
    }

    /// Adds a change of no matter to callers when two texts differ; it stands at one of `keys` below `spans`.
    pub(crate) fn texts(
        &mut self,
        texts: Both<&str>,
        name: &str,
        keys: &[&str],
        spans: Both<Span>,
    ) {
        if texts.differ() {
            let verb = match (texts.old.is_empty(), texts.new.is_empty()) {
                (true, _) => "is new",
                (_, true) => "is gone",
                _ => "changed",
            };
            let spans = self.keys(spans, keys);
            self.add(Change::neutral(format!("the {name} {verb}")).at(spans));
        }
    }

    /// Places of the first of `keys` in the mappings that stand at `spans`, else those places.
    pub(crate) fn keys(&self, spans: Both<Span>, keys: &[&str]) -> Both<Span> {
        self.sides.zip(spans).map(|(side, span)| side.key(span, keys))
    }
}

/// The outermost mapping that begins at a place.
fn mapping_at(root: &Node, span: Span) -> Option<&Node> {
    let mut node = root;
    loop {
        if node.span == span && matches!(node.value, Value::Mapping(_)) {
            return Some(node);
        }
        node = match &node.value {
            Value::Scalar(_) => return None,
            Value::Sequence(items) => {
                items.get(items.partition_point(|item| item.span <= span).checked_sub(1)?)?
            }
            Value::Mapping(entries) => {
                let at = entries.partition_point(|entry| entry.key.span <= span).checked_sub(1)?;
                &entries.get(at)?.value
            }
        };
    }
}
