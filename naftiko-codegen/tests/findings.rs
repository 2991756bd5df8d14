//! One document for each finding, and the page that is made of them.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test findings` rewrites the texts and the page.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use naftiko_codegen::finding::{Code, Finding, Findings, Level, Style, Verdict, render};
use naftiko_codegen::package::features;
use naftiko_codegen::text::{Source, SourceMap};
use naftiko_codegen::{CrateNames, Options, check, generate};

/// Findings that cannot come alone: two operations of one name are a warning before a call of that
/// name is an error.
const COMPANIONS: &[(Code, Code)] = &[(Code::AmbiguousCall, Code::DuplicateOperation)];

/// Findings about a document as a whole.
const WITHOUT_PLACE: &[Code] =
    &[Code::DuplicateCapability, Code::FeatureMissing, Code::NothingExposed];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings")
}

/// The document of `code`, and everything the compiler says about it.
fn outcome(code: Code) -> (SourceMap, Findings) {
    let name = format!("{code}.yaml");
    let bytes = fs::read(folder().join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(bytes, code.example(), "{name} is not what is compiled in");
    match Source::from_bytes(&name, bytes.clone()) {
        Ok(source) if code == Code::DuplicateCapability => {
            let findings = compiled_twice(&source);
            (SourceMap::of(source), findings)
        }
        Ok(source) if code == Code::FeatureMissing => {
            let mut reports = [check(&source, &Options::default())];
            assert!(!features::check_text(features::EXAMPLE, &mut reports));
            let [report] = reports;
            (report.sources, report.findings)
        }
        Ok(source) => {
            let report = check(&source.in_folder("tests/findings"), &Options::default());
            (report.sources, report.findings)
        }
        Err(finding) => {
            let mut findings = Findings::new();
            findings.push(finding);
            let source = Source::new(&name, String::from_utf8_lossy(&bytes).into_owned());
            (SourceMap::of(source), findings)
        }
    }
}

fn compiled_twice(source: &Source) -> Findings {
    let names = CrateNames { binary: "twice".into(), library: "twice".into() };
    let sources = [source.clone(), source.clone()];
    let mut reports = generate(&names, &sources, &Options::default()).unwrap_err();
    assert_eq!(reports[0].verdict, Verdict::Compile);
    reports.remove(1).findings
}

fn of_code(findings: &Findings, code: Code) -> Vec<&Finding> {
    findings.sorted().into_iter().filter(|finding| finding.code == code).collect()
}

/// The last line and the length of line `n`, as an editor counts them.
fn is_inside(source: &Source, finding: &Finding) -> bool {
    let span = finding.span.unwrap();
    let lines = source.text().lines().count();
    let (line, column) = (span.line as usize, span.column as usize);
    let length = source.line(span.line).chars().count();
    (1..=lines).contains(&line) && (1..=length + 1).contains(&column)
}

#[test]
fn every_finding_has_a_document_that_gets_it() {
    for code in Code::ALL.iter().copied() {
        let (sources, findings) = outcome(code);
        let own = of_code(&findings, code);
        assert!(!own.is_empty(), "{code} is not reported");
        for finding in own {
            assert_eq!(finding.level(), code.level(), "{code}");
            match finding.span {
                Some(_) => {
                    assert!(is_inside(sources.at(finding.span), finding), "{code}: {finding:?}");
                }
                None => assert!(WITHOUT_PLACE.contains(&code), "{code} says no place"),
            }
        }
        let loud = findings.iter().filter(|finding| finding.level() > Level::Note);
        let others: Vec<&Finding> =
            loud.filter(|f| f.code != code && !COMPANIONS.contains(&(code, f.code))).collect();
        assert!(others.is_empty(), "{code} does not come alone: {others:#?}");
        let expected = match code.level() {
            Level::Note => Verdict::Compile,
            Level::Warning => Verdict::Warn,
            Level::Error => Verdict::Reject,
        };
        assert_eq!(findings.verdict(), expected, "{code}");
    }
}

#[test]
fn every_finding_is_printed_as_it_was_reviewed() {
    for code in Code::ALL.iter().copied() {
        let (sources, findings) = outcome(code);
        let own = of_code(&findings, code).into_iter();
        let told: Vec<String> =
            own.map(|finding| render(&sources, finding, Style::Plain)).collect();
        compare(&folder().join(format!("{code}.txt")), &(told.join("\n\n") + "\n"));
    }
}

#[test]
fn no_document_without_a_finding() {
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(known.contains(stem), "{} belongs to no finding", path.display());
    }
}

#[test]
fn the_page_says_what_the_compiler_says() {
    let naftiko = env!("CARGO_BIN_EXE_naftiko");
    let output = Command::new(naftiko).args(["explain", "--page"]).output().unwrap();
    assert!(output.status.success());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/findings.md");
    compare(&page, &String::from_utf8(output.stdout).unwrap());
}

/// Rewrites the file when asked to, else insists on it.
fn compare(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let golden = fs::read_to_string(path).unwrap_or_default();
    assert!(golden == text, "{} differs from:\n{text}", path.display());
}

fn errors(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let source = Source::new("mistakes.yaml", text.to_owned());
    let report = check(&source, &Options::default());
    let sorted = report.findings.sorted().into_iter();
    let errors = sorted.filter(|finding| finding.level() == Level::Error);
    errors
        .map(|finding| {
            let span = finding.span.unwrap();
            (finding.code.as_str(), span.line, span.column, finding.message.clone())
        })
        .collect()
}

#[test]
fn four_mistakes_give_four_errors() {
    let text = "\
naftiko: 1.0.0-alpha2
info: {label: Ferries}
capability:
  consumes:
  - type: http
    namespace: ferries
    baseUri: gopher://ferries.test
    resources:
    - name: crossings
      path: /crossings
      operations:
      - name: find-crossings
        method: GET
        inputParameters:
        - {name: day, in: query, type: date}
  exposes:
  - type: mcp
    namespace: ferry-tools
    port: 70000
    transport: http
    tools:
    - {name: find-crossings, description: Crossings of a day, call: ferries.find-crosings}
";
    let errors = errors(text);
    let places: Vec<_> =
        errors.iter().map(|(code, line, column, _)| (*code, *line, *column)).collect();
    assert_eq!(
        places,
        [
            ("base-uri-scheme", 7, 14),
            ("type-invalid", 15, 40),
            ("port-invalid", 19, 11),
            ("unknown-operation", 22, 69),
        ]
    );
}

#[test]
fn a_share_and_a_propagation_are_what_they_can_be() {
    let control = |traces: &str| {
        let text = String::from_utf8(Code::ControlDeclined.example().to_vec()).unwrap();
        let text = format!("{text}    observability: {{traces: {{{traces}}}}}\n");
        errors(&text).into_iter().map(|(_, _, _, message)| message).collect::<Vec<_>>()
    };
    for fine in ["sampling: 0", "sampling: 1.0", "propagation: w3c", "propagation: b3"] {
        assert!(control(fine).is_empty(), "{fine}");
    }
    for (wrong, message) in [
        ("sampling: 1.5", "`sampling` must be a number from 0 to 1, not `1.5`"),
        ("sampling: half", "`sampling` must be a number from 0 to 1, not `half`"),
        ("sampling: [1]", "`sampling` must be a number from 0 to 1, not a list"),
        ("propagation: jaeger", "`propagation` must be `w3c` or `b3`, not `jaeger`"),
    ] {
        assert_eq!(control(wrong), [message]);
    }
}

#[test]
fn an_exporter_says_where_the_collector_is() {
    let told = |otlp: &str| {
        let text = String::from_utf8(Code::ExporterFeature.example().to_vec()).unwrap();
        let text = text.replace("endpoint: http://127.0.0.1:4318", otlp);
        let report = check(&Source::new("exporter.yaml", text), &Options::default());
        let loud = report.findings.sorted().into_iter();
        let loud = loud.filter(|finding| finding.level() > Level::Note);
        loud.map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    for fine in ["http://collector:4318", "https://otlp.test/v1", "'http://${env.PATH}:4318'"] {
        let undeclared = usize::from(fine.contains("PATH"));
        assert_eq!(told(&format!("endpoint: {fine}")).len(), undeclared, "{fine}");
    }
    assert_eq!(
        told("endpoint: '{{COLLECTOR}}/otlp'"),
        [
            "variable `COLLECTOR` is used but declared in no bind; the environment variable of that name is read at start"
        ]
    );
    for wrong in ["collector:4318", "http://", "https://user@collector", "http://collector?x=y"] {
        let message = format!("`{wrong}` is no endpoint for OTLP over HTTP");
        assert_eq!(told(&format!("endpoint: '{wrong}'")), [message]);
    }
    let missing = "`otlp` has no `endpoint`; nothing is sent unless the environment says where";
    assert_eq!(told("{}"), [missing]);
}

#[test]
fn ten_documents_with_ten_mistakes_each_get_their_own_message_with_line_and_column() {
    let codes = [
        Code::YamlSyntax,
        Code::DuplicateKey,
        Code::SpelledTwice,
        Code::BaseUriScheme,
        Code::AuthUnsupported,
        Code::ParamInInvalid,
        Code::TypeInvalid,
        Code::PathSyntax,
        Code::UnknownNamespace,
        Code::UnknownOperation,
    ];
    let mut messages = BTreeSet::new();
    for code in codes {
        let text = String::from_utf8(code.example().to_vec()).unwrap();
        let errors = errors(&text);
        let [(found, line, column, message)] = errors.as_slice() else {
            panic!("{code}: {errors:?}");
        };
        assert_eq!(*found, code.as_str());
        assert!(*line >= 1 && *column >= 1);
        messages.insert(message.clone());
        let naftiko = env!("CARGO_BIN_EXE_naftiko");
        let path = folder().join(format!("{code}.yaml"));
        let output = Command::new(naftiko).arg("check").arg(&path).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{code}");
        assert!(printed.starts_with(&format!("error[{code}]: {message}\n")), "{printed}");
        assert!(printed.contains(&format!("{code}.yaml:{line}:{column}\n")), "{printed}");
    }
    assert_eq!(messages.len(), 10);
}
