//! Whatever is given to the reader ends in a verdict.

use naftiko_codegen::finding::{Code, Findings, JsonReport, Style, Verdict, json_line, render};
use naftiko_codegen::source::{Node, ScalarKind, Value, path_at, read};
use naftiko_codegen::text::{Source, SourceMap};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::codes;
use super::pieces::yaml_like;

/// Checks what must hold of every reading.
fn check_reading(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let mut findings = Findings::new();
    let source = match Source::from_bytes("x.yaml", bytes) {
        Ok(source) => source,
        Err(finding) => {
            prop_assert_eq!(finding.code, Code::NotUtf8);
            return Ok(());
        }
    };
    let root = read(&source, &mut findings);
    let sources = SourceMap::of(source.clone());
    prop_assert!(root.is_some() || findings.verdict() == Verdict::Reject);
    if let Some(root) = &root {
        check_node(&source, root)?;
    }
    for finding in &findings {
        let text = render(&sources, finding, Style::Plain);
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{:?}", text);
    }
    let path = |span| root.as_ref().map(|root| path_at(root, span)).unwrap_or_default();
    let verdict = findings.verdict();
    let report = JsonReport {
        sources: &sources,
        verdict,
        rest_routes: 0,
        mcp_tools: 0,
        findings: &findings,
    };
    let line = json_line(&report, path);
    prop_assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{}", line);
    prop_assert!(!line.contains(char::is_control));
    Ok(())
}

/// The source text of a plain scalar stands where its place says.
fn check_node(source: &Source, node: &Node) -> Result<(), TestCaseError> {
    prop_assert!(node.span.line >= 1 && node.span.column >= 1);
    match &node.value {
        Value::Scalar(scalar) if scalar.kind != ScalarKind::Text => {
            let column = node.span.column as usize - 1;
            let rest = source.line(node.span.line).chars().skip(column).collect::<String>();
            prop_assert!(
                rest.starts_with(&scalar.text) || rest.starts_with(['&', '!']),
                "{:?} at {} in {:?}",
                scalar,
                node.span,
                source.text()
            );
        }
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter().try_for_each(|item| check_node(source, item))?,
        Value::Mapping(entries) => {
            entries.iter().try_for_each(|entry| check_node(source, &entry.value))?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None,
        // The gate decides the same about the same commit; fuzzing looks further.
        rng_seed: RngSeed::Fixed(20_261_124), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_in_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_reading(bytes)?;
    }

    #[test]
    fn any_text_ends_in_a_verdict(text in any::<String>()) {
        check_reading(text.into_bytes())?;
    }

    #[test]
    fn yaml_like_text_ends_in_a_verdict(text in yaml_like()) {
        check_reading(text.into_bytes())?;
    }

    #[test]
    fn a_repeated_key_is_found(count in 2_usize..60, first in 0_usize..60, at in 0_usize..60) {
        let first = first % count;
        let at = first + 1 + at % (count - first);
        let mut lines = (0..count).map(|n| format!("k{n}: {n}")).collect::<Vec<_>>();
        lines.insert(at, format!("k{first}: again"));
        let line = u32::try_from(at).unwrap_or(0) + 1;
        prop_assert_eq!(codes(&lines.join("\n")), [("duplicate-key", Some((line, 1)))]);
    }
}
