//! Findings for people, and for the build.

use std::ops::Range;

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, Renderer};
use annotate_snippets::{AnnotationKind, Level as Title, Snippet};

use super::visible::push_visible;
use super::{Finding, Findings, Level, visible};
use crate::text::{Source, SourceMap, Span};

/// Style of rendered findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For files and pipes.
    Plain,
    /// For terminals.
    Colored,
}

/// A message, its place, the line it is about with a caret, and a help line.
pub fn render(sources: &SourceMap, finding: &Finding, style: Style) -> String {
    let source = sources.at(finding.span);
    let title = match finding.level() {
        Level::Note => Title::NOTE,
        Level::Warning => Title::WARNING,
        Level::Error => Title::ERROR,
    };
    let title = title.primary_title(finding.message.as_str()).id(finding.code.as_str());
    let shown = finding.span.filter(|_| !finding.is_confidential());
    let snippet = shown.map(|span| {
        let shown = Shown::of(source.line(span.line), span);
        let caret = AnnotationKind::Primary.span(shown.caret);
        Snippet::source(shown.text).line_start(span.line as usize).annotation(caret)
    });
    let help = finding.help.as_deref().map(|help| Title::HELP.message(help));
    let group = title.elements(snippet).elements(help);
    let text = match style {
        Style::Plain => Renderer::plain().render(&[group]),
        Style::Colored => Renderer::styled().render(&[group]),
    };
    insert_place(&text, source, finding.span, style)
}

/// Puts `--> file:line:column` under the title. The renderer would count the column in the text that
/// is shown, which may be clipped.
fn insert_place(text: &str, source: &Source, span: Option<Span>, style: Style) -> String {
    let arrow = match style {
        Style::Plain => "-->".to_owned(),
        Style::Colored => format!("{DEFAULT_LINE_NUM_STYLE}-->{DEFAULT_LINE_NUM_STYLE:#}"),
    };
    let indent = span.map_or(0, |span| span.line.to_string().len());
    let place = span.map_or_else(String::new, |span| format!(":{span}"));
    let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
    let break_ = if rest.is_empty() { "" } else { "\n" };
    let name = visible(source.name());
    format!("{title}\n{:indent$}{arrow} {name}{place}{break_}{rest}", "")
}

/// One line each for `cargo::error=` and `cargo::warning=`: a build script prints them as they are.
pub fn cargo_lines(sources: &SourceMap, findings: &Findings) -> Vec<String> {
    let told = findings.sorted().into_iter().filter(|finding| finding.code.is_told());
    told.map(|finding| cargo_line(sources.at(finding.span), finding)).collect()
}

fn cargo_line(source: &Source, finding: &Finding) -> String {
    let Finding { code, message, span, help, .. } = finding;
    // Cargo knows no notes.
    let level = code.level().max(Level::Warning);
    let place = span.map_or_else(String::new, |span| format!(":{span}"));
    let help = help.as_ref().map_or_else(String::new, |help| format!(" (help: {help})"));
    format!("cargo::{level}={}{place}: {message} [{code}]{help}", visible(source.name()))
}

/// The part of a line around its caret, fit to be printed.
struct Shown {
    text: String,
    caret: Range<usize>,
}

impl Shown {
    /// Number of characters shown on either side of the caret.
    const BEFORE: usize = 60;
    const AFTER: usize = 60;

    fn of(line: &str, span: Span) -> Self {
        let caret = (span.column as usize).saturating_sub(1);
        let from = caret.saturating_sub(Self::BEFORE);
        let mut shown = Self { text: String::new(), caret: 0..0 };
        if from > 0 {
            shown.text.push_str("... ");
        }
        let mut rest = line.chars().skip(from);
        for c in rest.by_ref().take(caret - from) {
            push_visible(&mut shown.text, c);
        }
        let start = shown.text.len();
        if let Some(c) = rest.next() {
            push_visible(&mut shown.text, c);
        }
        shown.caret = start..shown.text.len();
        for c in rest.by_ref().take(Self::AFTER) {
            push_visible(&mut shown.text, c);
        }
        if rest.next().is_some() {
            shown.text.push_str(" ...");
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::{Shown, Style, cargo_lines, render};
    use crate::finding::{Code, Finding, Findings};
    use crate::text::{Source, SourceMap, Span};

    fn source() -> SourceMap {
        SourceMap::of(Source::new("specs/x.yaml", "a:\n  größe: \u{1b}x\n".to_owned()))
    }

    #[test]
    fn findings_of_another_file() {
        let mut sources = source();
        let other = sources.add(Source::new("specs/more/y.yaml", "a: 1\nb: 2\n".to_owned()));
        let mut findings = Findings::new();
        findings.push(Finding::new(Code::UnknownKey, other.span(5), "no `b`"));
        let [finding] = findings.sorted()[..] else { unreachable!("one finding") };
        assert_eq!(
            render(&sources, finding, Style::Plain),
            concat!(
                "warning[unknown-key]: no `b`\n",
                " --> specs/more/y.yaml:2:1\n",
                "  |\n",
                "2 | b: 2\n",
                "  | ^",
            )
        );
        assert_eq!(
            cargo_lines(&sources, &findings),
            ["cargo::warning=specs/more/y.yaml:2:1: no `b` [unknown-key]"]
        );
    }

    #[test]
    fn line_caret_and_help() {
        let span = Span::new(2, 10);
        let finding = Finding::new(Code::OrphanPathParam, span, "odd value").help("change it");
        assert_eq!(
            render(&source(), &finding, Style::Plain),
            concat!(
                "warning[orphan-path-param]: odd value\n",
                " --> specs/x.yaml:2:10\n",
                "  |\n",
                "2 |   größe: \\u{1b}x\n",
                "  |          ^^^^^^\n",
                "  |\n",
                "  = help: change it",
            )
        );
    }

    #[test]
    fn without_place() {
        let finding = Finding::new(Code::NothingExposed, None, "nothing");
        let text = render(&source(), &finding, Style::Plain);
        assert_eq!(text, "warning[nothing-exposed]: nothing\n--> specs/x.yaml");
        let text = render(&source(), &finding.help("add something"), Style::Plain);
        assert_eq!(
            text,
            concat!(
                "warning[nothing-exposed]: nothing\n",
                "--> specs/x.yaml\n",
                " |\n",
                " = help: add something",
            )
        );
    }

    #[test]
    fn long_lines_are_clipped() {
        let line = format!("{}X{}", "a".repeat(100_000), "b".repeat(100_000));
        let shown = Shown::of(&line, Span::new(1, 100_001));
        assert_eq!(&shown.text[shown.caret.clone()], "X");
        assert!(shown.text.len() < 200);
    }

    #[test]
    fn caret_past_the_end() {
        let finding = Finding::new(Code::YamlSyntax, Span::new(9, 9), "gone");
        assert!(render(&source(), &finding, Style::Plain).contains("specs/x.yaml:9:9"));
    }

    #[test]
    fn lines_for_cargo() {
        let mut findings = Findings::new();
        let span = Span::new(9, 17);
        findings.push(Finding::new(Code::UnknownOperation, span, "no `a\nb`").help("try c"));
        findings.push(Finding::new(Code::OutputOpen, span, "silent"));
        findings.push(Finding::new(Code::NothingExposed, None, "nothing"));
        assert_eq!(
            cargo_lines(&source(), &findings),
            [
                "cargo::warning=specs/x.yaml: nothing [nothing-exposed]",
                "cargo::error=specs/x.yaml:9:17: no `a\\nb` [unknown-operation] (help: try c)",
            ]
        );
    }
}
