//! Documents in other versions mean the same, and keep what was not to be changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod odd;
mod there_and_back;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::migrate::{Migration, Problem, migrate};
use naftiko_codegen::text::Source;

use self::there_and_back::{Reading, VERSIONS, passes, release};

fn source(text: &str) -> Source {
    Source::new("test.yaml", text.to_owned())
}

fn to(text: &str, version: &str) -> Result<Migration, Vec<Problem>> {
    migrate(&source(text), release(version))
}

fn text_in(text: &str, version: &str) -> String {
    to(text, version).unwrap_or_else(|all| panic!("{all:#?}")).source.text().to_owned()
}

/// Migrates to every version and back to one of the document's root key; the number of versions that were possible.
fn there_and_back(document: &Source) -> usize {
    let before = Reading::of(document);
    VERSIONS.iter().filter(|version| passes(document, &before, version)).count()
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            documents(&path, found);
        } else if naftiko_codegen::disk::is_document(&path) {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Option<Source> {
    Source::from_bytes(path.display().to_string(), fs::read(path).unwrap()).ok()
}

#[test]
fn documents_of_this_repository_mean_the_same_in_other_versions() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["../specs", "templates", "tests/golden", "tests/shared"] {
        documents(&here.join(folder), &mut paths);
    }
    let sources: Vec<Source> = paths.iter().filter_map(|path| read(path)).collect();
    let migrated = sources.iter().filter(|source| there_and_back(source) > 1).count();
    assert!(migrated > 15, "{migrated} of {}", sources.len());
}

/// Every document of the corpus takes minutes, for which `NAFTIKO_CORPUS_ALL` asks; otherwise each of so many.
const STRIDE: usize = 30;

#[test]
#[ignore = "needs NAFTIKO_CORPUS"]
fn real_documents_mean_the_same_in_other_versions() {
    let root = env::var_os("NAFTIKO_CORPUS").expect("NAFTIKO_CORPUS names no folder");
    let mut paths = Vec::new();
    documents(Path::new(&root), &mut paths);
    let all = env::var_os("NAFTIKO_CORPUS_ALL").is_some_and(|value| value == "1");
    let chosen = paths.iter().step_by(if all { 1 } else { STRIDE });
    let sources: Vec<Source> = chosen.filter_map(|path| read(path)).collect();
    let migrated = sources.iter().filter(|source| there_and_back(source) > 0).count();
    assert!(migrated > 0, "no document of {} was migrated", sources.len());
}

const ALPHA: &str = "\
# head
naftiko: \"1.0.0-alpha2\"   # version
info: {label: 'Edge', description: An edge}
capability:
  consumes:   # what is called
  - type: http
    namespace: api
    baseUri: https://api.example
    resources:
      # above
      - name: \"a\"   # a
        path: /a
        operations:
          - name: get-a
            method: GET
            outputParameters: [{name: id, type: string, value: $.id}]
  aggregates:
  - label: Shared
    namespace: shared
    functions:
      - name: read
        description: Read
        call: api.get-a
        outputParameters:
          - {name: id, type: string}
  exposes:
  - type: mcp
    namespace: tools
    port: 8080
    tools:
      - {name: read, label: Read, description: Reads, ref: shared.read}
";

const BETA: &str = "\
# head
ikanos: \"1.0.0-beta5\"   # version
info: {display: 'Edge', description: An edge}
capability:
  consumes:   # what is called
  - type: http
    namespace: api
    baseUri: https://api.example
    resources:
      # above
      \"a\":   # a
        path: /a
        operations:
          get-a:
            method: GET
            outputParameters: {id: {type: string, value: $.id}}
  aggregates:
  - display: Shared
    namespace: shared
    flows:
      read:
        description: Read
        call: api.get-a
        outputParameters:
          id: {type: string}
  exposes:
  - type: mcp
    namespace: tools
    port: 8080
    tools:
      read: {display: Read, description: Reads, ref: shared.read}
";

#[test]
fn every_difference_of_the_languages_there_and_back_to_the_byte() {
    assert_eq!(text_in(ALPHA, "1.0.0-beta5"), BETA);
    assert_eq!(text_in(BETA, "1.0.0-alpha2"), ALPHA);
    assert_eq!(text_in(BETA, "1.0.0-beta5"), BETA);
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(text_in(&crlf(ALPHA), "1.0.0-beta5"), crlf(BETA));
}

#[test]
fn a_byte_order_mark_stays() {
    let migration = to(&format!("\u{feff}{ALPHA}"), "1.0.0-beta5").unwrap();
    assert_eq!(migration.source.bytes().concat(), format!("\u{feff}{BETA}").into_bytes());
}

#[test]
fn mappings_and_imports_have_other_keys() {
    let alpha = "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - {location: a.yaml, import: a}\n  \
                 binds:\n  - {namespace: e, location: e.env, keys: {A: A}}\n  exposes:\n  - type: rest\n    \
                 resources:\n      - name: r\n        operations:\n          - name: o\n            mappings:\n              \
                 - {targetName: x, value: $.a}\n";
    let migration = to(alpha, "1.0.0-beta5").unwrap();
    let text = migration.source.text();
    for part in ["{from: a.yaml, import: a}", "location: e.env", "{target: x, value: $.a}"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let notes = migration.notes.join("\n");
    assert!(notes.contains("imported files are not touched"), "{notes}");
    assert_eq!(text_in(text, "1.0.0-alpha2"), alpha);
}

#[test]
fn constants_of_alpha1() {
    let old = "naftiko: 1.0.0-alpha1\ncapability:\n  exposes:\n  - type: mcp\n    tools:\n      - name: t\n        \
               outputParameters:\n          - {type: string, const: a}\n          - {type: string, mapping: $.a, const: b}\n";
    let new = old.replace("alpha1", "alpha2").replace("const: a", "value: a");
    assert_eq!(text_in(old, "1.0.0-alpha2"), new);
    assert_eq!(text_in(&new, "1.0.0-alpha1"), old);
    let template = new.replace("value: a", "value: '{{a}}'");
    assert_eq!(places(&template, "1.0.0-alpha1"), [(8, 28)]);
}

#[test]
fn early_documents() {
    let old = "naftiko: 0.5 # draft\nexternalRefs:\n  - name: env\n    type: environment\n    resolution: runtime\n    \
               keys: {A: B}\ncapability:\n  exposes:\n  - type: \"api\"\n    port: 80\n";
    let new = "naftiko: 1.0.0-alpha2 # draft\nbinds:\n  - namespace: env\n    keys: {A: B}\ncapability:\n  exposes:\n  \
               - type: \"rest\"\n    port: 80\n";
    assert_eq!(text_in(old, "1.0.0-alpha2"), new);
    let notes = to(old, "1.0.0-alpha2").unwrap().notes.join("\n");
    assert!(notes.contains("`resolution: runtime` of `externalRefs` goes"), "{notes}");
    let file = old.replace("runtime", "runtime\n    uri: a.env");
    assert_eq!(places(&file, "1.0.0-alpha2"), [(6, 5)]);
    let file = text_in(&file.replace("runtime", "file"), "1.0.0-alpha2");
    assert!(file.contains("  - namespace: env\n    location: a.env\n    keys"), "{file}");
    assert!(to(new, "naftiko/0.5").unwrap_err()[0].message.contains("read and not written"));
}

#[test]
fn items_of_early_lists_are_entries() {
    let old = "naftiko: 0.5\ncapability:\n  exposes:\n  - type: rest\n    resources:\n      - name: r\n        operations:\n          \
               - name: o\n            outputParameters:\n              - type: array\n                mapping: $.a\n                items:\n                  \
               - type: object # one\n                    properties: {b: {type: array, items: [{type: string, mapping: $.c}]}}\n";
    let new = text_in(old, "1.0.0-alpha2");
    assert_eq!(
        new,
        old.replace("0.5", "1.0.0-alpha2")
            .replace("- type: object", "  type: object")
            .replace("[{type: string, mapping: $.c}]", "{type: string, mapping: $.c}")
    );
    let beta = text_in(old, "1.0.0-beta5");
    assert!(
        beta.contains("type: object # one\n") && beta.contains("items: {type: string"),
        "{beta}"
    );
    let anchored = old.replace("items:\n ", "items: &a\n ");
    assert_eq!(places(&anchored, "1.0.0-alpha2").len(), 1);
}

#[test]
fn a_version_that_is_compiled_as_another_one_is_told() {
    let text = "naftiko: 1.0.0-alpha2\ncapability: {}\n";
    let notes = to(text, "1.0.0-alpha1").unwrap().notes.join("\n");
    assert!(notes.contains("warns of naftiko/1.0.0-alpha1"), "{notes}");
    assert!(
        to(text, "naftiko/1.0.0-alpha3").unwrap().notes.iter().all(|note| !note.contains("warns"))
    );
}

fn places(text: &str, version: &str) -> Vec<(u32, u32)> {
    let problems = to(text, version).unwrap_err();
    assert!(problems.iter().all(|one| !one.help.is_empty() && !one.message.is_empty()));
    problems.iter().map(|one| (one.line, one.column)).collect()
}

#[test]
fn what_a_version_cannot_say_is_refused_all_at_once() {
    let beta = "ikanos: 1.0.0-beta5\ninfo: {display: A, version: 1.0.0}\nexposes:\n- type: mcp\n  ttlMs: 1\n  \
                tools:\n    t:\n      tags: [a]\n    u: 1\n";
    assert_eq!(places(beta, "1.0.0-alpha2"), [(2, 20), (3, 1), (5, 3), (8, 7), (9, 5)]);
    assert_eq!(places(beta, "1.0.0-beta1"), [(2, 20), (5, 3)]);
    assert!(to(beta, "1.0.0-beta4").is_ok());
    let alpha = "naftiko: 1.0.0-alpha2\nconsumes:\n- namespace: a\n  baseUri: http://a/\n  resources:\n  - {name: a}\n  \
                 - {name: a}\n  - {description: b}\nbinds: []\n";
    assert_eq!(places(alpha, "1.0.0-beta5"), [(4, 12), (7, 5), (8, 5), (9, 1)]);
}

#[test]
fn what_alpha1_does_not_have() {
    let alpha2 = "naftiko: 1.0.0-alpha2\ncapability:\n  aggregates: []\n  exposes:\n  - type: mcp\n    \
                  authentication: {type: oauth2}\n    tools:\n      - name: t\n        hints: {readOnly: true}\n        \
                  mappings:\n          - {targetName: a.b, value: $.c}\n  - type: control\n";
    assert_eq!(
        places(alpha2, "1.0.0-alpha1"),
        [(3, 3), (6, 5), (6, 22), (9, 9), (11, 14), (12, 5)]
    );
}

#[test]
fn what_is_no_document_is_refused() {
    for text in ["", "a: 1\n", "naftiko: [\n", "naftiko: 1.0.0-alpha2\nikanos: 1.0.0-beta5\n"] {
        assert!(!to(text, "1.0.0-beta5").unwrap_err().is_empty(), "{text}");
    }
}

#[test]
fn what_cannot_be_edited_has_its_place() {
    let alpha = "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n    - resources:\n        - {name: a, operations: [name: \
                 x]}\n        - !t\n          name: b\n  exposes:\n    - tools:\n        - name: |\n            c\n          label: C\n";
    assert_eq!(places(alpha, "1.0.0-beta5"), [(5, 9), (5, 33), (10, 9)]);
}

#[test]
fn anchored_parts_are_rewritten_once() {
    let alpha = "naftiko: 1.0.0-alpha2\ncapability:\n  exposes:\n    - type: mcp\n      tools:\n        - name: a\n          \
                 inputParameters: &in\n            - {name: q, type: string}\n        - &b\n          name: b\n          label: B\n          \
                 inputParameters: *in\n";
    let beta = "ikanos: 1.0.0-beta5\ncapability:\n  exposes:\n    - type: mcp\n      tools:\n        a:\n          \
                inputParameters: &in\n            q: {type: string}\n        b: &b\n          display: B\n          \
                inputParameters: *in\n";
    assert_eq!(text_in(alpha, "1.0.0-beta5"), beta);
    assert_eq!(text_in(beta, "1.0.0-alpha2"), alpha);
    let item = format!("{alpha}        - *b\n");
    assert_eq!(places(&item, "1.0.0-beta5"), [(13, 11)]);
}

#[test]
fn names_that_are_not_written_are_told() {
    let alpha = "naftiko: 1.0.0-alpha2\ncapability:\n  exposes:\n    - type: rest\n      resources:\n        - path: /a/{{b}}\n          \
                 operations:\n            - ref: f.read\n        - path: /a/b\n";
    let migration = to(alpha, "1.0.0-beta5").unwrap();
    let beta = "ikanos: 1.0.0-beta5\ncapability:\n  exposes:\n    - type: rest\n      resources:\n        a-b:\n          \
                path: /a/{{b}}\n          operations:\n            read:\n              ref: f.read\n        a-b-2:\n          path: /a/b\n";
    assert_eq!(migration.source.text(), beta);
    assert!(migration.notes[0].contains("6:11 has no name: its key is `a-b`"), "{migration:?}");
    assert_eq!(migration.notes.iter().filter(|note| note.contains("has no name")).count(), 3);
}
