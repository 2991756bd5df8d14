//! The table of what of the language works: made of the rows in `rows.tsv`, each worth what its tests are.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test coverage` rewrites the page.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;

use syn::{Attribute, Item};

const PAGE: &str = "docs/coverage.md";
const VERDICTS: [&str; 4] = ["works", "partial", "refused", "not yet"];

/// A feature of the reference.
struct Row<'t> {
    number: usize,
    area: &'t str,
    feature: &'t str,
    verdict: &'t str,
    /// What is missing of it.
    hole: &'t str,
    /// Tests, as `path::name`.
    tests: Vec<&'t str>,
}

impl<'t> Row<'t> {
    fn of(line: &'t str) -> Self {
        let fields: Vec<&str> = line.split('\t').collect();
        let [number, area, feature, verdict, hole, tests] = fields.as_slice() else {
            panic!("not six fields: {line}");
        };
        let number = number.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        Self { number, area, feature, verdict, hole, tests: tests.split_whitespace().collect() }
    }

    fn check(&self) {
        let Self { number, verdict, hole, tests, .. } = self;
        assert!(VERDICTS.contains(verdict), "row {number}: there is no verdict `{verdict}`");
        assert_eq!(*verdict == "works", hole.is_empty(), "row {number}: what works has no hole");
        let is_proven = !tests.is_empty() || *verdict == "not yet";
        assert!(is_proven, "row {number} is `{verdict}` without a test");
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The names of the tests in a file, also in its modules.
fn tests_of(path: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut found = Vec::new();
    collect(&file.items, &mut found);
    found
}

fn collect(items: &[Item], found: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Fn(function) if is_test(&function.attrs) => {
                found.push(function.sig.ident.to_string());
            }
            Item::Mod(module) => {
                collect(module.content.as_ref().map_or(&[], |(_, items)| items), found);
            }
            _ => {}
        }
    }
}

/// `#[test]`, `#[tokio::test]`.
fn is_test(attributes: &[Attribute]) -> bool {
    let last =
        |attribute: &Attribute| attribute.path().segments.last().map(|one| one.ident.to_string());
    attributes.iter().any(|attribute| last(attribute).as_deref() == Some("test"))
}

#[test]
fn every_row_names_tests_that_are_there() {
    let rows = rows();
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=121).collect::<Vec<_>>());
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in &rows {
        row.check();
        for test in &row.tests {
            let (path, name) = test.split_once("::").unwrap_or_else(|| panic!("{test} is no test"));
            let there = known.entry(path).or_insert_with(|| tests_of(path));
            assert!(there.iter().any(|one| one == name), "row {}: no test {test}", row.number);
        }
    }
}

#[test]
fn the_page_is_what_the_rows_say() {
    let page = page(&rows());
    let path = root().join(PAGE);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page,
        "{PAGE} is not what tests/coverage/rows.tsv says; UPDATE_GOLDEN=1 rewrites it"
    );
}

fn rows() -> Vec<Row<'static>> {
    let text = include_str!("rows.tsv");
    text.lines().filter(|line| !line.starts_with('#')).map(Row::of).collect()
}

fn page(rows: &[Row<'_>]) -> String {
    let mut page = "\
# What of the reference works

One row for each feature of the reference, in the order of its own table. The page is made of `naftiko-codegen/tests/coverage/rows.tsv` by the test
`coverage`, which fails when a test that a row names is not there. **works**: the tests show it. **partial**: what is missing is named.
**refused**: a document that asks for it is rejected with a finding. **not yet**: nothing is there, or a warning says what is left out.
What a document can say is in [language.md](language.md).

"
    .to_owned();
    page.push_str(&summary(rows));
    page.push_str(
        "\n| # | feature | verdict | what is missing | tests |\n| --- | --- | --- | --- | --- |\n",
    );
    for row in rows {
        let tests: Vec<String> = row.tests.iter().map(|test| format!("`{test}`")).collect();
        let Row { number, area, feature, verdict, hole, .. } = row;
        page.push_str(&format!(
            "| {number} | {area}: {feature} | {verdict} | {hole} | {} |\n",
            tests.join("<br>")
        ));
    }
    page
}

/// Verdicts by area.
fn summary(rows: &[Row<'_>]) -> String {
    let mut areas: Vec<&str> = rows.iter().map(|row| row.area).collect();
    areas.dedup();
    let line = |name: &str, of: &dyn Fn(&Row<'_>) -> bool| {
        let count =
            |verdict: &str| rows.iter().filter(|row| of(row) && row.verdict == verdict).count();
        let counts: Vec<String> =
            VERDICTS.iter().map(|verdict| count(verdict).to_string()).collect();
        let all = rows.iter().filter(|row| of(row)).count();
        format!("| {name} | {all} | {} |\n", counts.join(" | "))
    };
    let mut text = format!(
        "| area | rows | {} |\n| --- | --- | --- | --- | --- | --- |\n",
        VERDICTS.join(" | ")
    );
    for area in &areas {
        text.push_str(&line(area, &|row| row.area == *area));
    }
    text.push_str(&line("**all**", &|_| true));
    text
}
