use std::fmt::Write as _;

use proptest::prelude::*;

use super::{DEPTH, YamlScalar, YamlSink, decode};

/// What is told, as one line.
#[derive(Default)]
struct Line(String);

impl YamlSink for Line {
    fn open_mapping(&mut self) {
        self.0.push_str("{ ");
    }

    fn close_mapping(&mut self) {
        self.0.push_str("} ");
    }

    fn open_list(&mut self) {
        self.0.push_str("[ ");
    }

    fn close_list(&mut self) {
        self.0.push_str("] ");
    }

    fn key(&mut self, text: &str) {
        let _ = write!(self.0, "{text}: ");
    }

    fn scalar(&mut self, scalar: YamlScalar<'_>) {
        match scalar.is_null() {
            true => self.0.push_str("- "),
            false => drop(write!(self.0, "<{}> ", scalar.text)),
        }
    }
}

fn told(text: &str) -> String {
    let mut line = Line::default();
    match decode(text, &mut line) {
        Ok(true) => line.0.trim_end().to_owned(),
        Ok(false) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn scalars_are_texts_as_they_are_written() {
    for (text, says) in [
        (
            "a: 012\nb: 1.0\nc: yes\nd: 2001-01-01\n",
            "{ a: <012> b: <1.0> c: <yes> d: <2001-01-01> }",
        ),
        ("a: 1e400\nb: 0x1F\nc: .inf\nd: 1_000", "{ a: <1e400> b: <0x1F> c: <.inf> d: <1_000> }"),
        ("a: ~\nb:\nc: null\nd: 'null'\ne: \"\"", "{ a: - b: - c: - d: <null> e: <> }"),
        ("a: \"x\\ty\"\nb: 'it''s'", "{ a: <x\ty> b: <it's> }"),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", "{ a: <one\ntwo\n> b: <one two> }"),
        ("a: [x, {b: c}]\nd:\n- e\n", "{ a: [ <x> { b: <c> } ] d: [ <e> ] }"),
        ("a: !!str 12 # why\nb: ! c\n", "{ a: <12> b: <c> }"),
        ("<<: b\n1: c\nnull: d", "{ <<: <b> 1: <c> null: <d> }"),
        ("{\"a\": \"b\", \"c\": 1.50}", "{ a: <b> c: <1.50> }"),
        ("%YAML 1.1\n---\na: b\n...\n", "{ a: <b> }"),
        ("\u{feff}a: b", "{ a: <b> }"),
        ("- a", "[ <a> ]"),
        ("word", "<word>"),
        ("", "nothing"),
        ("# only a comment\n", "nothing"),
    ] {
        assert_eq!(told(text), says, "{text}");
    }
}

#[test]
fn only_the_first_document_is_read() {
    assert_eq!(told("a: b\n---\nc: d\n"), "{ a: <b> }");
    assert_eq!(told("---\na: b\n...\n]]] what is no YAML\n"), "{ a: <b> }");
}

#[test]
fn what_is_refused_is_named_with_its_line_and_not_shown() {
    for (text, says) in [
        ("a: b\na: hunter2", "a key is there twice (line 2)"),
        ("a: &x hunter2\nb: *x", "it has an alias (line 2)"),
        ("a: *hunter2", "it has an alias (line 1)"),
        ("a: !vault |\n  hunter2", "it has a tag, and only those of YAML itself are read (line 2)"),
        ("a: !!binary hunter2", "it has a tag, and only those of YAML itself are read (line 1)"),
        ("? [hunter2]\n: b", "a key is no text (line 1)"),
        ("a: 'hunter2", "it cannot be read as YAML (line 1)"),
        ("a: b\nhunter2", "it cannot be read as YAML (line 2)"),
        ("a: @hunter2", "it cannot be read as YAML (line 1)"),
    ] {
        assert_eq!(told(text), says, "{text}");
    }
    assert_eq!(told("a: b\na: c"), "a key is there twice (line 2)");
}

#[test]
fn depth_has_a_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(told(&nested(DEPTH)).starts_with("[ ["));
    for text in [nested(DEPTH + 1), "[".repeat(1 << 20), "- ".repeat(1 << 19), "? ".repeat(1 << 19)]
    {
        let said = told(&text);
        assert!(said.ends_with("(line 1)"), "{said}");
    }
}

/// Keeps the members of the root.
#[derive(Default)]
struct Members(Vec<(String, String)>);

impl YamlSink for Members {
    fn open_mapping(&mut self) {}

    fn close_mapping(&mut self) {}

    fn open_list(&mut self) {}

    fn close_list(&mut self) {}

    fn key(&mut self, text: &str) {
        self.0.push((text.to_owned(), String::new()));
    }

    fn scalar(&mut self, scalar: YamlScalar<'_>) {
        if let Some((_, value)) = self.0.last_mut() {
            scalar.text.clone_into(value);
        }
    }
}

proptest! {
    #[test]
    fn any_text_ends_in_a_document_or_an_error(text in "[a-c:\\[\\]{}\\-?&*!|>'\"#%@` \\n\\t\u{feff}~]{0,64}") {
        let _ = told(&text);
    }

    #[test]
    fn any_bytes_that_are_text_end_too(bytes in any::<Vec<u8>>()) {
        let _ = told(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_is_written_in_quotes_is_read(
        members in proptest::collection::btree_map("[a-z][a-z0-9-]{0,8}", "[ -~\u{e9}\u{4e2d}\\n\\t]{0,16}", 1..8),
    ) {
        let text = serde_json::to_string(&members).expect("JSON");
        let mut read = Members::default();
        prop_assert_eq!(decode(&text, &mut read), Ok(true));
        prop_assert_eq!(read.0, members.into_iter().collect::<Vec<_>>());
    }
}
