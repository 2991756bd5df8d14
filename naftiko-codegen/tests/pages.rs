//! What browsers are shown, as text: the documents that are compressed in the golden `page.rs` files.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test pages` rewrites `tests/golden/page/shown`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, generate};
use proptest::prelude::*;
use syn::visit::{self, Visit};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The texts of a page by their names.
fn shown(source: &str) -> BTreeMap<String, String> {
    #[derive(Default)]
    struct Literals {
        names: Vec<String>,
        texts: Vec<String>,
    }
    impl Visit<'_> for Literals {
        fn visit_lit_str(&mut self, literal: &syn::LitStr) {
            self.names.push(literal.value());
        }

        fn visit_lit_byte_str(&mut self, literal: &syn::LitByteStr) {
            let mut text = String::new();
            let bytes = literal.value();
            flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
            self.texts.push(text);
        }
    }
    let mut found = Literals::default();
    for item in syn::parse_file(source).unwrap().items {
        if let syn::Item::Static(item) = item {
            visit::visit_expr(&mut found, &item.expr);
        }
    }
    let entries = found.names.iter().map(|name| format!("{}.html", name.replace('/', ".")));
    let names = std::iter::once("overview.html".to_owned()).chain(entries);
    names.chain(["page.json".to_owned(), "spec.yaml".to_owned()]).zip(found.texts).collect()
}

/// The page of a document; nothing for one that is not compiled.
fn page_of(case: &str, text: String) -> BTreeMap<String, String> {
    let names = CrateNames { binary: case.to_owned(), library: case.to_owned() };
    let source = Source::new(format!("{case}.yaml"), text).in_folder(golden().join(case));
    let Ok((files, _)) = generate(&names, &[source], &Options::default()) else {
        return BTreeMap::new();
    };
    files.get(&format!("{case}/page.rs")).map(|page| shown(page)).unwrap_or_default()
}

#[test]
fn pages_are_what_was_reviewed() {
    let folder = golden().join("page/shown");
    let text = fs::read_to_string(golden().join("page/page.yaml")).unwrap();
    let pages = page_of("page", text);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        pages.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
    }
    let there: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, pages.keys().cloned().collect());
    for (name, text) in &pages {
        assert_eq!(&fs::read_to_string(folder.join(name)).unwrap(), text, "{name}");
    }
}

#[test]
fn steps_are_listed_and_what_they_change_is_said() {
    let text = fs::read_to_string(golden().join("steps/steps.yaml")).unwrap();
    let page = page_of("steps", text);
    let tool = &page["tools.board-crew.html"];
    for text in [
        "calls registry.get-ship",
        "calls search.find; for each element of a list; under a condition; goes on where it fails",
        "calls registry.add-entry, which may change something",
        "ship, hits, mate",
    ] {
        assert!(tool.contains(text), "{text}: {tool}");
    }
    assert!(page["tools.aboard.html"].contains("looks crewId up in what everybody gave"));
    let data: serde_json::Value = serde_json::from_str(&page["page.json"]).unwrap();
    let entry = |id: &str| &data["entries"][id];
    assert_eq!(entry("tools/board-crew")["upstream"], "registry");
    assert_eq!(entry("tools/board-crew")["host"], "registry.test");
    // Nothing is changed by searches.
    assert_eq!(entry("tools/aboard")["upstream"], serde_json::Value::Null);
}

#[test]
fn every_golden_page_is_sound() {
    let mut count = 0;
    for entry in fs::read_dir(golden()).unwrap() {
        let case = entry.unwrap().file_name().into_string().unwrap();
        let text = fs::read_to_string(golden().join(&case).join(format!("{case}.yaml"))).unwrap();
        for (name, text) in page_of(&case, text) {
            if name.ends_with(".html") {
                check(&text).unwrap_or_else(|flaw| panic!("{case} {name}: {flaw}"));
                count += 1;
            } else if name == "page.json" {
                serde_json::from_str::<serde_json::Value>(&text).unwrap();
            }
        }
    }
    assert!(count > 50, "{count} documents");
}

/// Elements that the page consists of.
const ELEMENTS: &str = "a aside b bdi body br button code dd details div dl dt figcaption figure footer form h1 h2 h3 h4 \
    h5 head header html input label li link main meta nav noscript p pre script section span strong summary table tbody td \
    th thead title tr ul var";
/// Those without an end.
const VOID: [&str; 4] = ["br", "input", "link", "meta"];

/// Elements are known ones and nested, attributes have quotation marks, ids are there once.
fn check(html: &str) -> Result<(), String> {
    let known: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").ok_or("no doctype")?;
    let (mut open, mut ids) = (Vec::new(), BTreeSet::new());
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, behind) = tag_of(after).ok_or("a tag without an end")?;
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop();
            if last != Some(name) {
                return Err(format!("</{name}> ends {last:?}"));
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !known.contains(name) {
            return Err(format!("<{name}>"));
        }
        for (attribute, value) in attributes_of(attributes)? {
            if attribute.starts_with("on") || attribute == "style" {
                return Err(format!("{attribute} of <{name}>"));
            }
            if attribute == "id" && !ids.insert(value) {
                return Err(format!("two of id {value}"));
            }
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    if !open.is_empty() {
        return Err(format!("{open:?} are open"));
    }
    (html.matches("<script").count() == 1).then_some(()).ok_or("scripts".to_owned())
}

/// A tag to its end, which is not within quotation marks, and what follows.
fn tag_of(text: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let end = text.find(|c| {
        is_quoted ^= c == '"';
        c == '>' && !is_quoted
    })?;
    Some((&text[..end], &text[end + 1..]))
}

fn attributes_of(text: &str) -> Result<Vec<(&str, &str)>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        match after.strip_prefix("=\"") {
            Some(after) => {
                let (value, after) = after.split_once('"').ok_or("an open quotation mark")?;
                out.push((name, value));
                rest = after.trim_start();
            }
            None if after.starts_with('=') => return Err(format!("{name} has no quotation marks")),
            None => {
                out.push((name, ""));
                rest = after.trim_start();
            }
        }
    }
    Ok(out)
}

/// A document with a text in every place where an author can put one.
fn hostile(texts: &[String]) -> String {
    let quoted: Vec<String> =
        texts.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
    let [label, about, tag, input, name] = &quoted[..] else { unreachable!() };
    format!(
        "naftiko: 1.0.0-alpha2\ninfo: {{label: {label}, description: {about}, tags: [{tag}]}}\n\
         capability:\n  consumes:\n  - type: http\n    namespace: a\n    baseUri: https://a.example.test\n    \
         resources:\n    - name: b\n      path: /b\n      operations:\n      - name: get-b\n        method: GET\n        \
         description: {about}\n        inputParameters:\n        - {{name: c, in: query, type: string, description: {input}, enum: [{tag}, {name}]}}\n  \
         exposes:\n  - type: rest\n    namespace: r\n    port: 8080\n    resources:\n    - path: /b\n      \
         operations:\n      - {{name: {name}, method: GET, description: {label}, call: a.get-b, with: {{c: rest.c}}}}\n  \
         - type: mcp\n    namespace: m\n    port: 9090\n    transport: http\n    description: {about}\n    tools:\n    \
         - {{name: t, description: {input}, call: a.get-b, with: {{c: tools.c}}}}\n"
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_text_becomes_markup(texts in prop::collection::vec("(\\PC|[<>\"'&= \n\r\t\u{0}\u{202e}]|</script>|--|]]>){0,24}", 5)) {
        for (name, text) in page_of("hostile", hostile(&texts)) {
            if name.ends_with(".html") {
                let checked = check(&text);
                prop_assert!(checked.is_ok(), "{}: {:?} of {:?}", name, checked, texts);
                let hidden = text.contains(['\u{0}', '\u{202e}', '\u{200b}', '\r']);
                prop_assert!(!hidden, "{} of {:?}", name, texts);
            }
        }
    }
}

#[test]
fn a_hostile_document_is_compiled() {
    let texts = ["<b>\u{202e}", "\"'&", "--></script>", "\u{0}", "x"].map(str::to_owned);
    assert!(page_of("hostile", hostile(&texts)).len() > 3);
}
