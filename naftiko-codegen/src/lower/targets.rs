//! What a unit calls: R27, R56, R57.

use super::context::Context;
use super::upstreams::UpstreamDraft;
use crate::finding::{Code, Finding};
use crate::spec::Text;

/// An operation, by the indices of its upstream and its own.
pub(crate) type Target = (usize, usize);

/// The operation that `call` names (R57).
pub(crate) fn resolve_call(
    call: &Text,
    upstreams: &[UpstreamDraft],
    context: &mut Context<'_>,
) -> Option<Target> {
    let written = call.value.trim();
    let well_formed = written.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !well_formed {
        call_syntax(call, context);
        return None;
    }
    let mut namespaces: Vec<&str> = Vec::new();
    for draft in upstreams {
        let namespace = draft.upstream.namespace.as_str();
        let prefix = written.strip_prefix(namespace).is_some_and(|rest| rest.starts_with('.'));
        if prefix && !namespaces.contains(&namespace) {
            namespaces.push(namespace);
        }
    }
    namespaces.sort_by_key(|namespace| std::cmp::Reverse(namespace.len()));
    for namespace in &namespaces {
        let name = &written[namespace.len() + 1..];
        let targets = targets(namespace, name, upstreams);
        match targets.as_slice() {
            [] => {}
            [target] => return Some(*target),
            _ => {
                ambiguous_call(call, &targets, upstreams, context);
                return None;
            }
        }
    }
    match namespaces.first() {
        Some(namespace) => unknown_operation(call, namespace, upstreams, context),
        None => unknown_namespace(call, upstreams, context),
    }
    None
}

fn targets(namespace: &str, name: &str, upstreams: &[UpstreamDraft]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (u, draft) in upstreams.iter().enumerate() {
        if draft.upstream.namespace == namespace {
            targets.extend(draft.named(name).iter().map(|operation| (u, *operation)));
        }
    }
    targets
}

/// Names or operations that one message lists.
const LISTED: usize = 8;

/// R56.
fn call_syntax(call: &Text, context: &mut Context<'_>) {
    let message = format!("`{}` is no call", call.value);
    context.report(
        Finding::new(Code::CallSyntax, call.span, message).help("write `namespace.operation`"),
    );
}

/// R27.
fn ambiguous_call(
    call: &Text,
    targets: &[Target],
    upstreams: &[UpstreamDraft],
    context: &mut Context<'_>,
) {
    let shown = targets.iter().take(LISTED).map(|(u, o)| {
        let operation = &upstreams[*u].operations[*o].operation;
        format!("{} {}", operation.method, operation.template)
    });
    let mut list: Vec<String> = shown.collect();
    if targets.len() > LISTED {
        list.push(format!("and {} more", targets.len() - LISTED));
    }
    context.report(
        Finding::new(
            Code::AmbiguousCall,
            call.span,
            format!(
                "`{}` could mean {} operations: {}",
                call.value,
                targets.len(),
                list.join(", ")
            ),
        )
        .help("give the operations different names and call the one that is meant"),
    );
}

/// R57.
fn unknown_operation(
    call: &Text,
    namespace: &str,
    upstreams: &[UpstreamDraft],
    context: &mut Context<'_>,
) {
    let name = &call.value.trim()[namespace.len() + 1..];
    let broken = |draft: &UpstreamDraft| {
        draft.upstream.namespace == namespace && (draft.nameless || draft.broken.contains(name))
    };
    if upstreams.iter().any(broken) {
        return;
    }
    let known = upstreams
        .iter()
        .filter(|draft| draft.upstream.namespace == namespace)
        .flat_map(|draft| draft.operations.iter().map(|d| d.operation.name.as_str()));
    let finding = Finding::new(
        Code::UnknownOperation,
        call.span,
        format!("`{namespace}` has no operation `{name}`"),
    );
    let help = match context.nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{namespace}.{near}`?"),
        None => listing("its operations are", known),
    };
    context.report(finding.help(help));
}

/// R57.
pub(super) fn unknown_namespace(
    call: &Text,
    upstreams: &[UpstreamDraft],
    context: &mut Context<'_>,
) {
    let (namespace, name) = call.value.split_once('.').unwrap_or((&call.value, ""));
    let finding = Finding::new(
        Code::UnknownNamespace,
        call.span,
        format!("no consumes entry has the namespace `{namespace}`"),
    );
    let owners = upstreams
        .iter()
        .filter(|draft| !draft.named(name).is_empty())
        .map(|draft| draft.upstream.namespace.as_str());
    let all = upstreams.iter().map(|draft| draft.upstream.namespace.as_str());
    let help = if let Some(owner) = owners.clone().next() {
        format!("`{owner}` has an operation `{name}`: write `{owner}.{name}`")
    } else if let Some(near) = context.nearest(namespace, all.clone()) {
        format!("did you mean `{near}`?")
    } else {
        listing("the namespaces are", all)
    };
    context.report(finding.help(help));
}

fn listing<'a>(intro: &str, names: impl Iterator<Item = &'a str>) -> String {
    let mut names = names;
    let first: Vec<String> = names.by_ref().take(LISTED).map(|name| format!("`{name}`")).collect();
    match (first.len(), names.count()) {
        (0, _) => "this document consumes nothing that could be called".to_owned(),
        (_, 0) => format!("{intro} {}", first.join(", ")),
        (_, more) => format!("{intro} {}, and {more} more", first.join(", ")),
    }
}
