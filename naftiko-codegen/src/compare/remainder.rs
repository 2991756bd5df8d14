//! What no other comparison knows: texts about the whole document, and whatever else makes other code.

use super::change::{Both, Change};
use super::comparer::Comparer;
use crate::model::Capability;
use crate::text::Span;
use crate::{CrateNames, Files, emit, render};

/// Compares the texts about a document, then, if nothing was found at all, what is generated.
pub(super) fn compare_remainder(comparer: &mut Comparer<'_>) {
    let capabilities = comparer.capabilities();
    let start = Both::new(Span::START, Span::START);
    comparer.texts(capabilities.map(|one| one.label.as_str()), "name for people", &[], start);
    let descriptions = capabilities.map(|one| one.description.as_str());
    comparer.texts(descriptions, "description", &[], start);
    let languages = capabilities.map(|one| one.language.name());
    if languages.differ() {
        let Both { old, new } = languages;
        let message =
            format!("metrics, spans and their attributes begin with `{new}`, not `{old}`");
        let reason = "dashboards, alerts and filters by the names before find nothing any more";
        comparer.add(Change::breaking(message).for_operators().note(reason));
    }
    let is_same_text = !capabilities.map(|one| &one.spec_hash).differ();
    if is_same_text || !comparer.changes.is_empty() {
        return;
    }
    let files = capabilities.map(generated);
    if let Some(path) = first_different(files.as_ref()) {
        let message = format!("what is generated differs in `{path}`");
        let reason = "none of the comparisons knows what this means; please report it";
        comparer.add(Change::neutral(message).warning(reason));
    }
}

/// The files of a program under a name that both sides have.
fn generated(capability: &Capability) -> Files {
    let mut capability = capability.clone();
    for name in [&mut capability.name, &mut capability.module] {
        "compared".clone_into(name);
    }
    for text in [&mut capability.spec, &mut capability.spec_hash] {
        text.clear();
    }
    let names = CrateNames { binary: "compared".to_owned(), library: "compared".to_owned() };
    let mut files = render::render(&emit::emitters(&names, &[&capability]));
    // It shows the document as it is written, comments and all.
    files.remove("compared/page.rs");
    files
}

fn first_different(files: Both<&Files>) -> Option<String> {
    let paths = files.old.keys().chain(files.new.keys());
    let mut different = paths.filter(|path| files.old.get(*path) != files.new.get(*path));
    different.next().cloned()
}
