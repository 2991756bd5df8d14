//! Documents of several files.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod odd;
#[path = "../scratch/mod.rs"]
mod scratch;
mod sections;

use std::fs;
use std::os::unix::fs::symlink;

use naftiko_codegen::finding::{Level, Style, Verdict, render};
use naftiko_codegen::load::open_document;
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, Report, check};
use scratch::Scratch;

const SHARED: &str = "\
naftiko: 1.0.0-alpha2
consumes:
- type: http
  namespace: tides
  baseUri: https://tides.harbour.test/v1
  resources:
  - {name: tables, path: /tables, operations: [{name: get-table, method: GET}]}
";

fn document(imports: &str, calls: &[&str]) -> String {
    let routes: String = calls
        .iter()
        .enumerate()
        .map(|(n, call)| {
            format!(
                "    - {{path: /r{n}, operations: [{{name: r{n}, method: GET, description: A route, call: {call}}}]}}\n"
            )
        })
        .collect();
    format!(
        "naftiko: 1.0.0-alpha2\ninfo: {{label: Tides, description: Tide tables}}\ncapability:\n  consumes:\n{imports}  exposes:\n  - type: rest\n    namespace: tides-rest\n    port: 8080\n    resources:\n{routes}"
    )
}

fn report(scratch: &Scratch, files: &[(&str, &str)], document: &str) -> Report {
    for (name, text) in files {
        let path = scratch.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let path = scratch.0.join("tides.yaml");
    fs::write(&path, document).unwrap();
    check(&open_document(&path, "tides.yaml").unwrap().in_folder(&scratch.0), &Options::default())
}

/// What is loud, as it is printed, without the lines of the files.
fn told(report: &Report) -> Vec<String> {
    let loud = report.findings.sorted().into_iter().filter(|finding| finding.level() > Level::Note);
    let lines = loud.map(|finding| {
        let text = render(&report.sources, finding, Style::Plain);
        let mut lines = text.lines();
        let what = lines.next().unwrap().to_owned();
        format!("{what} {}", lines.next().unwrap().trim())
    });
    lines.collect()
}

fn namespaces(report: &Report) -> Vec<String> {
    let capability = report.capability.as_ref().unwrap();
    capability.upstreams.iter().map(|upstream| upstream.namespace.clone()).collect()
}

#[test]
fn entries_of_other_files_are_part_of_the_document() {
    let scratch = Scratch::new("imports-parts");
    let document = document(
        "  - {location: ./shared.yaml, import: tides}\n  - {location: file:///./shared.yaml, import: tides, as: other}\n  - {location: below/again.yml, import: tides, as: third, description: Once more}\n",
        &["tides.get-table", "other.get-table", "third.get-table"],
    );
    let whole = SHARED
        .replace("consumes:", "capability:\n  consumes:")
        .replace("\n- ", "\n  - ")
        .replace("\n  - {", "\n    - {");
    let whole = whole
        .replace("\n  namespace", "\n    namespace")
        .replace("\n  baseUri", "\n    baseUri")
        .replace("\n  resources", "\n    resources");
    let report =
        report(&scratch, &[("shared.yaml", SHARED), ("below/again.yml", &whole)], &document);
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(namespaces(&report), ["tides", "other", "third"]);
    assert_eq!(report.rest_routes, 3);
    let read: Vec<_> = report.attachments.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(read, ["shared.yaml", "again.yml"]);
}

/// An import, files by their names, and what is said.
type Fault = (&'static str, Vec<(&'static str, &'static str)>, &'static str);

fn faults() -> Vec<Fault> {
    vec![
        ("{import: tides}", vec![], "an import of consumes does not say which file it is from"),
        (
            "{location: ./shared.yaml}",
            vec![("shared.yaml", SHARED)],
            "does not say which entry of its consumes it takes",
        ),
        (
            "{location: ./none.yaml, import: tides}",
            vec![],
            "`./none.yaml` cannot be imported: there is no",
        ),
        ("{location: ., import: tides}", vec![], "it is a folder, not a file"),
        (
            "{location: 'https://x.test/a.yaml', import: tides}",
            vec![],
            "only files can be imported",
        ),
        (
            "{location: ./a.yaml, import: tides}",
            vec![("a.yaml", "openapi: 3.1.0\n")],
            "it has no key `naftiko` or `ikanos`",
        ),
        (
            "{location: ./a.yaml, import: tides}",
            vec![("a.yaml", "naftiko: 1.0.0-alpha2\nconsumes: []\n")],
            "has no entry `tides` in its consumes",
        ),
        (
            "{location: ./shared.yaml, import: tide, as: tides}",
            vec![("shared.yaml", SHARED)],
            "has no entry `tide` in its consumes",
        ),
        ("{location: ./a.yaml, import: tides}", vec![("a.yaml", "naftiko: [")], "invalid YAML"),
        (
            "{location: ./a.yaml, import: tides}",
            vec![
                (
                    "a.yaml",
                    "naftiko: 1.0.0-alpha2\nconsumes: [{location: b.yaml, import: tides}]\n",
                ),
                (
                    "b.yaml",
                    "naftiko: 1.0.0-alpha2\nconsumes: [{location: a.yaml, import: tides}]\n",
                ),
            ],
            "is imported from itself",
        ),
    ]
}

#[test]
fn each_fault_of_an_import_is_one_finding() {
    let call = &["tides.get-table", "tides.get-other"];
    for (number, (import, files, wanted)) in faults().into_iter().enumerate() {
        let scratch = Scratch::new(&format!("imports-fault-{number}"));
        let report = report(&scratch, &files, &document(&format!("  - {import}\n"), call));
        let told = told(&report);
        let errors: Vec<_> = told.iter().filter(|line| line.starts_with("error")).collect();
        assert_eq!(errors.len(), 1, "{import}: {told:#?}");
        assert!(errors[0].contains(wanted), "{import}: {told:#?}");
        assert_eq!(report.verdict, Verdict::Reject);
    }
}

#[test]
fn a_fault_stands_in_its_own_file() {
    let scratch = Scratch::new("imports-place");
    let shared = SHARED.replace("method: GET", "methd: GET, method: FETCH");
    let document = document("  - {location: ./shared.yaml, import: tides}\n", &["tides.get-table"]);
    let told = told(&report(&scratch, &[("shared.yaml", &shared)], &document));
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told.iter().all(|line| line.contains("--> shared.yaml:7:")), "{told:#?}");
}

#[test]
fn two_imports_of_one_name_are_refused() {
    let scratch = Scratch::new("imports-twice");
    let entry = "  - {location: ./shared.yaml, import: tides}\n";
    let document = document(&format!("{entry}{entry}"), &["tides.get-table"]);
    let report = report(&scratch, &[("shared.yaml", SHARED)], &document);
    let told = told(&report);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("`tides` is here already"), "{told:#?}");
}

#[test]
fn a_link_that_leads_elsewhere_is_told() {
    let (scratch, elsewhere) = (Scratch::new("imports-link"), Scratch::new("imports-elsewhere"));
    fs::write(elsewhere.0.join("real.yaml"), SHARED).unwrap();
    symlink(elsewhere.0.join("real.yaml"), scratch.0.join("shared.yaml")).unwrap();
    let document = document("  - {location: ./shared.yaml, import: tides}\n", &["tides.get-table"]);
    let report = report(&scratch, &[], &document);
    let told = told(&report);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("is not below the folder of the document"), "{told:#?}");
    assert_eq!(namespaces(&report), ["tides"]);
}

#[test]
fn a_shared_document_is_checked_alone() {
    let scratch = Scratch::new("imports-shared");
    let report = report(&scratch, &[], SHARED);
    assert_eq!((told(&report), report.verdict), (Vec::new(), Verdict::Compile));
    assert_eq!(namespaces(&report), ["tides"]);
    let surfaces = "ikanos: 1.0.0-beta5\nexposes: [{type: rest, namespace: a, port: 8080, resources: {r: {path: /r, operations: {o: {method: GET, description: A route, call: elsewhere.o}}}}}]\n";
    let report = self::report(&scratch, &[], surfaces);
    assert_eq!((told(&report), report.verdict), (Vec::new(), Verdict::Compile));
}

/// A path in a file begins in the folder of that file.
#[test]
fn files_of_imported_binds_are_seen_from_the_document() {
    let scratch = Scratch::new("imports-binds");
    let binds = |location: &str| {
        format!(
            "naftiko: 1.0.0-alpha2\nbinds:\n- {{namespace: keys, location: '{location}', keys: {{TOKEN: t}}}}\n"
        )
    };
    let absolute = format!("file://{}/below/binds.yaml", scratch.0.display());
    for (import, location, path) in [
        ("./binds.yaml", "file:///./secrets.yaml", "secrets.yaml"),
        ("./below/binds.yaml", "file:///./secrets.yaml", "below/secrets.yaml"),
        ("./below/binds.yaml", "file:///./../secrets.yaml", "secrets.yaml"),
        ("./below/binds.yaml", "file:///run/secrets.yaml", "/run/secrets.yaml"),
        ("./below/../binds.yaml", "file://./a/secrets.json", "a/secrets.json"),
        (&absolute, "file:///./secrets.yaml", "below/secrets.yaml"),
    ] {
        let document =
            document("  - {location: ./shared.yaml, import: tides}\n", &["tides.get-table"])
                .replace(
                    "capability:",
                    &format!("binds:\n- {{location: '{import}', import: keys}}\ncapability:"),
                );
        let shared = SHARED.replace(
            "  resources",
            "  authentication: {type: bearer, token: '{{TOKEN}}'}\n  resources",
        );
        let binds = binds(location);
        let files = [
            ("shared.yaml", shared.as_str()),
            ("binds.yaml", &binds),
            ("below/binds.yaml", &binds),
        ];
        let report = report(&scratch, &files, &document);
        assert_eq!(told(&report), Vec::<String>::new(), "{import} {location}");
        let variables = &report.capability.as_ref().unwrap().variables;
        let files: Vec<_> = variables.iter().filter_map(|one| one.bound.as_ref()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!((files[0].file.path.as_str(), files[0].key.as_str()), (path, "t"));
    }
}

/// The path in a message is one that a user would write.
#[test]
fn a_file_that_is_missing_is_called_by_its_path() {
    let document = document("  - {location: ./none.yaml, import: tides}\n", &["tides.get-table"]);
    // Without a folder, as the command has it for a document beside it.
    let report = check(&Source::new("tides.yaml", document.clone()), &Options::default());
    let told = told(&report);
    assert!(
        told[0].contains("`./none.yaml` cannot be imported: there is no `none.yaml`"),
        "{told:?}"
    );
    let scratch = Scratch::new("imports-path");
    let report = self::report(&scratch, &[], &document.replace("./none", "./a/.././none"));
    let path = scratch.0.join("a/../none.yaml");
    let told = self::told(&report);
    assert!(told[0].contains(&format!("there is no `{}`", path.display())), "{told:?}");
}
