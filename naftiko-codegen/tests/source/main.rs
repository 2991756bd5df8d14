//! Text to tree: places of everything, hazards, and a verdict for whatever comes.

mod any;
mod pieces;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use naftiko_codegen::finding::Findings;
use naftiko_codegen::source::{Node, ScalarKind, Value, path_at, read};
use naftiko_codegen::text::{Source, Span};

fn source(text: &str) -> Source {
    Source::new("x.yaml", text.to_owned())
}

fn codes(text: &str) -> Vec<(&'static str, Option<(u32, u32)>)> {
    let mut findings = Findings::new();
    let root = read(&source(text), &mut findings);
    assert!(root.is_some() || findings.has_errors(), "nothing said about {text:?}");
    let told = findings.sorted().into_iter();
    told.map(|f| (f.code.as_str(), f.span.map(|span| (span.line, span.column)))).collect()
}

/// Every node as `path @line:column text`, keys as `path! @…`.
fn places(text: &str) -> String {
    let mut findings = Findings::new();
    let root = read(&source(text), &mut findings);
    assert!(!findings.has_errors(), "{findings:?}");
    let mut out = String::new();
    if let Some(root) = &root {
        describe(root, "", &mut out);
    }
    out
}

fn describe(node: &Node, path: &str, out: &mut String) {
    let span = node.span;
    let _ = match &node.value {
        Value::Scalar(scalar) => {
            writeln!(out, "{path} @{span} {:?} {:?}", scalar.kind, scalar.text)
        }
        Value::Sequence(items) => writeln!(out, "{path} @{span} list of {}", items.len()),
        Value::Mapping(entries) => writeln!(out, "{path} @{span} map of {}", entries.len()),
    };
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                describe(item, &format!("{path}[{index}]"), out);
            }
        }
        Value::Mapping(entries) => {
            for entry in entries {
                let key = format!("{path}.{}", entry.key.text);
                let _ = writeln!(out, "{key}! @{}", entry.key.span);
                describe(&entry.value, &key, out);
            }
        }
    }
}

fn assert_places(text: &str, expected: &[&str]) {
    assert_eq!(places(text).lines().collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn places_in_block_style() {
    assert_places(
        "a:\n  - name: x\n    size: 1.10\n  -   y\nb:\n",
        &[
            " @1:1 map of 2",
            ".a! @1:1",
            ".a @2:5 list of 2",
            ".a[0] @2:5 map of 2",
            ".a[0].name! @2:5",
            ".a[0].name @2:11 Text \"x\"",
            ".a[0].size! @3:5",
            ".a[0].size @3:11 Float \"1.10\"",
            ".a[1] @4:7 Text \"y\"",
            ".b! @5:1",
            ".b @5:3 Null \"\"",
        ],
    );
}

#[test]
fn places_in_flow_style() {
    assert_places(
        "a: {x: [1, \"two\", 'it''s', ~], y: {}, z: []}",
        &[
            " @1:1 map of 1",
            ".a! @1:1",
            ".a @1:5 map of 3",
            ".a.x! @1:5",
            ".a.x @1:9 list of 4",
            ".a.x[0] @1:9 Integer \"1\"",
            ".a.x[1] @1:12 Text \"two\"",
            ".a.x[2] @1:19 Text \"it's\"",
            ".a.x[3] @1:28 Null \"~\"",
            ".a.y! @1:32",
            ".a.y @1:35 map of 0",
            ".a.z! @1:39",
            ".a.z @1:42 list of 0",
        ],
    );
}

#[test]
fn places_of_long_and_quoted_text() {
    assert_places(
        "a: |\n  one\n  two\nb: >-\n  folded\n  text\nc: plain\n  goes on\n\"d e\": \"x\\ty\"\n'f': \"\"\n",
        &[
            " @1:1 map of 5",
            ".a! @1:1",
            ".a @1:4 Text \"one\\ntwo\\n\"",
            ".b! @4:1",
            ".b @4:4 Text \"folded text\"",
            ".c! @7:1",
            ".c @7:4 Text \"plain goes on\"",
            ".d e! @9:1",
            ".d e @9:8 Text \"x\\ty\"",
            ".f! @10:1",
            ".f @10:6 Text \"\"",
        ],
    );
}

#[test]
fn columns_are_characters() {
    assert_places(
        "größe: {東京: \"é\", x: 0x1F}\n\"ü\\n\": true\n",
        &[
            " @1:1 map of 2",
            ".größe! @1:1",
            ".größe @1:9 map of 2",
            ".größe.東京! @1:9",
            ".größe.東京 @1:13 Text \"é\"",
            ".größe.x! @1:18",
            ".größe.x @1:21 Integer \"0x1F\"",
            // A key with a line break, printed as it is.
            ".ü",
            "! @2:1",
            ".ü",
            " @2:8 Bool \"true\"",
        ],
    );
}

#[test]
fn line_ends_of_other_systems() {
    let expected = [
        " @1:1 map of 2",
        ".a! @1:1",
        ".a @1:4 Integer \"1\"",
        ".b! @2:1",
        ".b @3:3 list of 1",
        ".b[0] @3:3 Text \"x\"",
    ];
    assert_places("a: 1\r\nb:\r\n- x\r\n", &expected);
    assert_places("a: 1\rb:\r- x\r", &expected);
    assert_places("\u{feff}a: 1\nb:\n- x\n", &expected);
}

#[test]
fn source_text_of_plain_scalars() {
    for (text, kind) in [
        ("1.10", ScalarKind::Float),
        ("True", ScalarKind::Bool),
        ("yes", ScalarKind::Text),
        ("2015-02-01", ScalarKind::Text),
        ("0b101", ScalarKind::Text),
        ("0o17", ScalarKind::Integer),
        ("007", ScalarKind::Text),
        ("-1e3", ScalarKind::Float),
        ("123456789012345678901234567890123456789012345678901234567890", ScalarKind::Integer),
        ("NULL", ScalarKind::Null),
    ] {
        for document in [format!("- {text}"), format!("- &a {text} # note"), format!("[{text}]")] {
            let root = read(&source(&document), &mut Findings::new());
            let Some(Node { value: Value::Sequence(items), .. }) = root else {
                unreachable!("{document}")
            };
            let Some(Node { value: Value::Scalar(scalar), .. }) = items.first() else {
                unreachable!("{document}")
            };
            assert_eq!((scalar.text.as_str(), scalar.kind), (text, kind), "{document}");
        }
    }
}

#[test]
fn documents_without_structure() {
    assert_places("", &[" @1:1 Null \"\""]);
    assert_places("# nothing\n", &[" @1:1 Null \"\""]);
    assert_places("just text", &[" @1:1 Text \"just text\""]);
    assert_places("\n 42", &[" @2:2 Integer \"42\""]);
    assert_places("[]", &[" @1:1 list of 0"]);
    assert_places(
        "--- # head\na: 1\n...\n",
        &[" @2:1 map of 1", ".a! @2:1", ".a @2:4 Integer \"1\""],
    );
}

#[test]
fn hazards() {
    for (text, expected) in [
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", (3, 1))),
        ("x: {'1': a, 1: b}", ("key-as-text", (1, 13))),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", ("merge-key", (3, 3))),
        ("a: 1\n---\nb: 2\n", ("multi-document", (2, 1))),
        ("5\n--- 6\n", ("multi-document", (2, 1))),
        ("true: x\n", ("key-as-text", (1, 1))),
        ("a: &x 1\nb: *x\n", ("yaml-alias", (2, 4))),
        ("a: !include other.yaml\n", ("unsupported-feature", (1, 4))),
        ("? [a, b]\n: c\n", ("yaml-syntax", (1, 4))),
        ("a: 'open\n", ("yaml-syntax", (1, 4))),
        ("a: b: c\n", ("yaml-syntax", (1, 5))),
        ("a:\n\t- b\n", ("yaml-syntax", (2, 1))),
        ("a: *missing\n", ("yaml-syntax", (1, 4))),
        ("a: \"é\u{1}\"\n", ("yaml-syntax", (1, 6))),
        ("'5'\n]\n", ("yaml-syntax", (2, 1))),
        ("a: &x 1\nb: &y 2\nc: &x 3\nd: &z 4\ne: *x\n", ("unsupported-feature", (3, 4))),
        ("a: 1\n# --- truncated at 32 KB (41 KB total) ---\n", ("truncated-source", (2, 1))),
    ] {
        let found = codes(text);
        assert!(found.contains(&(expected.0, Some(expected.1))), "{text:?}: {found:?}");
    }
    assert_eq!(codes("a: {'<<': 1}\nb: 'x --- y'\n"), []);
}

#[test]
fn duplicates_in_large_mappings() {
    let mut text = String::new();
    for n in 0..200 {
        let _ = writeln!(text, "key{n}: {n}");
    }
    text.push_str("key7: again\n");
    assert_eq!(codes(&text), [("duplicate-key", Some((201, 1)))]);
}

#[test]
fn paths() {
    let text = "capability:\n  consumes:\n  - baseUri: x\n    \"a.b\": [1, {c: 2}]\n  empty: {}\n";
    let root = read(&source(text), &mut Findings::new());
    for (line, column, path) in [
        (1, 1, "capability"),
        (2, 3, "capability.consumes"),
        (3, 5, "capability.consumes[0].baseUri"),
        (3, 14, "capability.consumes[0].baseUri"),
        (4, 13, "capability.consumes[0][\"a.b\"][0]"),
        (4, 20, "capability.consumes[0][\"a.b\"][1].c"),
        (5, 3, "capability.empty"),
    ] {
        let found = root.as_ref().map(|root| path_at(root, Span::new(line, column)));
        assert_eq!(found.as_deref(), Some(path));
    }
}

#[test]
fn bombs_are_refused_in_time() {
    let start = Instant::now();
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (from, to) in ('a'..='y').zip('b'..='z') {
        let _ = writeln!(bomb, "{to}: &{to} [*{from},*{from},*{from},*{from},*{from},*{from}]");
    }
    let aliases = "*a,".repeat(50_000);
    let heavy = format!("a: &a \"{}\"\nb: [{aliases}]\n", "x".repeat(100_000));
    let numbers = format!("{}: [{}]", "k".repeat(900), "1,".repeat(100_000));
    for (text, code) in [
        (bomb.as_str(), "too-large"),
        (&heavy, "too-large"),
        (&format!("? {}\n: {numbers}", "k".repeat(5000)), "too-large"),
        (&"[".repeat(100_000), "too-deep"),
        (&"- ".repeat(10_000), "too-deep"),
        (&"{a: ".repeat(70), "too-deep"),
        (&"{a: ".repeat(60), "yaml-syntax"),
        (&format!("{}x{}", "{a: ".repeat(70), "}".repeat(70)), "too-deep"),
        ("a: &a [*a]\n", "too-deep"),
        ("a: &a {b: *a}\n", "too-deep"),
    ] {
        let found = codes(text);
        assert!(found.iter().any(|(found, _)| *found == code), "{text:.40}: {found:?}");
    }
    assert_eq!(codes(&format!("{}x{}", "[".repeat(64), "]".repeat(64))), []);
    assert_eq!(codes(&numbers), []);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
