//! Documents that import from each other end in a verdict, and every finding stands at a place that is there.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use naftiko_codegen::finding::{Style, Verdict, render};
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, Report, check, generate};

/// What stands between two documents of an input.
const SEPARATOR: &str = "\n%%%\n";

/// The files that the documents of an input become; the first one is compiled.
const FILES: [&str; 4] = ["main.yaml", "a.yaml", "below/b.yaml", "below/c.yml"];

fuzz_target!(|input: &str| {
    let folder = folder();
    let mut texts = input.splitn(FILES.len(), SEPARATOR);
    for name in FILES {
        let path = folder.join(name);
        match texts.next() {
            Some(text) => fs::write(path, text).expect("written"),
            // It is there after an input of more documents only.
            None => drop(fs::remove_file(path)),
        }
    }
    let text = input.split(SEPARATOR).next().unwrap_or_default();
    let source = Source::new(FILES[0], text.to_owned()).in_folder(folder);
    let report = check(&source, &Options::default());
    check_findings(&report);
    if report.verdict == Verdict::Reject {
        return;
    }
    let names = CrateNames { binary: "fuzz".to_owned(), library: "fuzz_library".to_owned() };
    let Ok((files, _)) = generate(&names, &[source], &Options::default()) else {
        panic!("accepted, but not generated");
    };
    for (path, code) in &files {
        assert!(syn::parse_file(code).is_ok(), "{path} is no Rust:\n{code}");
    }
});

/// A folder of this process, in memory where the system has such a place.
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("naftiko-imports-{}", process::id()));
        fs::create_dir_all(folder.join("below")).expect("a folder");
        folder
    })
}

fn check_findings(report: &Report) {
    for finding in report.findings.sorted().into_iter().take(100) {
        let text = render(&report.sources, finding, Style::Plain);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        let Some(span) = finding.span else { continue };
        let source = report.sources.file(span.file);
        // Every kind of break ends a line, as in YAML.
        let text_of_lines = source.text().replace("\r\n", "\n").replace('\r', "\n");
        let lines = text_of_lines.split('\n').count();
        let length = source.line(span.line).chars().count();
        assert!((1..=lines).contains(&(span.line as usize)), "{text}");
        assert!((1..=length + 1).contains(&(span.column as usize)), "{text}");
    }
}
