//! Dependency on the runtime in an existing manifest.

use std::io;
use std::path::Path;

use super::feature::{Feature, Features};
use crate::disk;

/// The name of the runtime in a manifest.
const RUNTIME: &str = "naftiko-runtime";

/// Dependency on the runtime in a manifest.
#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) features: Features,
}

impl Dependency {
    /// `None` where a manifest does not depend on the runtime by its name. What is inherited stands in the manifest
    /// of the workspace above.
    pub(super) fn read(manifest: &Path) -> Option<Self> {
        let table = table(manifest)?;
        let workspace = || {
            manifest.ancestors().skip(2).find_map(|above| {
                let above = self::table(&above.join("Cargo.toml"))?;
                above.get("workspace").cloned()
            })
        };
        Self::of(&table, workspace)
    }

    /// The same of a text that inherits nothing.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::of(&text.parse().ok()?, || None)
    }

    fn of(table: &toml::Table, workspace: impl FnOnce() -> Option<toml::Value>) -> Option<Self> {
        let own = table.get("dependencies")?.get(RUNTIME)?;
        let is_inherited = own.get("workspace").and_then(toml::Value::as_bool) == Some(true);
        let above = if is_inherited { Some(workspace()?) } else { None };
        let above = match &above {
            Some(workspace) => Some(workspace.get("dependencies")?.get(RUNTIME)?),
            None => None,
        };
        let has_default = |one: &toml::Value| {
            one.get("default-features").and_then(toml::Value::as_bool) != Some(false)
        };
        let mut names: Vec<&str> = Vec::new();
        if has_default(above.unwrap_or(own)) {
            names.push("default");
        }
        for one in [Some(own), above].into_iter().flatten() {
            names.extend(texts(one.get("features")));
        }
        // A feature of the crate can ask for one of the runtime; which are built is not known here.
        let own_features = table.get("features").and_then(toml::Value::as_table);
        for list in own_features.into_iter().flat_map(toml::Table::values) {
            names.extend(texts(Some(list)).filter_map(|one| one.strip_prefix("naftiko-runtime/")));
        }
        Some(Self { features: names.into_iter().flat_map(Feature::named).collect() })
    }
}

fn table(manifest: &Path) -> Option<toml::Table> {
    let text = disk::open_regular(manifest).and_then(io::read_to_string).ok()?;
    text.parse().ok()
}

fn texts(list: Option<&toml::Value>) -> impl Iterator<Item = &str> {
    let list = list.and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::{Dependency, Feature, Features};

    fn asked(text: &str, workspace: Option<&str>) -> Option<Features> {
        let above = || workspace?.parse::<toml::Table>().ok()?.get("workspace").cloned();
        Dependency::of(&text.parse().ok()?, above).map(|found| found.features)
    }

    #[test]
    fn features_that_a_manifest_asks_for() {
        let all = Features::from(Feature::ALL);
        let rest = Features::from([Feature::Rest]);
        for (line, expected) in [
            ("naftiko-runtime = \"0.1\"", Some(&all)),
            ("naftiko-runtime = { path = \"x\", features = [\"otlp\"] }", Some(&all)),
            (
                "naftiko-runtime = { path = \"x\", default-features = false }",
                Some(&Features::new()),
            ),
            ("naftiko-runtime = { default-features = false, features = [\"rest\"] }", Some(&rest)),
            (
                "naftiko-runtime = { default-features = false, features = [\"default\"] }",
                Some(&all),
            ),
            ("other = \"1\"", None),
        ] {
            let text = format!("[dependencies]\n{line}\n");
            assert_eq!(asked(&text, None).as_ref(), expected, "{line}");
        }
        for (name, implied) in [
            ("completions", Feature::Mcp),
            ("forward", Feature::Rest),
            ("prompts", Feature::Mcp),
            ("resources", Feature::Mcp),
            ("yaml", Feature::Binds),
        ] {
            let text = format!(
                "[dependencies.naftiko-runtime]\ndefault-features = false\nfeatures = [\"{name}\"]"
            );
            let asked = asked(&text, None);
            let names: Vec<&str> = asked.iter().flatten().map(|feature| feature.name()).collect();
            assert_eq!(names.len(), 2, "{names:?}");
            assert!(names.contains(&name) && names.contains(&implied.name()), "{names:?}");
        }
    }

    #[test]
    fn what_is_inherited_counts() {
        let own = "[dependencies]\nnaftiko-runtime = { workspace = true, features = [\"mcp\"] }";
        let above = "[workspace.dependencies]\n\
                     naftiko-runtime = { path = \"x\", default-features = false, features = [\"rest\"] }";
        let both = Features::from([Feature::Mcp, Feature::Rest]);
        assert_eq!(asked(own, Some(above)), Some(both));
        assert_eq!(asked(own, Some("[workspace.dependencies]\n")), None);
    }
}
