//! Lists of named mappings become mappings by name and come back, with nothing else changed.

use naftiko_codegen::text::Source;
use naftiko_codegen::yaml::{Edit, EditError, NodeId, Syntax, SyntaxTree};
use serde_yaml::Value;

use crate::edits::reshaped;

fn collection(tree: &SyntaxTree<'_>) -> NodeId {
    let entry = tree.find(tree.root().unwrap(), "list").unwrap();
    tree.value(entry).unwrap()
}

fn turned(text: &str) -> Result<String, EditError> {
    let source = Source::new("test.yaml", text.to_owned());
    let tree = SyntaxTree::read(&source).unwrap();
    let node = collection(&tree);
    let edit = match tree.syntax(node) {
        Syntax::Sequence(_) => Edit::ByKey { sequence: node, key: "name" },
        _ => Edit::ByItem { mapping: node, key: "name" },
    };
    tree.edit(&[edit])
}

/// Turns a list, and compares the values too.
fn check(old: &str, new: &str) {
    let found = turned(old).unwrap_or_else(|error| panic!("{error}: {old}"));
    assert_eq!(found, new, "of {old}");
    let mut wanted: Value = serde_yaml::from_str(old).unwrap();
    let inner = wanted.get_mut("list").unwrap();
    *inner = reshaped(std::mem::take(inner), &Value::from("name"));
    assert_eq!(serde_yaml::from_str::<Value>(&found).unwrap(), wanted, "of {old}");
}

const BOTH_WAYS: &[(&str, &str)] = &[
    (
        "list:\n  - name: a # one\n    x: 1\n\n  # two\n  - name: 'b'\n    y: 2\nz: 3\n",
        "list:\n  a: # one\n    x: 1\n\n  # two\n  'b':\n    y: 2\nz: 3\n",
    ),
    ("list:\n  -   name: a\n      x: 1\n", "list:\n  a:\n      x: 1\n"),
    ("list:\n  - name: a\n  - name: b\n", "list:\n  a: {}\n  b: {}\n"),
    ("list:\n  - {name: a, x: 1} # c\n", "list:\n  a: {x: 1} # c\n"),
    ("list: [{name: a, x: 1}, {name: b}]", "list: {a: {x: 1}, b: {}}"),
    ("list: []\n", "list: {}\n"),
    ("list:\r\n  - name: a\r\n    x: 1\r\n", "list:\r\n  a:\r\n    x: 1\r\n"),
    ("list:\n  - &a # c\n    name: n\n    x: 1\n", "list:\n  n: &a # c\n    x: 1\n"),
    (
        "list:\n  - name: a\n    x: |\n      one\n\n      two\n    y: >-\n      three\n",
        "list:\n  a:\n    x: |\n      one\n\n      two\n    y: >-\n      three\n",
    ),
];

#[test]
fn lists_become_mappings_and_come_back() {
    for (list, mapping) in BOTH_WAYS {
        check(list, mapping);
        check(mapping, list);
    }
}

fn unwrapped(text: &str) -> Result<String, EditError> {
    let source = Source::new("test.yaml", text.to_owned());
    let tree = SyntaxTree::read(&source).unwrap();
    tree.edit(&[Edit::Unwrap { sequence: collection(&tree) }])
}

#[test]
fn the_only_item_takes_the_place_of_its_list() {
    for (list, item) in [
        ("list:\n  - a: 1 # c\n    b: [2]\nz: 3\n", "list:\n    a: 1 # c\n    b: [2]\nz: 3\n"),
        ("list:\n- a: |\n    t\n\n  b: 2\n", "list:\n  a: |\n    t\n\n  b: 2\n"),
        ("list:\n  - &a # c\n    a: 1\n", "list:\n    &a # c\n    a: 1\n"),
        ("list: [{a: 1}] # c\n", "list: {a: 1} # c\n"),
        ("list: [ x , ]\n", "list: x\n"),
        ("{list: [[1]]}\r\n", "{list: [1]}\r\n"),
        ("list:\n  - - 1\n    - 2\n", "list:\n    - 1\n    - 2\n"),
    ] {
        assert_eq!(unwrapped(list).as_deref(), Ok(item), "{list}");
        let [old, new] = [list, item].map(|text| serde_yaml::from_str::<Value>(text).unwrap());
        assert_eq!(old["list"][0], new["list"], "{list}");
    }
    for text in [
        "list: [1, 2]\n",
        "list: []\n",
        "list: a\n",
        "list: &a [1]\n",
        "list: !t\n  - 1\n",
        "list: [ # c\n  1]\n",
        "list: [a: 1]\n",
    ] {
        assert!(unwrapped(text).is_err(), "{text}");
    }
}

#[test]
fn names_in_other_places() {
    for (list, mapping) in [
        ("list:\n  - x: 1\n    name: a\n    y: 2\n", "list:\n  a:\n    x: 1\n    y: 2\n"),
        ("list:\n  - x: 1\n    name: a # c\n", "list:\n  a:\n    x: 1\n    # c\n"),
        ("list:\n  - x: 1 # c\n    name: a", "list:\n  a:\n    x: 1 # c"),
        ("list: [{x: 1, name: a}]", "list: {a: {x: 1}}"),
        ("list:\n  -\n    name: a\n    x: 1\n", "list:\n  a:\n    x: 1\n"),
        ("list:\r\n  - x: 1\r\n    name: a\r\n", "list:\r\n  a:\r\n    x: 1\r\n"),
    ] {
        check(list, mapping);
    }
    // A mapping that is no further in than a dash needs.
    check("list:\n  a:\n   x: 1\n", "list:\n  -\n   name: a\n   x: 1\n");
}

#[test]
fn a_list_as_far_left_as_its_key_moves() {
    check(
        "list:\n- name: a\n  x: |\n    t\n\n    u\n",
        "list:\n  a:\n    x: |\n      t\n\n      u\n",
    );
    check(
        "list:\n- x: 1\n  name: a\n- name: b\n  x: 2\n",
        "list:\n  a:\n    x: 1\n  b:\n    x: 2\n",
    );
    let text = "list:\n- x: 1\n  name: a\n  list:\n  - y: 1\n    name: b\n  z: 2\n";
    let source = Source::new("test.yaml", text.to_owned());
    let tree = SyntaxTree::read(&source).unwrap();
    let outer = collection(&tree);
    let item = tree.value(tree.children(outer).next().unwrap()).unwrap();
    let inner = tree.value(tree.find(item, "list").unwrap()).unwrap();
    let edits = [outer, inner].map(|sequence| Edit::ByKey { sequence, key: "name" });
    let wanted = "list:\n  a:\n    x: 1\n    list:\n      b:\n        y: 1\n    z: 2\n";
    assert_eq!(tree.edit(&edits).as_deref(), Ok(wanted));
}

#[test]
fn what_is_refused() {
    for text in [
        "list:\n  - x: 1\n",
        "list:\n  - name: |\n      a\n    x: 1\n",
        "list:\n  - name: [a]\n    x: 1\n",
        "a: &a {name: b}\nlist:\n  - *a\n",
        "list:\n  - !t\n    name: a\n    x: 1\n",
        "list: [name: a]\n",
        "list:\n  a: 1\n",
        "list:\n  a:\n",
        "list:\n  ? a\n  : x: 1\n",
        "list: 1\n",
    ] {
        assert!(turned(text).is_err(), "{text}");
    }
}
