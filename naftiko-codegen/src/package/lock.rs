//! The versions that a crate is tested with.

/// `Cargo.lock` of a generated crate without the crate itself; `tests/lock.rs` holds it to the one of
/// this repository.
const TESTED: &str = include_str!("tested.lock");
const START: &str = "[[package]]\n";

/// The names of all packages that a crate stands on.
pub(super) fn packages() -> impl Iterator<Item = &'static str> {
    TESTED.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
}

/// The file for the crate `name`, as cargo would write it: in the order of the names.
pub(super) fn text(name: &str) -> String {
    let own = format!(
        "{START}name = \"{name}\"\nversion = \"0.1.0\"\ndependencies = [\n \"naftiko-runtime\",\n]\n"
    );
    let mut blocks = TESTED.split("\n[[package]]\n");
    let head = blocks.next().unwrap_or_default();
    let mut packages: Vec<String> =
        blocks.map(|block| format!("{START}{}\n", block.trim_end())).collect();
    let name_of = |block: &str| {
        block
            .lines()
            .nth(1)
            .and_then(|line| line.strip_prefix("name = \""))
            .unwrap_or_default()
            .trim_end_matches('"')
            .to_owned()
    };
    let at = packages.partition_point(|block| name_of(block).as_str() < name);
    packages.insert(at, own);
    format!("{head}\n{}", packages.join("\n"))
}
