//! The features of the runtime: those that a crate needs, and those that its manifest asks for.

use std::path::Path;

use super::dependency::Dependency;
use super::feature::list;
pub use super::feature::{Feature, Features};
use crate::Report;
use crate::finding::{Code, Finding, Verdict};
use crate::model::{BindFormat, Capability, Credential, Function, FunctionBody, Guard, Surface};

/// The manifest in the example of the finding.
#[doc(hidden)]
pub const EXAMPLE: &str =
    "[dependencies]\nnaftiko-runtime = { default-features = false, features = [\"rest\"] }\n";

/// Returns the features of the runtime that the tables of a capability use.
pub fn needed(capability: &Capability) -> Features {
    let mut needed = Features::new();
    needed.extend(has_steps(capability).then_some(Feature::Steps));
    for surface in &capability.surfaces {
        let guard = match surface {
            Surface::Rest(rest) => {
                needed.insert(Feature::Rest);
                needed.extend((!rest.forwards.is_empty()).then_some(Feature::Forward));
                &rest.guard
            }
            Surface::Mcp(mcp) => {
                needed.insert(Feature::Mcp);
                needed.extend((!mcp.prompts.is_empty()).then_some(Feature::Prompts));
                needed.extend((!mcp.resources.is_empty()).then_some(Feature::Resources));
                needed.extend(mcp.completes(&capability.types).then_some(Feature::Completions));
                &mcp.guard
            }
            Surface::Control(control) => &control.guard,
        };
        needed.extend(guard.as_ref().and_then(of_guard));
    }
    let credentials = capability.upstreams.iter().flat_map(|upstream| &upstream.credentials);
    needed.extend(credentials.filter_map(of_credential));
    let files = capability.variables.iter().filter_map(|variable| variable.bound.as_ref());
    needed.extend(files.flat_map(|bound| of_bind_file(bound.file.format)));
    needed
}

fn has_steps(capability: &Capability) -> bool {
    let is_of_steps = |function: &Function| matches!(function.body, FunctionBody::Steps(_));
    let mut functions = capability.surfaces.iter().flat_map(Surface::functions);
    functions.any(is_of_steps)
}

fn of_bind_file(format: BindFormat) -> &'static [Feature] {
    match format {
        BindFormat::Json => &[Feature::Binds],
        BindFormat::Yaml => &[Feature::Binds, Feature::Yaml],
    }
}

fn of_guard(guard: &Guard) -> Option<Feature> {
    match guard {
        Guard::Digest { .. } => Some(Feature::Digest),
        Guard::OAuth(_) => Some(Feature::OAuth),
        Guard::Bearer(_)
        | Guard::Basic { .. }
        | Guard::Header { .. }
        | Guard::Query { .. }
        | Guard::Cookie { .. } => None,
    }
}

fn of_credential(credential: &Credential) -> Option<Feature> {
    match credential {
        Credential::Digest { .. } => Some(Feature::Digest),
        Credential::OAuth(_) => Some(Feature::OAuth),
        Credential::Bearer(_)
        | Credential::Basic { .. }
        | Credential::Header { .. }
        | Credential::Query { .. }
        | Credential::Cookie { .. }
        | Credential::Body { .. } => None,
    }
}

/// Returns the features of the runtime that the documents of a crate need together.
pub(crate) fn of_all(reports: &[Report]) -> Features {
    reports.iter().filter_map(|report| report.capability.as_ref()).flat_map(needed).collect()
}

/// Returns `true` if one of the documents has a page for browsers, which a crate can be built without.
pub(crate) fn has_page(reports: &[Report]) -> bool {
    let mut capabilities = reports.iter().filter_map(|report| report.capability.as_ref());
    capabilities.any(Capability::has_page)
}

/// Adds a finding to each document that needs what the manifest at `path` does not ask for. `true` when there
/// are none. A manifest that does not depend on the runtime by its name says nothing.
pub(crate) fn check(path: &Path, reports: &mut [Report]) -> bool {
    Dependency::read(path).is_none_or(|dependency| check_against(&dependency, reports))
}

/// The same for the text of a manifest.
#[doc(hidden)]
pub fn check_text(manifest: &str, reports: &mut [Report]) -> bool {
    Dependency::parse(manifest).is_none_or(|dependency| check_against(&dependency, reports))
}

fn check_against(dependency: &Dependency, reports: &mut [Report]) -> bool {
    let wanted: Features = of_all(reports).union(&dependency.features).copied().collect();
    let line = list(&wanted);
    let mut is_complete = true;
    for report in reports {
        let Some(capability) = &report.capability else { continue };
        for missing in needed(capability).difference(&dependency.features) {
            is_complete = false;
            let message = format!(
                "the manifest of the crate lacks the feature `{}` of `naftiko-runtime`, which this document needs",
                missing.name()
            );
            let help =
                format!("in Cargo.toml, write `naftiko-runtime = {{ …, features = {line} }}`");
            report.findings.push(Finding::new(Code::FeatureMissing, None, message).help(help));
            report.verdict = Verdict::Reject;
        }
    }
    is_complete
}
