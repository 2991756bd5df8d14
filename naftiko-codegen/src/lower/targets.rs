//! Targets of calls: R27, R56, R57.

use super::context::Context;
use super::upstreams::LoweredUpstream;
use crate::finding::{Code, Finding};
use crate::spec::Text;

/// An operation, by the indices of its upstream and its own.
pub(crate) type Target = (usize, usize);

/// The operations that a call can mean.
pub(super) struct FoundCall<'u> {
    /// The namespaces that the call begins with, the longest first.
    namespaces: Vec<&'u str>,
    /// The operations in the first of them that has any.
    targets: Vec<Target>,
}

impl FoundCall<'_> {
    /// The operation, when it is one.
    pub(super) fn one(&self) -> Option<Target> {
        match self.targets[..] {
            [target] => Some(target),
            _ => None,
        }
    }
}

/// Looks up what `call` names (R57).
pub(super) fn find_call<'u, O>(call: &str, upstreams: &'u [LoweredUpstream<O>]) -> FoundCall<'u> {
    let written = call.trim();
    let mut namespaces: Vec<&str> = Vec::new();
    for upstream in upstreams {
        let namespace = upstream.upstream.namespace.as_str();
        let prefix = written.strip_prefix(namespace).is_some_and(|rest| rest.starts_with('.'));
        if prefix && !namespaces.contains(&namespace) {
            namespaces.push(namespace);
        }
    }
    namespaces.sort_by_key(|namespace| std::cmp::Reverse(namespace.len()));
    let of = |namespace: &&str| targets(namespace, &written[namespace.len() + 1..], upstreams);
    let targets = namespaces.iter().map(of).find(|targets| !targets.is_empty());
    FoundCall { targets: targets.unwrap_or_default(), namespaces }
}

/// The operation that `call` names; reports why there is none.
pub(super) fn resolve_call(
    call: &Text,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<Target> {
    let written = call.value.trim();
    let well_formed = written.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !well_formed {
        call_syntax(call, context);
        return None;
    }
    let found = find_call(written, upstreams);
    match (&found.targets[..], found.namespaces.first()) {
        ([_], _) => {}
        ([], Some(namespace)) => unknown_operation(call, namespace, upstreams, context),
        ([], None) => unknown_namespace(call, upstreams, context),
        (targets, _) => ambiguous_call(call, targets, upstreams, context),
    }
    found.one()
}

fn targets<O>(namespace: &str, name: &str, upstreams: &[LoweredUpstream<O>]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (u, upstream) in upstreams.iter().enumerate() {
        if upstream.upstream.namespace == namespace {
            targets.extend(upstream.named(name).iter().map(|operation| (u, *operation)));
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
    upstreams: &[LoweredUpstream],
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
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) {
    let name = &call.value.trim()[namespace.len() + 1..];
    let broken = |one: &LoweredUpstream| {
        one.upstream.namespace == namespace && (one.nameless || one.broken.contains(name))
    };
    if upstreams.iter().any(broken) {
        return;
    }
    let known = upstreams
        .iter()
        .filter(|one| one.upstream.namespace == namespace)
        .flat_map(|one| one.operations.iter().map(|d| d.operation.name.as_str()));
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
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) {
    let (namespace, name) = call.value.split_once('.').unwrap_or((&call.value, ""));
    if context.missing.may_be(namespace) {
        return;
    }
    let finding = Finding::new(
        Code::UnknownNamespace,
        call.span,
        format!("no consumes entry has the namespace `{namespace}`"),
    );
    let owners = upstreams
        .iter()
        .filter(|one| !one.named(name).is_empty())
        .map(|one| one.upstream.namespace.as_str());
    let all = upstreams.iter().map(|one| one.upstream.namespace.as_str());
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
