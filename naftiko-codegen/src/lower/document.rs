//! The whole document: R08, and the order in which its parts are lowered.

use std::collections::HashMap;

use super::arguments::{check_length, mended, rust_collision};
use super::callee::Callee;
use super::context::Context;
use super::mask::masked;
use super::resolution::finish_operations;
use super::start::start;
use super::surface::{Surfaces, duplicate_adapter_namespaces, lower_surfaces};
use super::targets::Target;
use super::unused::lower_unused;
use super::upstreams::{LoweredUpstream, lower_upstreams};
use crate::finding::{Code, Finding, Findings};
use crate::load::Loader;
use crate::model::{Capability, DocumentText, Language, Surface, Upstream};
use crate::names;
use crate::spec::{Document, Info};

/// A capability, and what was read with its document.
pub(crate) struct Lowered {
    pub(crate) capability: Capability,
    pub(crate) loader: Loader,
}

/// Lowers everything; what is wrong is in `findings`.
pub(crate) fn lower_document<'d>(
    loader: Loader,
    document: &'d Document<'d>,
    findings: &mut Findings,
) -> Lowered {
    let unused = lower_unused(document, &loader);
    let mut context = start(document, &document.exposes, loader, findings);
    let upstreams = lower_upstreams(&document.consumes, &mut context);
    let namespaces: Vec<String> = upstreams
        .iter()
        .map(|one| one.upstream.namespace.clone())
        .chain(document.binds.iter().filter_map(|b| b.namespace.as_ref().map(|n| n.value.clone())))
        .collect();
    let others: Vec<&str> = namespaces.iter().map(String::as_str).collect();
    duplicate_adapter_namespaces(&document.exposes, &others, &mut context);
    let upstreams = finish_operations(&document.exposes, upstreams, &mut context);
    let Surfaces { surfaces, tool_targets } =
        lower_surfaces(&document.exposes, &upstreams, &mut context);
    context.variables.check_answers(context.findings);
    let upstreams = name_operations(upstreams, &tool_targets, &surfaces, &mut context);
    context.secrets.extend_from_slice(&unused.secrets);
    let name = file_stem(context.loader.document().name());
    let module = names::snake(&name);
    check_length("the document", &module, document.info.span, &mut context);
    let label = label(&document.info, &name, &mut context);
    let description =
        document.info.description.as_ref().map_or_else(|| label.clone(), |t| t.value.clone());
    let capability = Capability {
        module,
        label,
        description,
        spec: context.loader.document().name().to_owned(),
        language: if document.is_ikanos { Language::Ikanos } else { Language::Naftiko },
        spec_hash: context.loader.hash(),
        variables: context.variables.into_used(),
        upstreams,
        surfaces,
        types: context.types,
        document: DocumentText {
            version: document.version.as_ref().map_or_else(String::new, |text| text.value.clone()),
            tags: document.info.tags.clone(),
            text: masked(context.loader.document(), &context.secrets),
        },
        name,
    };
    let loader = context.loader;
    unused.report(findings);
    Lowered { capability, loader }
}

fn file_stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    if stem.is_empty() { "capability".to_owned() } else { stem.to_owned() }
}

/// R08.
fn label(info: &Info, stem: &str, context: &mut Context<'_>) -> String {
    if let Some(label) = info.label.as_ref().filter(|label| !label.value.is_empty()) {
        return label.value.clone();
    }
    context.report(Finding::new(Code::InfoLabelMissing, info.span, "`info` has no label"));
    let other = [&info.title, &info.name].into_iter().flatten().next();
    other.map_or_else(|| stem.to_owned(), |text| text.value.clone())
}

/// Gives operations their Rust names.
fn name_operations(
    lowered: Vec<LoweredUpstream>,
    tool_targets: &[(String, Target)],
    surfaces: &[Surface],
    context: &mut Context<'_>,
) -> Vec<Upstream> {
    let alone = lowered.len() == 1;
    let callers = only_callers(tool_targets);
    let mut upstreams = Vec::new();
    for (u, LoweredUpstream { mut upstream, operations, .. }) in lowered.into_iter().enumerate() {
        let mut modules = if alone {
            names::Scope::beside_surfaces(surfaces.iter().flat_map(Surface::modules))
        } else {
            names::Scope::default()
        };
        let mut types = names::Scope::without(&[&upstream.client]);
        for (o, Callee { mut operation, span, .. }) in operations.into_iter().enumerate() {
            let words = best_words(&operation.name, callers.get(&(u, o)));
            let (ident, mend) = names::snake_mended(words);
            mended(words, &ident, mend, span, context);
            check_length("the operation", &ident, span, context);
            let (module, renamed) = modules.claim(&ident);
            if renamed {
                rust_collision(words, &module, span, context);
            }
            operation.type_name = types.claim_type(&names::camel(words));
            operation.module = module;
            upstream.operations.push(operation);
        }
        upstreams.push(upstream);
    }
    upstreams
}

/// The tool that calls an operation; `None` when several do.
fn only_callers(tools: &[(String, Target)]) -> HashMap<Target, Option<&str>> {
    let mut callers = HashMap::new();
    for (tool, target) in tools {
        callers.entry(*target).and_modify(|only| *only = None).or_insert(Some(tool.as_str()));
    }
    callers
}

/// When exactly one tool calls an operation and only separators differ, the tool's words are better.
fn best_words<'a>(name: &'a str, caller: Option<&Option<&'a str>>) -> &'a str {
    match caller {
        Some(Some(tool)) if names::fold(tool) == names::fold(name) => tool,
        _ => name,
    }
}
