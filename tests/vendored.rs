//! `runtime/` and `generated-forge/`, copied side by side, build offline on their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

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

#[test]
fn a_copy_builds_offline_and_runs() {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendored");
    let _ = fs::remove_dir_all(&work);
    for folder in ["runtime", "generated-forge"] {
        copy(&Path::new(ROOT).join(folder), &work.join(folder));
    }
    // Versions that are certainly there, so that nothing has to be asked for.
    fs::copy(Path::new(ROOT).join("Cargo.lock"), work.join("generated-forge/Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--target-dir"])
        .arg(target.join("vendored"))
        .args(["--", "describe"])
        .current_dir(work.join("generated-forge"))
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("warning"), "{stderr}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("forge-training-jobs"));
    let scripts = target.join("vendored/debug/build");
    let own = fs::read_dir(scripts).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
        name.starts_with("generated-forge") || name.starts_with("naftiko")
    });
    assert_eq!(own.count(), 0, "a build script of ours ran");
}
