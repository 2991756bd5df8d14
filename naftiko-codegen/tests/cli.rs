//! The `naftiko` command as a script sees it: exit codes, streams, help.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test cli` rewrites `tests/cli/*.txt`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run of the command left behind.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

fn naftiko(arguments: &[&str]) -> Run {
    with_stdin(arguments, "")
}

/// Runs the command in the folder of the example documents.
fn with_stdin(arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_naftiko"))
        .args(arguments)
        .current_dir(examples())
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not read stdin may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings")
}

/// An empty folder for one test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn json_lines(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn check_accepts() {
    let run = naftiko(&["check", "output-open.yaml"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(run.stderr, "1 file: 1 compile, 0 warn, 0 reject\n");
}

#[test]
fn check_warns_and_denies() {
    let run = naftiko(&["check", "route-shadowed.yaml"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.starts_with("warning[route-shadowed]: "), "{}", run.stdout);
    assert_eq!(run.stderr, "1 file: 0 compile, 1 warn, 0 reject\n");
    let denied = naftiko(&["check", "--deny", "warnings", "route-shadowed.yaml"]);
    assert_eq!((denied.code, denied.stdout), (1, run.stdout));
}

#[test]
fn check_rejects() {
    let run = naftiko(&["check", "unknown-operation.yaml"]);
    let golden = fs::read_to_string(examples().join("unknown-operation.txt")).unwrap();
    assert_eq!((run.code, run.stdout), (1, golden + "\n"));
    assert_eq!(run.stderr, "1 file: 0 compile, 0 warn, 1 reject\n");
}

#[test]
fn check_prints_notes_when_asked() {
    let run = naftiko(&["check", "--notes", "output-open.yaml"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("note[output-open]: "), "{}", run.stdout);
}

#[test]
fn check_as_json() {
    let run =
        naftiko(&["check", "--format", "json", "unused-path-param.yaml", "type-invalid.yaml"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    let [warned, rejected] = &json_lines(&run)[..] else { panic!("{}", run.stdout) };
    assert_eq!(warned["file"], "unused-path-param.yaml");
    assert_eq!(warned["verdict"], "warn");
    assert_eq!((&warned["rest_routes"], &warned["mcp_tools"]), (&1.into(), &0.into()));
    assert_eq!(rejected["verdict"], "reject");
    assert!(rejected["rest_routes"].is_null() && rejected["mcp_tools"].is_null());
    let findings = rejected["findings"].as_array().unwrap();
    let error = findings.iter().find(|finding| finding["level"] == "error").unwrap();
    let expected = serde_json::json!({
        "code": "type-invalid",
        "level": "error",
        "message": "`year` is no type",
        "line": 18,
        "column": 45,
        "path": "capability.consumes[0].resources[0].operations[0].inputParameters[1].type",
        "help": "a type is one of string, number, integer, boolean, array, object",
    });
    assert_eq!(error, &expected);
}

#[test]
fn check_keeps_going_on_request_only() {
    let run = naftiko(&["check", "--keep-going", "--format", "json", "unknown-operation.yaml"]);
    assert_eq!(run.code, 0);
    let line = &json_lines(&run)[0];
    assert_eq!((&line["verdict"], &line["rest_routes"]), (&"warn".into(), &1.into()));
    // What costs the whole document still does.
    assert_eq!(naftiko(&["check", "--keep-going", "type-invalid.yaml"]).code, 1);
}

#[test]
fn check_takes_files_folders_and_stdin() {
    let folder = scratch("folder");
    fs::create_dir_all(folder.join("deeper")).unwrap();
    fs::copy(examples().join("output-open.yaml"), folder.join("b.yaml")).unwrap();
    fs::copy(examples().join("output-open.yaml"), folder.join("deeper/a.yml")).unwrap();
    fs::write(folder.join("notes.txt"), "no document").unwrap();
    let document = fs::read_to_string(examples().join("call-syntax.yaml")).unwrap();
    let folder = folder.to_str().unwrap();
    let arguments = ["check", "--format", "json", "output-root.yaml", folder, "-"];
    let run = with_stdin(&arguments, &document);
    assert_eq!(run.code, 1);
    let lines = json_lines(&run);
    let files: Vec<_> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    let (b, a) = (format!("{folder}/b.yaml"), format!("{folder}/deeper/a.yml"));
    assert_eq!(files, ["output-root.yaml", &b, &a, "<stdin>"]);
}

#[test]
fn check_reports_bytes_that_are_no_text() {
    let run = naftiko(&["check", "not-utf8.yaml"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("error[not-utf8]: "), "{}", run.stdout);
}

#[test]
fn misuse_is_told_apart_from_rejection() {
    let missing = naftiko(&["check", "no-such-file.yaml"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.starts_with("error: no-such-file.yaml: "), "{}", missing.stderr);
    let empty = scratch("empty");
    for arguments in [
        &["check", empty.to_str().unwrap()][..],
        &["check"],
        &["check", "--format", "xml", "output-open.yaml"],
        &["explain", "no-such-finding"],
        &["explain", "shape", "--page"],
        &["generate", "output-open.yaml"],
        &["sail"],
        &[],
    ] {
        let run = naftiko(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn explain() {
    let all = naftiko(&["explain"]);
    assert_eq!((all.code, all.stderr.as_str()), (0, ""));
    assert!(all.stdout.lines().any(|line| line == "orphan-path-param          warning  R33"));
    let one = naftiko(&["explain", "orphan-path-param"]);
    assert_eq!((one.code, one.stderr.as_str()), (0, ""));
    assert!(one.stdout.starts_with("orphan-path-param (warning, rule R33)\n\n"), "{}", one.stdout);
    let wrong = naftiko(&["explain", "orphan-path-parm"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `orphan-path-param`?"), "{}", wrong.stderr);
}

#[test]
fn generate_writes_a_crate() {
    let out = scratch("generate").join("berths");
    let out_text = out.to_str().unwrap();
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let arguments = [
        "generate",
        "route-shadowed.yaml",
        "--out",
        out_text,
        "--name",
        "berths",
        "--runtime",
        runtime.to_str().unwrap(),
    ];
    let run = naftiko(&arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("wrote the crate `berths` to "), "{}", run.stdout);
    assert!(run.stderr.starts_with("warning[route-shadowed]: "), "{}", run.stderr);
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"berths\""), "{manifest}");
    for file in ["src/main.rs", "src/lib.rs", "README.md"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    let library = fs::read_to_string(out.join("src/lib.rs")).unwrap();
    assert!(syn::parse_file(&library).is_ok(), "{library}");
}

#[test]
fn generate_writes_nothing_for_a_rejected_document() {
    let out = scratch("rejected").join("crate");
    let out_text = out.to_str().unwrap();
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let arguments = ["generate", "output-open.yaml", "call-missing.yaml", "--runtime"];
    let arguments = [&arguments[..], &[runtime.to_str().unwrap(), "--out", out_text]].concat();
    let run = naftiko(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.starts_with("error[call-missing]: "), "{}", run.stderr);
    assert!(!out.exists());
    let kept = naftiko(&[&arguments[..], &["--keep-going"]].concat());
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    assert!(out.join("src/lib.rs").is_file());
}

#[test]
fn generate_misuse() {
    let out = scratch("misuse").join("crate");
    let out = out.to_str().unwrap();
    for arguments in [
        ["generate", "no-such-file.yaml", "--out", out],
        ["generate", "output-open.yaml", "--out", "output-open.yaml/crate"],
    ] {
        let run = naftiko(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains("error: "), "{}", run.stderr);
    }
    let run = naftiko(&["generate", "output-open.yaml", "--out", out, "--name", "7 seas"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn diff_says_what_changed_and_denies() {
    let pairs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff");
    let [old, new] = ["old.yaml", "new.yaml"].map(|name| pairs.join("route-gone").join(name));
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let run = naftiko(&["diff", old, new]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.ends_with("\nmajor: 1 breaking\n"), "{}", run.stdout);
    assert_eq!(naftiko(&["diff", old, new, "--deny", "major"]).code, 1);
    assert_eq!(naftiko(&["diff", new, old, "--deny", "major"]).code, 0);
    assert_eq!(naftiko(&["diff", new, old, "--deny", "minor"]).code, 1);
    assert_eq!(naftiko(&["diff", new, new, "--deny", "patch"]).code, 0);
    let text = fs::read_to_string(old).unwrap();
    let piped = with_stdin(&["diff", "-", new, "--format", "json"], &text);
    assert_eq!((piped.code, &json_lines(&piped)[0]["verdict"]), (0, &"major".into()));
    assert_eq!(naftiko(&["diff", "-", "-"]).code, 2);
    assert_eq!(naftiko(&["diff", old, "no-such-file.yaml"]).code, 2);
    assert_eq!(naftiko(&["diff", old, "."]).code, 2);
    let rejected = naftiko(&["diff", "type-invalid.yaml", new]);
    assert_eq!(rejected.code, 1);
    assert!(rejected.stdout.starts_with("error[type-invalid]: "), "{}", rejected.stdout);
    let rejected = naftiko(&["diff", "type-invalid.yaml", new, "--format", "json"]);
    assert_eq!((rejected.code, &json_lines(&rejected)[0]["verdict"]), (1, &"reject".into()));
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = naftiko(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains("explain") && run.stdout.contains("diff"), "{shell}");
    }
    let page = naftiko(&["man"]);
    assert!(page.code == 0 && page.stdout.contains(".TH naftiko 1"), "{}", page.stdout);
    let folder = scratch("man").join("man1");
    assert_eq!(naftiko(&["man", folder.to_str().unwrap()]).code, 0);
    for name in ["naftiko.1", "naftiko-diff.1", "naftiko-check.1"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
}

#[test]
fn migrate_prints_or_rewrites_a_document() {
    let folder = std::env::temp_dir().join(format!("naftiko-migrate-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ships.yaml");
    let path = file.to_str().unwrap();
    let (old, new) = ("naftiko: 1.0.0-alpha2 # a\n", "ikanos: 1.0.0-beta5 # a\n");
    fs::write(&file, old).unwrap();
    let printed = naftiko(&["migrate", path, "--to", "1.0.0-beta5"]);
    assert_eq!((printed.code, printed.stdout.as_str()), (0, new));
    assert!(
        printed.stderr.starts_with("note: the document does not compile"),
        "{}",
        printed.stderr
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), old);
    let written = naftiko(&["migrate", path, "--to", "1.0.0-beta5", "--write"]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(&file).unwrap(), new);
    let piped = with_stdin(&["migrate", "-", "--to", "naftiko/1.0.0-alpha2"], new);
    assert_eq!((piped.code, piped.stdout.as_str()), (0, old));
    let later = "ikanos: 1.0.0-beta5\ninfo: {version: 1.0.0}\n";
    fs::write(&file, later).unwrap();
    let refused = naftiko(&["migrate", path, "--to", "1.0.0-alpha2", "--write"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    assert!(refused.stderr.contains("ships.yaml:2:8: `version` is new in"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), later);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    for wrong in ["1.0.0-alpha3", "naftiko/0.5", "2.0.0"] {
        assert_eq!(naftiko(&["migrate", path, "--to", wrong]).code, 2, "{wrong}");
    }
    assert_eq!(naftiko(&["migrate", "-", "--to", "1.0.0-beta5", "--write"]).code, 2);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn version() {
    let run = naftiko(&["--version"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.stdout, format!("naftiko {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_is_what_was_reviewed() {
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("new", &["new", "--help"]),
        ("serve", &["serve", "--help"]),
        ("build", &["build", "--help"]),
        ("check", &["check", "--help"]),
        ("generate", &["generate", "--help"]),
        ("explain", &["explain", "--help"]),
        ("diff", &["diff", "--help"]),
        ("migrate", &["migrate", "--help"]),
        ("health", &["health", "--help"]),
        ("status", &["status", "--help"]),
        ("metrics", &["metrics", "--help"]),
        ("traces", &["traces", "--help"]),
        ("completions", &["completions", "--help"]),
        ("man", &["man", "--help"]),
    ] {
        let run = naftiko(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cli/{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &run.stdout).unwrap();
        }
        assert_eq!(run.stdout, fs::read_to_string(&path).unwrap_or_default(), "{name}");
    }
}
