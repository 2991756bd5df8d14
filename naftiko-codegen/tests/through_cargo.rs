//! What cargo makes of it: a generated crate with the versions it came with, and a build script.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::Output;

use naftiko_codegen::package::{PackageOptions, write};
use naftiko_codegen::text::Source;

mod cargo_command;
mod scratch;

use cargo_command::cargo;
use scratch::Scratch;

impl Scratch {
    /// What stands on the same crates is built where those are built already.
    fn cargo(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        cargo()
            .args(arguments)
            .args(["--offline", "--target-dir"])
            .arg(target)
            .env_remove("NAFTIKO_CODEGEN")
            .env_remove("NAFTIKO_KEEP_GOING")
            .env_remove("FORGE_CODEGEN")
            .env_remove("FORGE_KEEP_GOING")
            .envs(environment.iter().copied())
            .current_dir(&self.0)
            .output()
            .unwrap()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn document() -> Vec<u8> {
    fs::read(root().join("specs/forge-training-jobs.yaml")).unwrap()
}

#[test]
fn a_generated_crate_compiles_with_its_own_versions() {
    let scratch = Scratch::new("locked");
    let options = PackageOptions {
        name: Some("lockstep".to_owned()),
        runtime: Some(root().join("runtime")),
        vendor: false,
        out: scratch.0.clone(),
        keep_going: false,
        force: false,
        standalone: true,
    };
    write(&[Source::from_bytes("a.yaml", document()).unwrap()], &options).unwrap();
    let lock = fs::read_to_string(scratch.0.join("Cargo.lock")).unwrap();
    let output = scratch.cargo(&["check", "--locked"], &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning:"), "{said}");
    assert_eq!(fs::read_to_string(scratch.0.join("Cargo.lock")).unwrap(), lock);
}

const MANIFEST: &str = "\
[package]
name = \"scripted\"
version = \"0.0.0\"
edition = \"2024\"

[workspace]

[build-dependencies]
";
const SCRIPT: &str = r#"
use std::path::Path;
use naftiko_codegen::CrateNames;
use naftiko_codegen::build_script::{Build, run};

fn main() {
    run(&Build {
        specs: Path::new("specs"),
        out: Path::new("generated"),
        names: CrateNames { binary: "scripted".to_owned(), library: "scripted".to_owned() },
    });
}
"#;

/// `NAFTIKO_CODEGEN` as it is set for cargo: nothing is written by `check`, and only `force` overwrites.
#[test]
fn a_build_script_obeys_its_variable() {
    let scratch = Scratch::new("script");
    let put = |name: &str, text: &[u8]| {
        let path = scratch.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let compiler = format!("naftiko-codegen = {{ path = {:?} }}\n", env!("CARGO_MANIFEST_DIR"));
    put("Cargo.toml", format!("{MANIFEST}{compiler}").as_bytes());
    put("build.rs", SCRIPT.as_bytes());
    put("src/lib.rs", b"");
    put("specs/a.YAML", &document());
    put("Cargo.lock", &fs::read(root().join("Cargo.lock")).unwrap());
    let library = scratch.0.join("generated/lib.rs");
    let build = |mode: &str| {
        let output = scratch.cargo(&["check"], &[("NAFTIKO_CODEGEN", mode)]);
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };

    for (value, words) in [("yes", "NAFTIKO_KEEP_GOING must be 1 or 0"), ("0", "differs from")] {
        let environment = [("NAFTIKO_CODEGEN", "check"), ("NAFTIKO_KEEP_GOING", value)];
        let output = scratch.cargo(&["check"], &environment);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(words), "{value}: {said}");
    }
    let (ok, said) = build("check");
    assert!(!ok && said.contains("differs from what the documents say"), "{said}");
    assert!(!library.exists(), "check writes nothing");
    let former = scratch.cargo(&["check"], &[("FORGE_CODEGEN", "check")]);
    let said = String::from_utf8(former.stderr).unwrap();
    assert!(!former.status.success() && !library.exists(), "{said}");
    assert!(said.contains("FORGE_CODEGEN is called NAFTIKO_CODEGEN now"), "{said}");
    let (ok, said) = build("");
    assert!(ok, "{said}");
    let generated = fs::read_to_string(&library).unwrap();
    let (ok, said) = build("check");
    assert!(ok, "{said}");

    put("generated/lib.rs", format!("{generated}// mine\n").as_bytes());
    for (mode, words) in [
        ("check", "differs from what the documents say"),
        ("", "set NAFTIKO_CODEGEN=force to overwrite it"),
        ("Force", "NAFTIKO_CODEGEN must be check or force"),
    ] {
        let (ok, said) = build(mode);
        assert!(!ok && said.contains(words), "{mode:?}: {said}");
        assert!(fs::read_to_string(&library).unwrap().ends_with("// mine\n"), "{mode:?}");
    }
    put("generated/mine.rs", b"// mine\n");
    let (ok, said) = build("force");
    assert!(ok, "{said}");
    assert_eq!(fs::read_to_string(&library).unwrap(), generated);
    assert!(scratch.0.join("generated/mine.rs").exists(), "it was in nobody's way");
    let (ok, said) = build("check");
    assert!(ok, "{said}");

    let runtime =
        format!("{:?}, default-features = false, features = [\"rest\"]", root().join("runtime"));
    let runtime = format!("\n[dependencies]\nnaftiko-runtime = {{ path = {runtime} }}\n");
    put("Cargo.toml", format!("{MANIFEST}{compiler}{runtime}").as_bytes());
    let (ok, said) = build("");
    assert!(!ok && said.contains("lacks the feature `mcp` of `naftiko-runtime`"), "{said}");
    assert!(said.contains("features = [\"mcp\", \"rest\"]"), "{said}");
}
