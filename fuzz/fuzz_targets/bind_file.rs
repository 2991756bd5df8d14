//! Any content of a bind's file gives the values that other readers find there, or a reason that shows nothing of it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_codegen::text::Source;
use naftiko_codegen::yaml::{Syntax, SyntaxTree};
use naftiko_runtime::codegen::{BindFormat, YamlFile};
use naftiko_runtime::testing::bound_values;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Every reason there is, without the keys and places that it names.
const REASONS: [&str; 13] = [
    "it holds bytes that are no text in UTF-8",
    "its key `` has no value",
    "its key `` has a list or a mapping",
    "it has no key ``",
    "it is nested too deep",
    "it cannot be read as JSON",
    "it is no object",
    "it holds half of a character",
    "it is no mapping",
    "a key is there twice",
    "it cannot be read as YAML",
    "it has an alias",
    "a key is no text",
];

const KEYS: [&str; 3] = ["a", "TOKEN", "key-2"];

fuzz_target!(|content: &[u8]| {
    for key in KEYS {
        let json = bound_values(content, BindFormat::Json, &[key.to_owned()]);
        let yaml = bound_values(content, BindFormat::Yaml(YamlFile), &[key.to_owned()]);
        for reason in [&json, &yaml].into_iter().filter_map(|one| one.as_ref().err()) {
            check_reason(reason, key);
        }
        if let Ok(values) = json {
            assert_eq!(values, [(key.to_owned(), in_json(content, key))]);
        }
        // The compiler's reader takes some texts for broken that others read: tabs at the begin of a block.
        if let (Ok(values), Some(text)) = (yaml, in_yaml(content, key)) {
            assert_eq!(values, [(key.to_owned(), text)]);
        }
    }
});

fn check_reason(reason: &str, key: &str) {
    let reason = reason.replace(&format!("`{key}`"), "``");
    let reason = reason.split_once(" (line ").map_or(reason.as_str(), |(reason, line)| {
        assert!(line.trim_end_matches(')').parse::<usize>().is_ok(), "{reason}");
        reason
    });
    let of_tags = reason == "it has a tag, and only those of YAML itself are read";
    assert!(of_tags || REASONS.contains(&reason), "{reason}");
}

fn in_json(content: &[u8], key: &str) -> String {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(content).expect("an object");
    let raw = members[key].get();
    let text = serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned());
    without_break(&text)
}

fn in_yaml(content: &[u8], key: &str) -> Option<String> {
    let source = Source::new("values.yaml", str::from_utf8(content).ok()?.to_owned());
    let tree = SyntaxTree::read(&source).ok()?;
    let mut entries = tree.children(tree.root()?).filter_map(|entry| tree.entry(entry));
    let named = entries.find(|(name, _)| tree.content(*name).is_ok_and(|name| name == key));
    let (_, value) = named?;
    let Syntax::Scalar(_) = tree.syntax(value) else { return None };
    Some(without_break(&tree.content(value).ok()?))
}

fn without_break(text: &str) -> String {
    let line = text.strip_suffix('\n');
    line.map_or(text, |line| line.strip_suffix('\r').unwrap_or(line)).to_owned()
}
