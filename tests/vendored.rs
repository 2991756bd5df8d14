//! `runtime/` and `generated-forge/`, copied side by side, build offline on their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "../naftiko-codegen/tests/cargo_command/mod.rs"]
mod cargo_command;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_command::cargo;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The build scripts of our packages that were built there; the compiler has one, which no copy needs.
fn own_build_scripts(target: &Path) -> BTreeSet<String> {
    let scripts = fs::read_dir(target.join("debug/build")).unwrap();
    let names = scripts.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| name.starts_with("generated-forge") || name.starts_with("naftiko"))
        .collect()
}

#[test]
fn a_copy_builds_offline_and_runs() {
    // Outside of the repository: below it, cargo would find our workspace.
    let work = Folder(std::env::temp_dir().join(format!("vendored-{}", std::process::id())));
    let work = &work.0;
    for folder in ["runtime", "generated-forge"] {
        copy(&Path::new(ROOT).join(folder), &work.join(folder));
    }
    // Versions that are certainly there, so that nothing has to be asked for.
    fs::copy(Path::new(ROOT).join("Cargo.lock"), work.join("generated-forge/Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let before = own_build_scripts(target);
    let output = cargo()
        .args(["run", "--offline", "--quiet", "--target-dir"])
        .arg(target)
        .args(["--", "describe"])
        .current_dir(work.join("generated-forge"))
        // The profile of this workspace, so that dependencies are not built once more.
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("warning"), "{stderr}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("forge-training-jobs"));
    assert_eq!(own_build_scripts(target), before, "a build script of ours ran");
    let of_copy = |name: &String| !name.starts_with("naftiko-codegen-");
    assert_eq!(before.iter().find(|name| of_copy(name)), None, "a copy has a build script");
}
