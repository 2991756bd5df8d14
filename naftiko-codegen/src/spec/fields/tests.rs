//! One reading for every dialect, and what is said about keys that nobody asks for.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::{Dialect, Fields, Findings, Key, Text};
use crate::source;
use crate::text::Source;

/// What `read` makes of a document, and what is said about it.
fn reading<T>(
    dialect: Dialect,
    text: &str,
    read: impl FnOnce(Fields<'_, '_>) -> T,
) -> (T, Vec<String>) {
    let mut findings = Findings::new();
    let root = source::read(&Source::new("test", text.to_owned()), &mut findings).unwrap();
    let out = read(Fields::of(&root, "a test", dialect, &mut findings).unwrap());
    let told = findings.sorted().into_iter().map(|finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{} / {help}", finding.message)
    });
    (out, told.collect())
}

/// Names and labels of the tools.
fn tools(mut fields: Fields<'_, '_>) -> Vec<(String, Option<String>)> {
    let tools = fields.named(Key::Tools, "a tool", |mut tool| {
        let (name, label) = (tool.text(Key::Name)?, tool.text(Key::Label));
        tool.finish();
        Some((name.value, Text::said(label.as_ref())))
    });
    fields.finish();
    tools
}

#[test]
fn a_list_and_a_mapping_of_names_give_the_same() {
    let list = "tools: [{name: b, label: B}, {name: a}]";
    let keyed = "tools: {b: {display: B}, a: {}}";
    let wanted = vec![("b".to_owned(), Some("B".to_owned())), ("a".to_owned(), None)];
    let none: Vec<String> = Vec::new();
    assert_eq!(reading(Dialect::Alpha2, list, tools), (wanted.clone(), none.clone()));
    assert_eq!(reading(Dialect::Ikanos, keyed, tools), (wanted.clone(), none.clone()));
    let list = list.replace("label", "display");
    assert_eq!(reading(Dialect::Ikanos, &list, tools), (wanted, none));
}

#[test]
fn a_mapping_is_no_list_where_the_dialect_has_none() {
    let (found, told) = reading(Dialect::Alpha2, "tools: {a: {label: A}}", tools);
    assert!(found.is_empty());
    assert_eq!(told, ["`tools` must be a list, not a mapping / "]);
}

#[test]
fn a_name_beside_the_key_is_told() {
    let (found, told) = reading(Dialect::Ikanos, "tools: {a: {name: b}}", tools);
    assert_eq!(found, [("a".to_owned(), None)]);
    assert_eq!(told, ["unknown key `name` in a tool; it is ignored / "]);
}

#[test]
fn the_spelling_of_another_version_is_told_with_that_of_this_one() {
    let (_, told) = reading(Dialect::Alpha2, "tools: [{name: a, display: A}]", tools);
    let wanted = "unknown key `display` in a tool; it is ignored / did you mean `label`?";
    assert_eq!(told, [wanted]);
    let (_, told) = reading(Dialect::Ikanos, "tools: {a: {label: A}}", tools);
    let wanted = "unknown key `label` in a tool; it is ignored / did you mean `display`?";
    assert_eq!(told, [wanted]);
}

#[test]
fn what_nobody_asks_for_is_not_suggested() {
    let read = |mut fields: Fields<'_, '_>| {
        fields.node(Key::Content);
        fields.ignore(&[Key::Label], super::Code::IgnoredKey);
        fields.finish();
    };
    let ((), told) = reading(Dialect::Alpha2, "contents: 1\nlabels: 1\nwith: 1", read);
    let unknown = |key: &str| format!("unknown key `{key}` in a test; it is ignored / ");
    let wanted =
        [unknown("contents") + "did you mean `content`?", unknown("labels"), unknown("with")];
    assert_eq!(told, wanted);
}
