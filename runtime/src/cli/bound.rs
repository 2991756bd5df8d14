//! Where values come from that stand in files of binds.

use std::fmt::Write as _;

use crate::config::{Config, StartError};
use crate::surface::Manifest;

/// One line for each, as the environment is now. No value is in them.
pub(super) fn sources(manifest: &Manifest, config: &Config) -> String {
    let mut out = String::new();
    for capability in manifest.capabilities.iter().map(|served| served.capability) {
        let bound = capability.variables.iter().filter(|variable| variable.bound().is_some());
        for variable in bound {
            // What is wrong has been said.
            let mut heard = StartError::default();
            let given = variable.given(capability.variables, config, &mut heard);
            if let Some(source) = given.bound_source() {
                let (name, key, path) = (variable.name(), source.key(), source.path());
                // Writing into memory cannot fail.
                let _ = writeln!(out, "{name} is the key {key} of {path}");
            }
        }
    }
    out
}
