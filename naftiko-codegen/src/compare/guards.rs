//! Who may call a surface.

use super::change::{Both, Change};
use super::comparer::Comparer;
use super::wording::{ExprNames, listed, quoted};
use crate::model::{Capability, Guard, ResourceServer};
use crate::text::Span;

/// Compares the guards of a surface. `spans` are the places of the surface.
pub(super) fn compare_guards(
    guards: Both<Option<&Guard>>,
    spans: Both<Span>,
    comparer: &mut Comparer<'_>,
) {
    let at = comparer.keys(spans, &["authentication", "auth"]);
    match (guards.old, guards.new) {
        (None, None) => {}
        (None, Some(new)) => {
            let message = format!("callers have to show {}", scheme(new));
            comparer.add(Change::breaking(message).at(at));
        }
        (Some(old), None) => {
            let message = format!("nobody is asked for {} any more", scheme(old));
            let reason = "whoever reaches the surface may call it";
            comparer.add(Change::addition(message).at(at).warning(reason));
        }
        (Some(Guard::OAuth(old)), Some(Guard::OAuth(new))) => {
            resource_servers(Both::new(old, new), at, comparer);
        }
        (Some(old), Some(new)) => {
            let both = Both::new(old, new);
            if both.map(scheme).differ() {
                let message =
                    format!("callers have to show {}, and showed {}", scheme(new), scheme(old));
                comparer.add(Change::breaking(message).at(at));
            } else if comparer.capabilities().zip(both).map(secret).differ() {
                let message = format!("{} is compared with another secret", scheme(new));
                let is_set = secret((comparer.sides.new.capability, new)).contains("{{env.");
                // A variable that is new is told of in the environment.
                comparer.add(if is_set {
                    Change::neutral(message).at(at).for_operators()
                } else {
                    Change::breaking(message).at(at)
                });
            }
        }
    }
}

/// What a caller shows, without its value.
fn scheme(guard: &Guard) -> String {
    match guard {
        Guard::Bearer(_) => "a bearer token".to_owned(),
        Guard::Basic { .. } => "a name and a password (basic)".to_owned(),
        Guard::Digest { .. } => "a name and a password (digest)".to_owned(),
        Guard::Header { name, .. } => format!("a key in the header {}", quoted(name)),
        Guard::Query { name, .. } => format!("a key in the query parameter {}", quoted(name)),
        Guard::Cookie { name, .. } => format!("a key in the cookie {}", quoted(name)),
        Guard::OAuth(_) => "a token of an authorization server".to_owned(),
    }
}

/// A text that is equal for equal secrets, which nobody may see.
fn secret((capability, guard): (&Capability, &Guard)) -> String {
    let names = ExprNames::of_capability(capability);
    match guard {
        Guard::Bearer(value)
        | Guard::Header { value, .. }
        | Guard::Query { value, .. }
        | Guard::Cookie { value, .. } => names.joined(value),
        Guard::Basic { username, password } | Guard::Digest { username, password } => {
            format!("{:?}", [names.joined(username), names.joined(password)])
        }
        Guard::OAuth(_) => String::new(),
    }
}

fn resource_servers(both: Both<&ResourceServer>, at: Both<Span>, comparer: &mut Comparer<'_>) {
    let names = comparer.capabilities().map(ExprNames::of_capability);
    let servers = both.zip(names.as_ref());
    let parts = [
        ("of another authorization server", servers.map(|(one, names)| names.joined(&one.issuer))),
        ("for another resource", servers.map(|(one, names)| names.joined(&one.resource))),
        ("for another audience", servers.map(|(one, names)| names.joined(&one.audience))),
    ];
    for (what, texts) in parts {
        if texts.differ() {
            let Both { old, new } =
                texts.map(|text| if text.is_empty() { "none".to_owned() } else { quoted(&text) });
            let message = format!("tokens have to be {what}: {new}, and not {old}");
            comparer.add(Change::breaking(message).at(at));
        }
    }
    let missing = |some: &ResourceServer, all: &ResourceServer| {
        let missing = some.scopes.iter().filter(|scope| !all.scopes.contains(scope));
        missing.cloned().collect::<Vec<String>>()
    };
    let (added, gone) = (missing(both.new, both.old), missing(both.old, both.new));
    if !added.is_empty() {
        let scopes = listed(added.iter().map(String::as_str));
        comparer.add(Change::breaking(format!("tokens need the scope {scopes} too")).at(at));
    }
    if !gone.is_empty() {
        let scopes = listed(gone.iter().map(String::as_str));
        let message = format!("tokens do not need the scope {scopes} any more");
        let reason = "more tokens are let in";
        comparer.add(Change::addition(message).at(at).warning(reason));
    }
}
