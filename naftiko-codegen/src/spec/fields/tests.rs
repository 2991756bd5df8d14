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
    assert_eq!(reading(Dialect::Ikanos, keyed, tools), (wanted, none));
}

#[test]
fn the_form_of_another_version_is_read_and_told() {
    let wanted = vec![("a".to_owned(), Some("A".to_owned()))];
    let told = "`tools` of a test is a mapping of names; in this version it is a list / begin each item with `- name:`";
    let found = reading(Dialect::Alpha2, "tools: {a: {label: A}}", tools);
    assert_eq!(found, (wanted.clone(), vec![told.to_owned()]));
    let told = "`tools` of a test is a list; in this version it is a mapping of names / write the `name` of each item as its key";
    let found = reading(Dialect::Ikanos, "tools: [{name: a, display: A}]", tools);
    assert_eq!(found, (wanted, vec![told.to_owned()]));
}

#[test]
fn one_item_is_no_mapping_of_names() {
    let (found, told) = reading(Dialect::Alpha2, "tools: {name: a, label: A}", tools);
    assert!(found.is_empty());
    assert_eq!(told, ["`tools` must be a list, not a mapping / "]);
}

#[test]
fn a_name_beside_the_key_is_that_key() {
    let (found, told) = reading(Dialect::Ikanos, "tools: {a: {name: a}}", tools);
    assert_eq!((found, told), (vec![("a".to_owned(), None)], Vec::new()));
    let (_, told) = reading(Dialect::Ikanos, "tools: {a: {name: b}}", tools);
    let wanted =
        "a tool is called `a` by its key and `b` here / the key is the name; remove `name`";
    assert_eq!(told, [wanted]);
}

#[test]
fn the_spelling_of_another_version_is_read_and_told() {
    let wanted = vec![("a".to_owned(), Some("A".to_owned()))];
    let found = reading(Dialect::Alpha2, "tools: [{name: a, display: A}]", tools);
    let told = "`display` of a tool is `label` in this version, and read as that / write `label`";
    assert_eq!(found, (wanted.clone(), vec![told.to_owned()]));
    let found = reading(Dialect::Ikanos, "tools: {a: {label: A}}", tools);
    let told = "`label` of a tool is `display` in this version, and read as that / write `display`";
    assert_eq!(found, (wanted, vec![told.to_owned()]));
}

#[test]
fn both_spellings_of_a_key_are_refused() {
    let (found, told) = reading(Dialect::Alpha2, "tools: [{name: a, display: A, label: B}]", tools);
    assert_eq!(found, [("a".to_owned(), Some("B".to_owned()))]);
    let wanted = "a tool has `label` and `display`, which are the same / keep `label`, as this version has it";
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
