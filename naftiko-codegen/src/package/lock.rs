//! The versions that a crate is tested with.

use super::feature::{Feature, Features};

/// `Cargo.lock` of a generated crate without the crate itself; `tests/lock.rs` holds it to the one of
/// this repository.
const TESTED: &str = include_str!("tested.lock");
const START: &str = "[[package]]\n";

/// The names of all packages that a crate stands on.
pub(super) fn packages() -> impl Iterator<Item = &'static str> {
    TESTED.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
}

/// Packages that only a feature needs, each with that feature.
const OPTIONAL: &[(&str, Feature)] =
    &[("arraydeque", Feature::Yaml), ("granit-parser", Feature::Yaml), ("md5", Feature::Digest)];

/// The file for the crate `name`, as cargo would write it: in the order of the names, and without what its features
/// leave out.
pub(super) fn text(name: &str, features: &Features) -> String {
    let is_absent = |one: &str| {
        OPTIONAL.iter().any(|(name, feature)| *name == one && !features.contains(feature))
    };
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
    packages.retain(|block| !is_absent(&name_of(block)));
    if let Some(runtime) = packages.iter_mut().find(|block| name_of(block) == "naftiko-runtime") {
        let named = |line: &&str| !is_absent(line.trim_matches([' ', '"', ',']));
        let lines: Vec<&str> = runtime.lines().filter(named).collect();
        *runtime = lines.join("\n") + "\n";
    }
    let at = packages.partition_point(|block| name_of(block).as_str() < name);
    packages.insert(at, own);
    format!("{head}\n{}", packages.join("\n"))
}
