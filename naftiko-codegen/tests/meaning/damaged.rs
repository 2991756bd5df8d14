//! Documents with a syntax error: the rest is checked as far as the error leaves no doubt.

use super::report;

/// A document with a key that nobody knows in each part; `from` is replaced with `to`.
fn damaged(from: &str, to: &str) -> Vec<(&'static str, u32)> {
    let text = "\
naftiko: 1.0.0-alpha2
info:
  label: One
  description: d
  odd: 1
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: 'https://up.ships.test'
    strange: 1
    resources:
    - name: e
      path: /e
      operations:
      - {name: op, method: GET}
      - {name: other, method: GET}
  exposes:
  - type: mcp
    namespace: m
    port: 9090
    transport: http
    tools:
    - {name: t, description: d, call: up.op, calls: up.op}
    - {name: u, description: d, call: up.other, hints: [readOnly]}
";
    assert!(text.contains(from), "{from}");
    let report = report(&text.replacen(from, to, 1));
    assert!(report.capability.is_none());
    let told = report.findings.sorted().into_iter().filter(|finding| finding.code.is_told());
    told.map(|finding| (finding.code.as_str(), finding.span.map_or(0, |span| span.line))).collect()
}

#[test]
fn other_mistakes_are_told_beside_a_syntax_error() {
    let whole = [("unknown-key", 5), ("unknown-key", 11), ("unknown-key", 24), ("shape", 25)];
    assert_eq!(damaged("odd", "odd"), whole);
    let error = |line| ("yaml-syntax", line);
    // In `info`, in the entry of an API, in one of its operations, in a tool.
    let quote = damaged("label: One", "label: 'One");
    assert_eq!(quote, [error(3), whole[0], whole[1], whole[2], whole[3]]);
    let of_api = damaged("up.ships.test'", "up.ships.test");
    assert_eq!(of_api, [whole[0], error(10), whole[2], whole[3]]);
    let of_operation = damaged("{name: op, method: GET}", "{name: op, method: GET");
    assert_eq!(of_operation, [whole[0], whole[1], error(16), whole[2], whole[3]]);
    let of_tool = damaged("calls: up.op}", "calls: up.op");
    assert_eq!(of_tool[..3], [whole[0], whole[1], error(24)]);
}

#[test]
fn nothing_is_said_of_what_an_error_has_left_out() {
    // The version, the kind of an adapter, the operation that a tool calls.
    for (from, to, line) in [
        ("naftiko: 1.0.0-alpha2", "naftiko: '1.0.0-alpha2", 1),
        ("capability:", "capability: x: y", 6),
        ("type: mcp", "type: @mcp", 19),
        ("type: http", "type: 'http", 8),
        ("  exposes:", "   exposes:", 18),
        ("name: op,", "name: \"op,", 16),
        ("      operations:", "\t operations:", 15),
    ] {
        let told = damaged(from, to);
        assert!(told.contains(&("yaml-syntax", line)), "{to}: {told:?}");
        let known = |(code, line): &(&str, u32)| match *code {
            "unknown-key" => [5, 11, 24].contains(line),
            "shape" => *line == 25,
            code => code == "yaml-syntax",
        };
        assert!(told.iter().all(known), "{to}: {told:?}");
    }
}

/// Lines and columns of the syntax errors of a text, with the message of the first.
fn mistakes(text: &str) -> (Vec<(u32, u32)>, String) {
    let report = report(text);
    let errors = report.findings.sorted().into_iter().filter(|f| f.code.as_str() == "yaml-syntax");
    let errors: Vec<_> = errors.collect();
    let place = |finding: &&_| placed(finding);
    let first = errors.first().map(|finding| finding.message.clone());
    (errors.iter().map(place).collect(), first.unwrap_or_default())
}

fn placed(finding: &naftiko_codegen::finding::Finding) -> (u32, u32) {
    finding.span.map_or((0, 0), |span| (span.line, span.column))
}

#[test]
fn every_group_of_lines_with_tabs_is_told() {
    let text = "a: b\n\tc: d\n\te: f\ng:\n  - h: i\n\t\tj: k\nl: m\n\tn: o\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let (places, _) = mistakes(&text);
        assert_eq!(places.iter().map(|place| place.0).collect::<Vec<_>>(), [2, 6, 8], "{text:?}");
    }
}

#[test]
fn a_comma_with_nothing_before_it_is_what_is_wrong() {
    for (text, column) in [("a: [,]", 5), ("a: [x,,y]", 7), ("a: {,}", 5), ("a: {b: c,, d: e}", 10)]
    {
        let (places, message) = mistakes(text);
        assert_eq!(places, [(1, column)], "{text}");
        assert_eq!(message, "invalid YAML: nothing stands before this comma", "{text}");
    }
    assert_eq!(mistakes("a: [x,\n  ,y]\nb: \"c\n").0, [(2, 3), (3, 4)]);
}
