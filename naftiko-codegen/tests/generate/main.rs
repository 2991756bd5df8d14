//! What `naftiko generate` does to a folder, above all to what others have put there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod foreign;
mod interrupted;
mod packages;
#[path = "../scratch/mod.rs"]
mod scratch;
mod vendored;

use scratch::Scratch;

const DOCUMENT: &str = "route-shadowed.yaml";
const OTHER: &str = "output-open.yaml";

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Scratch {
    fn out(&self) -> PathBuf {
        self.0.join("crate")
    }

    fn generate(&self, document: &str, more: &[&str]) -> Run {
        let (out, runtime) = (self.out(), runtime());
        let fixed = ["--out", out.to_str().unwrap(), "--runtime", runtime.to_str().unwrap()];
        run(&[&["generate", document], &fixed[..], more].concat())
    }

    /// The same, without a word of where the runtime is.
    fn generate_alone(&self, document: &str, more: &[&str]) -> Run {
        let out = self.out();
        run(&[&["generate", document, "--out", out.to_str().unwrap()], more].concat())
    }

    /// A run for a crate that is called `berths` whatever it is made from.
    fn berths(&self, document: &str) -> Run {
        self.generate(document, &["--name", "berths"])
    }
}

fn runtime() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime")).unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
    command
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings"))
        .stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Run {
    let output = command(arguments).output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Every path below a folder, with what is there.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                pending.push(path);
            } else if kind.is_file() {
                found.insert(name, fs::read_to_string(path).unwrap());
            } else {
                found.insert(name, format!("{kind:?}"));
            }
        }
    }
    found
}

fn put(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
