//! Cargo, run by tests that cargo runs.

use std::process::Command;

/// Cargo as a shell would run it. What cargo says to a test of the test's own package makes build scripts of others run
/// again, that of `ring` among them, and everything above is built anew, then and in the next build by hand.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    let own = |name: &str| {
        name == "OUT_DIR" || name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_")
    };
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(own) {
            command.env_remove(name);
        }
    }
    command
}
