//! The Rust toolchain of this machine.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::{Command, Output};

/// The oldest rustc that generated crates compile with.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

/// cargo, and the machine that rustc builds for.
pub(super) struct Toolchain {
    cargo: OsString,
    /// The target of programs that run here, `x86_64-unknown-linux-gnu`.
    pub(super) host: String,
}

impl Toolchain {
    /// Asks both for their versions. The error is a sentence with the way out.
    pub(super) fn find() -> Result<Self, String> {
        let cargo = program("CARGO", "cargo");
        let rustc = program("RUSTC", "rustc");
        ask(&cargo, "-V")?;
        let version = ask(&rustc, "-vV")?;
        let line = |name: &str| version.lines().find_map(|line| line.strip_prefix(name));
        let (Some(release), Some(host)) = (line("release: "), line("host: ")) else {
            return Err(format!("`{} -vV` does not say what it is", rustc.display()));
        };
        if numbers(release) < numbers(OLDEST) {
            return Err(format!(
                "Rust {OLDEST} or newer is needed, and this is {release}; `rustup update` brings a newer one"
            ));
        }
        Ok(Self { cargo, host: host.to_owned() })
    }

    /// A run of cargo.
    pub(super) fn cargo(&self) -> Command {
        Command::new(&self.cargo)
    }
}

/// What else a build needs, and is not there.
pub(super) fn missing_tools(tools: &[&str]) -> Vec<String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| {
        env::split_paths(&path).any(|folder| {
            folder.join(name).is_file() || folder.join(name).with_extension("exe").is_file()
        })
    };
    tools.iter().filter(|name| !is_there(name)).map(|name| format!("`{name}`")).collect()
}

fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).filter(|value| !value.is_empty()).unwrap_or_else(|| name.into())
}

fn ask(program: &OsStr, argument: &str) -> Result<String, String> {
    let name = program.display();
    match Command::new(program).arg(argument).output() {
        Ok(Output { status, stdout, .. }) if status.success() => {
            Ok(String::from_utf8_lossy(&stdout).into_owned())
        }
        Ok(Output { stderr, .. }) => {
            let said = String::from_utf8_lossy(&stderr);
            Err(format!("`{name} {argument}` fails: {}", said.trim()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
            "`{name}` is not there: documents are compiled with Rust {OLDEST} or newer, which https://rustup.rs installs"
        )),
        Err(error) => Err(format!("`{name}` cannot be run: {error}")),
    }
}

/// The first two numbers of a version.
fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split(['.', '-']).map(|part| part.parse().unwrap_or_default());
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions() {
        assert_eq!(numbers("1.95.0"), (1, 95));
        assert_eq!(numbers("1.96.0-nightly"), (1, 96));
        assert!(numbers("1.9.0") < numbers("1.10.0"));
        assert!(numbers("2.0.0") > numbers("1.95"));
    }
}
