//! The same findings for programs: one JSON object on one line.

use serde::Serialize;

use super::{Finding, Findings, Verdict};
use crate::characters::is_hidden;
use crate::text::{FileId, SourceMap, Span};

/// Findings about one document, with its verdict and counts.
#[derive(Clone, Copy, Debug)]
pub struct JsonReport<'r> {
    /// The document, and the files it brought with it.
    pub sources: &'r SourceMap,
    /// Decision on the document.
    pub verdict: Verdict,
    /// Distinct REST routes; not written for a rejected file.
    pub rest_routes: usize,
    /// Distinct MCP tools; not written for a rejected file.
    pub mcp_tools: usize,
    /// Everything that was found, notes included.
    pub findings: &'r Findings,
}

#[derive(Serialize)]
struct Line<'r> {
    file: &'r str,
    verdict: &'static str,
    rest_routes: Option<usize>,
    mcp_tools: Option<usize>,
    findings: Vec<Item<'r>>,
}

#[derive(Serialize)]
struct Item<'r> {
    code: &'static str,
    level: &'static str,
    message: &'r str,
    line: Option<u32>,
    column: Option<u32>,
    /// The file, where it is another than the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    path: Option<String>,
    help: Option<&'r str>,
}

/// One JSON object without a line break. `path` names the node at a place.
pub fn json_line(report: &JsonReport<'_>, path: impl Fn(Span) -> String) -> String {
    let counted = report.verdict != Verdict::Reject;
    let line = Line {
        file: report.sources.document().name(),
        verdict: report.verdict.as_str(),
        rest_routes: counted.then_some(report.rest_routes),
        mcp_tools: counted.then_some(report.mcp_tools),
        findings: report
            .findings
            .sorted()
            .into_iter()
            .map(|found| item(report.sources, found, &path))
            .collect(),
    };
    // Strings, numbers and lists of them always serialize.
    let json = serde_json::to_string(&line).unwrap_or_default();
    escape_hidden(&json)
}

fn item<'r>(
    sources: &'r SourceMap,
    finding: &'r Finding,
    path: &impl Fn(Span) -> String,
) -> Item<'r> {
    let other = finding.span.filter(|span| span.file != FileId::DOCUMENT);
    Item {
        code: finding.code.as_str(),
        level: finding.level().as_str(),
        message: &finding.message,
        line: finding.span.map(|span| span.line),
        column: finding.span.map(|span| span.column),
        file: other.map(|span| sources.file(span.file).name()),
        path: finding.span.map(path),
        help: finding.help.as_deref(),
    }
}

/// JSON escapes what acts on a terminal only in part; the rest can stand in strings alone, where
/// every character may be escaped.
pub(crate) fn escape_hidden(json: &str) -> String {
    if !json.contains(is_hidden) {
        return json.to_owned();
    }
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{JsonReport, json_line};
    use crate::finding::{Code, Finding, Findings};
    use crate::text::{Source, SourceMap, Span};

    #[test]
    fn one_object_on_one_line() {
        let mut findings = Findings::new();
        let mut sources = SourceMap::of(Source::new("a\u{202e}.yaml", String::new()));
        let other = sources.add(Source::new("b.yaml", "x: 1".to_owned())).span(3);
        findings.push(Finding::new(Code::Shape, other, "there"));
        let span = Span::new(2, 3);
        findings.push(Finding::new(Code::Shape, span, "no\nmap").help("make it one"));
        findings.push(Finding::new(Code::NothingExposed, None, "nothing"));
        let report = JsonReport {
            sources: &sources,
            verdict: findings.verdict(),
            rest_routes: 3,
            mcp_tools: 4,
            findings: &findings,
        };
        let line = json_line(&report, |span| format!("at[{}]", span.line));
        assert_eq!(
            line,
            "{\"file\":\"a\\u202e.yaml\",\"verdict\":\"reject\",\"rest_routes\":null,\
             \"mcp_tools\":null,\"findings\":[{\"code\":\"nothing-exposed\",\"level\":\"warning\",\
             \"message\":\"nothing\",\"line\":null,\"column\":null,\"path\":null,\"help\":null},\
             {\"code\":\"shape\",\"level\":\"error\",\"message\":\"no\\\\nmap\",\"line\":2,\
             \"column\":3,\"path\":\"at[2]\",\"help\":\"make it one\"},\
             {\"code\":\"shape\",\"level\":\"error\",\"message\":\"there\",\"line\":1,\
             \"column\":4,\"file\":\"b.yaml\",\"path\":\"at[1]\",\"help\":null}]}"
        );
    }
}
