//! Findings of the compiler about a document: a stable code, a message, a place, a way out.

mod code;
mod json;
mod text;
mod visible;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use crate::text::{FileId, Span};

pub use self::code::Code;
#[cfg(feature = "compare")]
pub(crate) use self::json::escape_hidden;
pub use self::json::{JsonReport, json_line};
pub use self::text::{Style, cargo_lines, render};
pub use self::visible::visible;

/// Severity of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Accepted; silent by default.
    Note,
    /// Accepted; the compiled behaviour contains an assumption a person should look at.
    Warning,
    /// The document is rejected.
    Error,
}

impl Level {
    /// `note`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Decision on a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// Notes at most.
    Compile,
    /// Accepted with warnings.
    Warn,
    /// Not compiled.
    Reject,
}

impl Verdict {
    /// `compile`, `warn` or `reject`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Warn => "warn",
            Self::Reject => "reject",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// There is no finding of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    text: String,
    nearest: Option<&'static str>,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no finding `{}`", self.text)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => f.write_str("; `naftiko explain` lists them all"),
        }
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known.copied().ok_or_else(|| {
            let texts = Self::ALL.iter().map(|code| code.as_str());
            UnknownCode { text: visible(text), nearest: crate::names::nearest(text, texts) }
        })
    }
}

/// One remark about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which remark it is.
    pub code: Code,
    /// Description of the problem, in one line.
    pub message: String,
    /// Place of the problem; `None` for a finding about the document as a whole.
    pub span: Option<Span>,
    /// Suggested remedy, in one line.
    pub help: Option<String>,
    /// The secret that it is about, until it is concealed.
    secret: Option<String>,
    /// Set if its line has a secret in it.
    concealed: bool,
}

impl Finding {
    /// A finding without help. Text of the document in `message` is made harmless to terminals.
    pub fn new(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        let message = visible(&message.into());
        Self { code, message, span: span.into(), help: None, secret: None, concealed: false }
    }

    /// A text in its line that nothing that is printed may contain.
    pub(crate) fn secret(mut self, text: &str) -> Self {
        self.secret = Some(visible(text));
        self
    }

    /// Returns `true` if the line that it is about must not be shown.
    pub fn is_confidential(&self) -> bool {
        self.concealed || self.code.is_confidential()
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(&help.into()));
        self
    }

    /// Returns the severity.
    pub fn level(&self) -> Level {
        self.code.level()
    }
}

/// Collects findings, so that one run reports every problem of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    all: Vec<Finding>,
    worst: Option<Level>,
}

impl Findings {
    /// Nobody reads more, and a hostile document must not fill the memory with remarks about it.
    const MAX: usize = 100_000;

    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. Past a hundred thousand, only what changes the verdict is kept.
    pub fn push(&mut self, finding: Finding) {
        let level = Some(finding.level());
        if self.all.len() < Self::MAX || level > self.worst {
            self.worst = level.max(self.worst);
            self.all.push(finding);
        }
    }

    /// Takes secrets of the document out of what is said about their lines.
    pub(crate) fn conceal(&mut self) {
        let mut secrets: HashMap<(FileId, u32), Vec<String>> = HashMap::new();
        for finding in &mut self.all {
            if let (Some(span), Some(secret)) = (finding.span, finding.secret.take()) {
                secrets.entry((span.file, span.line)).or_default().push(secret);
            }
        }
        for finding in &mut self.all {
            let Some(secrets) = finding.span.and_then(|span| secrets.get(&(span.file, span.line)))
            else {
                continue;
            };
            finding.concealed = true;
            for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                for text in finding.help.iter_mut().chain([&mut finding.message]) {
                    *text = text.replace(secret.as_str(), "***");
                }
            }
        }
    }

    /// Returns `true` if the document is to be rejected.
    pub fn has_errors(&self) -> bool {
        self.verdict() == Verdict::Reject
    }

    /// Returns the decision on the document that the findings together lead to.
    pub fn verdict(&self) -> Verdict {
        match self.worst {
            None | Some(Level::Note) => Verdict::Compile,
            Some(Level::Warning) => Verdict::Warn,
            Some(Level::Error) => Verdict::Reject,
        }
    }

    /// All of them in document order; those about the whole document come first.
    pub fn sorted(&self) -> Vec<&Finding> {
        let mut sorted = self.all.iter().collect::<Vec<_>>();
        sorted.sort_by_key(|finding| (finding.span, finding.code));
        sorted
    }

    /// All of them in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.all.iter()
    }

    /// Returns the number of findings.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns `true` if there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

impl<'f> IntoIterator for &'f Findings {
    type Item = &'f Finding;
    type IntoIter = std::slice::Iter<'f, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Finding, Findings, Level, Verdict};
    use crate::text::Span;

    fn finding(code: Code, line: u32) -> Finding {
        Finding::new(code, Span::new(line, 1), "x")
    }

    #[test]
    fn the_worst_decides() {
        let mut findings = Findings::new();
        assert_eq!((findings.verdict(), findings.is_empty()), (Verdict::Compile, true));
        findings.push(finding(Code::OutputOpen, 1));
        assert_eq!(findings.verdict(), Verdict::Compile);
        findings.push(finding(Code::NothingExposed, 1));
        assert_eq!(findings.verdict(), Verdict::Warn);
        findings.push(finding(Code::Shape, 1));
        findings.push(finding(Code::OutputOpen, 1));
        assert_eq!(findings.verdict(), Verdict::Reject);
        assert!(findings.has_errors());
    }

    #[test]
    fn document_order() {
        let mut findings = Findings::new();
        findings.push(finding(Code::Shape, 2));
        findings.push(finding(Code::YamlSyntax, 2));
        findings.push(Finding::new(Code::NothingExposed, None, "x"));
        findings.push(finding(Code::UnknownKey, 1));
        let order = findings.sorted().iter().map(|finding| finding.code).collect::<Vec<_>>();
        assert_eq!(order, [Code::NothingExposed, Code::UnknownKey, Code::YamlSyntax, Code::Shape]);
    }

    #[test]
    fn a_flood_keeps_its_verdict() {
        let mut findings = Findings::new();
        findings.extend((0..Findings::MAX + 5).map(|_| finding(Code::OutputOpen, 1)));
        assert_eq!(findings.len(), Findings::MAX);
        findings.push(finding(Code::Shape, 1));
        assert_eq!(findings.sorted().iter().filter(|f| f.level() == Level::Error).count(), 1);
    }
}
