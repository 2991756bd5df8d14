//! Differences of two programs, and what they mean to those who use them.

use crate::text::Span;

/// What a difference means to those whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Whatever worked goes on working, and there is nothing more to use.
    Neutral,
    /// Whatever worked goes on working, and there is more to use.
    Addition,
    /// Something that worked may not work any more.
    Breaking,
}

/// Who notices a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Affected {
    /// Those who call a surface.
    Callers,
    /// Those who run the program.
    Operators,
}

/// Part of a program that a difference is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProgramPart {
    /// Kind of the part: `rest`, `mcp`, `control`, `upstream`, `environment` or `document`.
    pub kind: &'static str,
    /// The kind in headings.
    pub label: &'static str,
    /// Namespace of a surface or an upstream; empty where there is only one.
    pub name: String,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Part of the program that it is in.
    pub part: ProgramPart,
    /// The route, tool, resource, prompt or operation that it is in.
    pub unit: Option<String>,
    /// What is different, in words.
    pub message: String,
    /// What that means to those affected.
    pub impact: Impact,
    /// Who notices it.
    pub affected: Affected,
    /// What else is to be known: that it looks like a rename, that opinions differ.
    pub note: Option<String>,
    /// Set if a person should look at it, whatever its impact; the note says why.
    pub is_warning: bool,
    /// Place in the old document.
    pub old: Option<Span>,
    /// Place in the new document.
    pub new: Option<Span>,
}

/// The same thing in the old and in the new program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Both<T> {
    pub(crate) old: T,
    pub(crate) new: T,
}

// === impl Impact ===

impl Impact {
    /// Its name in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Addition => "addition",
            Self::Breaking => "breaking",
        }
    }

    /// The number of a semantic version that has to be raised.
    #[must_use]
    pub fn release(self) -> &'static str {
        match self {
            Self::Neutral => "patch",
            Self::Addition => "minor",
            Self::Breaking => "major",
        }
    }
}

// === impl Affected ===

impl Affected {
    /// Its name in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Operators => "operators",
        }
    }
}

// === impl ProgramPart ===

impl ProgramPart {
    pub(crate) fn new(kind: &'static str, label: &'static str, name: &str) -> Self {
        Self { kind, label, name: name.to_owned() }
    }

    pub(crate) fn document() -> Self {
        Self::new("document", "document", "")
    }

    pub(crate) fn upstream(namespace: &str) -> Self {
        Self::new("upstream", "upstream", namespace)
    }
}

// === impl Change ===

impl Change {
    pub(crate) fn new(impact: Impact, message: impl Into<String>) -> Self {
        Self {
            part: ProgramPart::document(),
            unit: None,
            message: message.into(),
            impact,
            affected: Affected::Callers,
            note: None,
            is_warning: false,
            old: None,
            new: None,
        }
    }

    pub(crate) fn breaking(message: impl Into<String>) -> Self {
        Self::new(Impact::Breaking, message)
    }

    pub(crate) fn addition(message: impl Into<String>) -> Self {
        Self::new(Impact::Addition, message)
    }

    pub(crate) fn neutral(message: impl Into<String>) -> Self {
        Self::new(Impact::Neutral, message)
    }

    pub(crate) fn old(self, span: Span) -> Self {
        Self { old: Some(span), ..self }
    }

    pub(crate) fn new_at(self, span: Span) -> Self {
        Self { new: Some(span), ..self }
    }

    pub(crate) fn at(self, spans: Both<Span>) -> Self {
        Self { old: Some(spans.old), new: Some(spans.new), ..self }
    }

    pub(crate) fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// A note, if there is one.
    pub(crate) fn maybe_note(self, note: Option<impl Into<String>>) -> Self {
        match note {
            Some(note) => self.note(note),
            None => self,
        }
    }

    pub(crate) fn for_operators(self) -> Self {
        Self { affected: Affected::Operators, ..self }
    }

    /// A person should look at it, for this reason.
    pub(crate) fn warning(self, reason: &str) -> Self {
        Self { is_warning: true, note: Some(reason.to_owned()), ..self }
    }
}

// === impl Both ===

impl<T> Both<T> {
    pub(crate) fn new(old: T, new: T) -> Self {
        Self { old, new }
    }

    pub(crate) fn map<U>(self, mut each: impl FnMut(T) -> U) -> Both<U> {
        Both { old: each(self.old), new: each(self.new) }
    }

    pub(crate) fn as_ref(&self) -> Both<&T> {
        Both { old: &self.old, new: &self.new }
    }

    pub(crate) fn zip<U>(self, other: Both<U>) -> Both<(T, U)> {
        Both { old: (self.old, other.old), new: (self.new, other.new) }
    }
}

impl<T: PartialEq> Both<T> {
    pub(crate) fn differ(&self) -> bool {
        self.old != self.new
    }
}
