//! The page of all findings, `docs/findings.md`, from the same files as `naftiko explain`.

use std::fmt::Write as _;

use naftiko_codegen::finding::{Code, Findings, Level, Style, render};
use naftiko_codegen::package::features;
use naftiko_codegen::text::{Source, SourceMap};
use naftiko_codegen::{CrateNames, Options, check, generate};

const INTRODUCTION: &str = "\
# Findings

<!-- Written by `naftiko explain --page`. Change a file in naftiko-codegen/src/finding/codes, or an example in
naftiko-codegen/tests/findings, and run `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test findings`. -->

Everything the compiler can say about a document. An *error* rejects the document. A *warning* accepts it,
with an assumption or an omission a person should look at; `naftiko check --deny warnings` makes it fatal. A
*note* is silent unless asked for with `naftiko check --notes`, but for those marked *told*: they are about something that
the document says and the program does not do. The names are stable.

Each example is a complete document and a test: the compiler says about it what is printed below it.

";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| finding | level | rule |\n| --- | --- | --- |\n");
    for code in Code::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| [`{code}`](#{code}) | {} | {} |", level(*code), code.rule());
    }
    for code in Code::ALL {
        section(&mut page, *code);
    }
    page
}

/// The level, and whether a note is printed without being asked for.
fn level(code: Code) -> String {
    let told = if code.level() == Level::Note && code.is_told() { ", told" } else { "" };
    format!("{}{told}", code.level())
}

fn section(page: &mut String, code: Code) {
    let rule = match code.rule() {
        "" => String::new(),
        rule => format!(", rule {rule}"),
    };
    let (source, findings) = example(code);
    let told = findings.sorted().into_iter().filter(|finding| finding.code == code);
    let sources = SourceMap::of(source.clone());
    let told: Vec<String> = told.map(|finding| render(&sources, finding, Style::Plain)).collect();
    let _ = write!(
        page,
        "\n## {code}\n\n*{}{rule}.* {}\n\n**Why it matters.** {}\n\n**What to do.** {}\n\n\
         ```yaml\n{}\n```\n\n```text\n{}\n```\n",
        level(code),
        code.meaning(),
        code.why(),
        code.fix(),
        source.text().trim_end(),
        told.join("\n\n"),
    );
}

/// The example of a finding, and what the compiler says about it.
fn example(code: Code) -> (Source, Findings) {
    let name = format!("{code}.yaml");
    let bytes = code.example();
    let source = Source::new(&name, String::from_utf8_lossy(bytes).into_owned());
    let findings = match Source::from_bytes(&name, bytes.to_vec()) {
        Ok(source) if code == Code::DuplicateCapability => compiled_twice(&source),
        Ok(source) if code == Code::FeatureMissing => compiled_without(&source),
        Ok(source) => check(&source, &Options::default()).findings,
        Err(finding) => {
            let mut findings = Findings::new();
            findings.push(finding);
            findings
        }
    };
    (source, findings)
}

/// Returns the findings about a document that follows another one of its name.
fn compiled_twice(source: &Source) -> Findings {
    let names = CrateNames { binary: "twice".to_owned(), library: "twice".to_owned() };
    let sources = [source.clone(), source.clone()];
    let reports = generate(&names, &sources, &Options::default());
    let second = reports.err().and_then(|reports| reports.into_iter().nth(1));
    second.map(|report| report.findings).unwrap_or_default()
}

/// Returns the findings about a document in a crate whose manifest asks for less.
fn compiled_without(source: &Source) -> Findings {
    let mut reports = [check(source, &Options::default())];
    features::check_text(features::EXAMPLE, &mut reports);
    let [report] = reports;
    report.findings
}
