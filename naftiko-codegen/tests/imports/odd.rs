//! Files that nobody would write on purpose.

use std::fs;

use naftiko_codegen::Report;

use crate::scratch::Scratch;
use crate::{SHARED, document, namespaces, report, told};

/// Faults of the file, and places in it.
#[test]
fn what_is_odd_in_an_imported_file_is_said_where_it_stands() {
    let entry = "  - {location: ./shared.yaml, import: tides}\n";
    let calls = &["tides.get-table"];
    let twice = SHARED.replace(
        "consumes:\n",
        &format!("consumes:\n{}", SHARED.split("consumes:\n").nth(1).unwrap()),
    );
    for (name, shared, wanted) in [
        (
            "version",
            SHARED.replace("alpha2", "alpha9"),
            "version `1.0.0-alpha9` is not known; it is read as the newest of `naftiko` --> shared.yaml:1:10",
        ),
        (
            "mapping",
            SHARED.replace("1.0.0-alpha2", "{version: 1.0.0-alpha2}"),
            "no mapping --> shared.yaml:1:20",
        ),
        (
            "old",
            SHARED.replace("alpha2", "alpha1"),
            "is compiled as 1.0.0-alpha2 --> shared.yaml:1:10",
        ),
        (
            "twice",
            twice,
            "`./shared.yaml` has several entries `tides` in its consumes --> tides.yaml:",
        ),
        (
            "two",
            format!("{SHARED}---\na: 1\n"),
            "another document starts in the same file --> shared.yaml:8:1",
        ),
    ] {
        let scratch = Scratch::new(&format!("imports-odd-{name}"));
        let told = told(&report(&scratch, &[("shared.yaml", &shared)], &document(entry, calls)));
        assert_eq!(told.len(), 1, "{name}: {told:#?}");
        assert!(told[0].contains(wanted), "{name}: {told:#?}");
    }
}

#[test]
fn texts_that_say_nothing_and_paths_of_uris() {
    let scratch = Scratch::new("imports-texts");
    let calls = &["tides.get-table"];
    for (import, wanted) in [
        ("{location: '', import: tides}", "does not say which file it is from"),
        ("{location: ./a b.yaml, import: ''}", "does not say which entry of its consumes it takes"),
        ("{location: ./a%20b.yaml, import: tides}", "there is no `"),
        (
            "{location: ./bytes.yaml, import: tides}",
            "`./bytes.yaml` cannot be imported: the byte 0xff is not part of UTF-8 text",
        ),
    ] {
        fs::write(scratch.0.join("bytes.yaml"), b"naftiko: 1.0.0-alpha2\n# \xff\n").unwrap();
        let told = told(&report(
            &scratch,
            &[("a b.yaml", SHARED)],
            &document(&format!("  - {import}\n"), calls),
        ));
        assert_eq!(told.len(), 1, "{import}: {told:#?}");
        assert!(told[0].contains(wanted), "{import}: {told:#?}");
    }
    let uri = "  - {location: 'file:///./a%20b.yaml', import: tides, as: ''}\n";
    let report = report(&scratch, &[], &document(uri, calls));
    assert_eq!((told(&report), namespaces(&report)), (Vec::new(), vec!["tides".to_owned()]));
}

/// What an adapter brings with it lies beside the file in which it is written, and below the document.
#[test]
fn files_of_imported_adapters_are_beside_them() {
    let adapter = |location: &str| {
        format!(
            "naftiko: 1.0.0-alpha2\nexposes:\n- type: mcp\n  namespace: tools\n  port: 9090\n  transport: http\n  resources:\n  - {{name: s, uri: 'x://s', description: S, location: '{location}'}}\n  prompts:\n  - {{name: p, description: P, location: '{location}/p.md'}}\n"
        )
    };
    let document = "naftiko: 1.0.0-alpha2\ninfo: {label: A, description: A}\ncapability:\n  exposes:\n  - {location: below/tools.yaml, import: tools}\n";
    let scratch = Scratch::new("imports-attachments");
    let files = |location: &str| {
        let tools = adapter(location);
        report(
            &scratch,
            &[("below/tools.yaml", tools.as_str()), ("below/docs/p.md", "P"), ("docs/p.md", "Q")],
            document,
        )
    };
    let read = |report: &Report| {
        let paths = report.attachments.iter().map(|path| {
            path.strip_prefix(scratch.0.canonicalize().unwrap()).unwrap().display().to_string()
        });
        paths.collect::<Vec<_>>()
    };
    let beside = files("file:///./docs");
    assert_eq!(told(&beside), Vec::<String>::new());
    assert_eq!(read(&beside), ["below/tools.yaml", "below/docs", "below/docs/p.md"]);
    let above = files("file:///./../docs");
    assert_eq!(read(&above), ["below/tools.yaml", "docs", "docs/p.md"]);
    let outside = told(&files("file:///./../.."));
    assert!(outside.iter().all(|line| line.starts_with("error[location-invalid]")), "{outside:#?}");
    assert_eq!(outside.len(), 2, "{outside:#?}");
}
