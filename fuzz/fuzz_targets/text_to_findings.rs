//! Any bytes end in a verdict whose findings can be printed in every form.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_codegen::finding::{
    Findings, JsonReport, Style, Verdict, cargo_lines, json_line, render,
};
use naftiko_codegen::text::{Source, SourceMap};
use naftiko_codegen::{Options, check};

fuzz_target!(|bytes: &[u8]| {
    let source = match Source::from_bytes("fuzz.yaml", bytes.to_vec()) {
        Ok(source) => source,
        Err(finding) => {
            let mut findings = Findings::new();
            findings.push(finding);
            let text = String::from_utf8_lossy(bytes).into_owned();
            let sources = SourceMap::of(Source::new("fuzz.yaml", text));
            print_all(&sources, &findings, &|_| String::new());
            return;
        }
    };
    for keep_going in [false, true] {
        let report = check(&source, &Options { keep_going });
        assert_eq!(report.verdict == Verdict::Reject, report.capability.is_none());
        print_all(&report.sources, &report.findings, &|span| report.path(span));
    }
});

fn print_all(
    sources: &SourceMap,
    findings: &Findings,
    path: &dyn Fn(naftiko_codegen::text::Span) -> String,
) {
    // Many findings take long to print, and the hundredth is printed like the first.
    for finding in findings.sorted().into_iter().take(100) {
        let text = render(sources, finding, Style::Plain);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        render(sources, finding, Style::Colored);
        if let Some(span) = finding.span {
            assert!(span.line >= 1 && span.column >= 1);
        }
    }
    for line in cargo_lines(sources, findings) {
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    if findings.len() > 200 {
        return;
    }
    let report = JsonReport {
        sources,
        verdict: findings.verdict(),
        rest_routes: 0,
        mcp_tools: 0,
        findings,
    };
    let line = json_line(&report, path);
    assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{line}");
}
