//! Documents that nobody would write on purpose.

use crate::{places, text_in, to};

const BETA: &str = "1.0.0-beta5";
const ALPHA: &str = "1.0.0-alpha2";

/// A document with one tool, as it is written.
fn tool(tool: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2\ncapability:\n  exposes:\n  - type: mcp\n    namespace: t\n    tools:\n{tool}"
    )
}

/// What becomes of the tool.
fn keyed(text: &str) -> String {
    let migrated = text_in(&tool(text), BETA);
    migrated.split_once("    tools:\n").unwrap().1.to_owned()
}

#[test]
fn names_become_keys_as_they_are_written() {
    for (list, mapping) in [
        ("    - {name: 'yes', label: A}\n", "      'yes': {display: A}\n"),
        ("    - {name: \"a: b #c\", label: A}\n", "      \"a: b #c\": {display: A}\n"),
        ("    - {name: 'null'}\n", "      'null': {}\n"),
        ("    - {name: name, label: name}\n", "      name: {display: name}\n"),
        (
            "    - {label: A,\n       name: \"t\u{eb}-\u{1f680}\"}\n",
            "      \"t\u{eb}-\u{1f680}\": {display: A}\n",
        ),
        ("    -   label: A\n        name: t", "      t:\n          display: A"),
        (
            "    # one\n\n    # two\n    - name: t # three\n      label: A\n",
            "    # one\n\n    # two\n      t: # three\n        display: A\n",
        ),
    ] {
        assert_eq!(keyed(list), mapping, "{list}");
        let back = text_in(&text_in(&tool(list), BETA), ALPHA);
        assert_eq!(text_in(&back, BETA), text_in(&tool(list), BETA), "{list}");
    }
    for text in [
        "    - name: >-\n        t\n      label: A\n",
        "    - {name: &n t, label: A}\n",
        "    - {label: &l t, name: *l }\n",
        "    - {name: [t], label: A}\n",
        "    - {name: t}\n    - {name: 't'}\n",
    ] {
        assert_eq!(places(&tool(text), BETA).len(), 1, "{text}");
    }
}

#[test]
fn json_stays_json() {
    let alpha = "{\n  \"naftiko\": \"1.0.0-alpha2\",\n  \"info\": {\"label\": \"A\"},\n  \"capability\": {\"exposes\": [{\n    \
                 \"type\": \"mcp\",\n    \"tools\": [\n      {\"name\": \"t\", \"label\": \"T\"},\n      {\n        \"label\": \"U\",\n        \
                 \"name\": \"u\"\n      }\n    ]\n  }]}\n}\n";
    let beta = text_in(alpha, BETA);
    let value: serde_json::Value =
        serde_json::from_str(&beta).unwrap_or_else(|e| panic!("{e}: {beta}"));
    let tools = &value["capability"]["exposes"][0]["tools"];
    assert_eq!((&tools["t"]["display"], &tools["u"]["display"]), (&"T".into(), &"U".into()));
    assert_eq!((&value["ikanos"], &value["info"]["display"]), (&BETA.into(), &"A".into()));
    let back = text_in(&beta, ALPHA);
    assert!(serde_json::from_str::<serde_json::Value>(&back).is_ok(), "{back}");
}

#[test]
fn heads_of_every_form() {
    for (old, new) in [
        ("naftiko: {version: 1.0.0-alpha2}", "ikanos: {version: 1.0.0-beta5}"),
        ("naftiko: |\n  1.0.0-alpha2", "ikanos: 1.0.0-beta5"),
        ("? naftiko\n: 1.0.0-alpha2", "? ikanos\n: 1.0.0-beta5"),
        ("'naftiko' : '1.0.0-alpha2' ", "'ikanos' : '1.0.0-beta5' "),
        ("%YAML 1.2\n---\nnaftiko: 1.0.0-alpha2", "%YAML 1.2\n---\nikanos: 1.0.0-beta5"),
    ] {
        let rest = "\ninfo: {label: A}\ncapability: {}\n";
        assert_eq!(
            text_in(&format!("{old}{rest}"), BETA),
            format!("{new}{}", rest.replace("label", "display"))
        );
    }
    for old in [
        "naftiko:",
        "naftiko: [1.0.0-alpha2]",
        "naftiko: {}",
        "naftiko: &v 1.0.0-alpha2\nx: *v",
        "!t {naftiko: 1.0.0-alpha2}",
    ] {
        let text = format!("{old}\ncapability: {{}}\n");
        if let Ok(migration) = to(&text, BETA) {
            let again = to(migration.source.text(), BETA).unwrap();
            assert_eq!(again.source.text(), migration.source.text(), "{old}");
        }
    }
}

#[test]
fn what_has_no_place_in_a_list_is_refused() {
    let beta = |tools: &str| {
        format!("ikanos: {BETA}\ncapability:\n  exposes:\n  - type: mcp\n    tools:\n{tools}")
    };
    for tools in [
        "      a:\n      b: {}\n",
        "      a: {name: b}\n",
        "      ? [a]\n      : {display: A}\n",
        "      a: &x {display: A}\n      b: *x\n",
        "      a: !t {display: A}\n",
    ] {
        let problems = to(&beta(tools), ALPHA).unwrap_err();
        assert!(problems.iter().all(|one| one.line >= 6), "{tools}: {problems:#?}");
    }
    let fine = to(&beta("      1: {display: A}\n      true: {}\n"), ALPHA).unwrap();
    assert!(fine.source.text().contains("- {name: 1, label: A}"), "{}", fine.source.text());
}
