//! All four lists that files share.

use naftiko_codegen::compare::compare;
use naftiko_codegen::finding::{Code, Style, Verdict, cargo_lines, render};

use crate::scratch::Scratch;
use crate::{report, told};

const BINDS: &str = "- {namespace: keys, keys: {TOKEN: TIDES_TOKEN}}\n";
const CONSUMES: &str = "\
- type: http
  namespace: tides
  baseUri: https://tides.harbour.test/v1
  authentication: {type: bearer, token: '{{TOKEN}}'}
  resources:
  - name: tables
    path: /tables/{port}
    operations:
    - {name: get-table, method: GET, inputParameters: [{name: port, in: path}]}
";
const AGGREGATES: &str = "\
- namespace: shared
  label: Shared
  functions:
  - name: table
    description: A table
    semantics: {safe: true}
    inputParameters: [{name: port, type: string, required: true, description: Port}]
    call: tides.get-table
    with: {port: shared.port}
";
const EXPOSES: &str = "\
- type: rest
  namespace: tides-rest
  port: 8080
  resources:
  - {path: '/tables/{port}', operations: [{name: table, method: GET, ref: shared.table}]}
- type: mcp
  namespace: tools
  port: 9090
  transport: http
  tools:
  - {name: table, ref: shared.table}
";

/// A document of these sections, each a list.
fn whole(sections: [(&str, &str); 4]) -> String {
    let mut text =
        "naftiko: 1.0.0-alpha2\ninfo: {label: Tides, description: Tide tables}\n".to_owned();
    for (key, list) in sections {
        text.push_str(&format!(
            "{}:\n{list}",
            if key == "capability" { "capability:\n  exposes" } else { key }
        ));
    }
    text
}

/// One file for each list, and a document that imports all of them.
fn parted(
    binds: &str,
    consumes: &str,
    aggregates: &str,
    exposes: &str,
) -> ([(&'static str, String); 4], String) {
    let file = |key: &str, list: &str| format!("naftiko: 1.0.0-alpha2\n{key}:\n{list}");
    let files = [
        ("binds.yaml", file("binds", binds)),
        ("api/consumes.yaml", file("consumes", consumes)),
        ("aggregates.yaml", file("aggregates", aggregates)),
        ("api/exposes.yaml", file("exposes", exposes)),
    ];
    let document = "\
naftiko: 1.0.0-alpha3
info: {label: Tides, description: Tide tables}
binds: [{location: ./binds.yaml, import: keys}]
consumes: [{location: ./api/consumes.yaml, import: tides}]
aggregates: [{location: ./aggregates.yaml, import: shared}]
capability:
  exposes:
  - {location: ./api/exposes.yaml, import: tides-rest}
  - {location: ./api/exposes.yaml, import: tools}
";
    (files, document.to_owned())
}

#[test]
fn entries_of_all_four_lists_are_imported() {
    let (files, document) = parted(BINDS, CONSUMES, AGGREGATES, EXPOSES);
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (scratch, alone) = (Scratch::new("imports-all"), Scratch::new("imports-none"));
    let imported = report(&scratch, &files, &document);
    assert_eq!((told(&imported), imported.verdict), (Vec::new(), Verdict::Compile));
    let indented: String = EXPOSES.lines().map(|line| format!("  {line}\n")).collect();
    let lists = [
        ("binds", BINDS),
        ("consumes", CONSUMES),
        ("aggregates", AGGREGATES),
        ("capability", &indented),
    ];
    let written = report(&alone, &[], &whole(lists).replace("alpha2", "alpha3"));
    assert_eq!(told(&written), Vec::<String>::new());
    assert_eq!((imported.rest_routes, imported.mcp_tools), (1, 1));
    let changes = compare(&written, &imported).unwrap().changes;
    assert!(changes.is_empty(), "{changes:#?}");
    let read: Vec<_> = imported.attachments.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(read, ["consumes.yaml", "exposes.yaml", "aggregates.yaml", "binds.yaml"]);
}

/// A secret is one wherever it is written.
#[test]
fn secrets_of_imported_entries_are_told_and_not_shown() {
    const SECRET: &str = "hunter2-written-out";
    let consumes = CONSUMES.replace("'{{TOKEN}}'", SECRET);
    let header = CONSUMES.replace(
        "  resources:",
        &format!(
            "  inputParameters: [{{name: X-Api-Key, in: header, value: {SECRET}}}]\n  resources:"
        ),
    );
    let aggregates = AGGREGATES
        .replace("{port: shared.port}", &format!("{{port: shared.port, api-key: {SECRET}}}"));
    let unused = format!(
        "{AGGREGATES}  - {{name: other, description: O, call: tides.get-table, with: {{port: x, api-key: {SECRET}}}}}\n"
    );
    let exposes = EXPOSES.replace(
        "  port: 9090",
        &format!("  port: 9090\n  authentication: {{type: bearer, token: {SECRET}}}"),
    );
    // What a bind names is no secret; where its file is may hold one.
    for (name, (files, document), file) in [
        ("consumes", parted(BINDS, &consumes, AGGREGATES, EXPOSES), "api/consumes.yaml"),
        ("header", parted(BINDS, &header, AGGREGATES, EXPOSES), "api/consumes.yaml"),
        ("aggregates", parted(BINDS, CONSUMES, &aggregates, EXPOSES), "aggregates.yaml"),
        ("unused", parted(BINDS, CONSUMES, &unused, EXPOSES), "aggregates.yaml"),
        ("exposes", parted(BINDS, CONSUMES, AGGREGATES, &exposes), "api/exposes.yaml"),
    ] {
        let scratch = Scratch::new(&format!("imports-secret-{name}"));
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        // A comment of the document repeats it.
        let report = report(&scratch, &files, &format!("{document}# {SECRET}\n"));
        let of = |code: Code| report.findings.iter().find(|finding| finding.code == code);
        let finding =
            of(Code::PlaintextSecret).unwrap_or_else(|| panic!("{name}: {:?}", told(&report)));
        assert_eq!(report.sources.at(finding.span).name(), file, "{name}");
        let mut shown: Vec<String> =
            report.findings.iter().map(|one| render(&report.sources, one, Style::Plain)).collect();
        shown.extend(cargo_lines(&report.sources, &report.findings));
        let capability =
            report.capability.as_ref().unwrap_or_else(|| panic!("{name}: {:?}", told(&report)));
        shown.push(capability.document.text.clone());
        assert!(shown.iter().all(|text| !text.contains(SECRET)), "{name}: {shown:#?}");
    }
}
