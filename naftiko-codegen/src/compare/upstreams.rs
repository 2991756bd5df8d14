//! The APIs that are called.

use super::change::{Both, Change, ProgramPart};
use super::comparer::Comparer;
use super::pairing::Pairs;
use super::requests::{argument_wires, body_text, fixed_parts};
use super::wording::{ExprNames, listed, quoted};
use crate::model::{
    Argument, Capability, Credential, Expr, Operation, OperationOutput, OutputField, Upstream,
};

/// Of the library that is generated beside the surfaces.
const TYPED: &str = "code that uses the typed client may have to be changed";

/// Compares hosts, credentials, and the requests that are sent.
pub(super) fn compare_upstreams(comparer: &mut Comparer<'_>) {
    let all = comparer.capabilities().map(|capability| &capability.upstreams);
    let mut pairs = Pairs::by(all, |upstream| upstream.namespace.clone());
    let renamed = pairs.join_the_last();
    for both in pairs.stayed.into_iter().chain(renamed) {
        upstream(both, comparer);
    }
    for old in pairs.gone {
        comparer.enter(ProgramPart::upstream(&old.namespace));
        comparer.add(Change::neutral("it is not called any more").old(old.span).for_operators());
    }
    for new in pairs.added {
        comparer.enter(ProgramPart::upstream(&new.namespace));
        let place = location(new, comparer.sides.new.capability).shown();
        let message = format!("it is called: {place} has to be reachable");
        comparer.add(Change::addition(message).new_at(new.span).for_operators());
    }
}

/// Base URI in parts.
#[derive(PartialEq, Eq)]
struct BaseLocation {
    scheme: String,
    host: String,
    path: String,
}

impl BaseLocation {
    fn shown(&self) -> String {
        if self.host.is_empty() { "what the operator names".to_owned() } else { quoted(&self.host) }
    }
}

fn location(upstream: &Upstream, capability: &Capability) -> BaseLocation {
    let uri = ExprNames::of_capability(capability).joined(&upstream.base_uri);
    let (scheme, rest) = uri.split_once("://").unwrap_or(("", &uri));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    BaseLocation { scheme: scheme.to_owned(), host: host.to_owned(), path: path.to_owned() }
}

fn upstream(both: Both<&Upstream>, comparer: &mut Comparer<'_>) {
    comparer.enter(ProgramPart::upstream(&both.new.namespace));
    let spans = both.map(|one| one.span);
    if both.map(|one| &one.base_uri_variable).differ() {
        let at = comparer.keys(spans, &["namespace"]);
        let message = format!(
            "its base URI is set by {}, and was by {}",
            quoted(&both.new.base_uri_variable),
            quoted(&both.old.base_uri_variable)
        );
        comparer.add(Change::breaking(message).at(at).for_operators());
    }
    places(both, comparer);
    let credentials = both.zip(comparer.capabilities()).map(|(one, capability)| {
        let names = ExprNames::of_capability(capability);
        let credential = |one: &Credential| (login(one), secret(one, &names));
        one.credentials.iter().map(credential).collect::<Vec<_>>()
    });
    let at = comparer.keys(spans, &["authentication", "auth"]);
    let kinds = credentials.as_ref().map(|all| all.iter().map(|(kind, _)| kind.clone()).collect());
    let kinds: Both<Vec<String>> = kinds;
    if kinds.differ() {
        let Both { old, new } =
            kinds.map(|all| if all.is_empty() { "nothing".to_owned() } else { all.join(" and ") });
        let message = format!("it is shown {new}, and was shown {old}");
        comparer.add(Change::neutral(message).at(at).for_operators());
    } else if credentials.differ() {
        let message = "it is shown another secret";
        comparer.add(Change::neutral(message).at(at).for_operators());
    }
    comparer.texts(
        both.map(|one| one.description.as_str()),
        "description",
        &["description"],
        spans,
    );
    operations(both, comparer);
}

fn places(both: Both<&Upstream>, comparer: &mut Comparer<'_>) {
    let at = comparer.keys(both.map(|one| one.span), &["baseUri"]);
    let places =
        both.zip(comparer.capabilities()).map(|(one, capability)| location(one, capability));
    let Both { old, new } = places.as_ref();
    if old.host != new.host {
        let message = format!("calls go to {}, and went to {}", new.shown(), old.shown());
        let note = "what callers send goes there, and the network has to let it";
        comparer.add(Change::breaking(message).at(at).note(note).for_operators());
    }
    match (old.scheme.as_str(), new.scheme.as_str()) {
        (old, new) if old == new => {}
        ("https", "http") => {
            let change = Change::neutral("calls are made without TLS").at(at).for_operators();
            comparer.add(change.warning("whoever is on the way reads what they send and get"));
        }
        _ if old.host != new.host => {}
        (_, new) => {
            let message = format!("calls are made with {}", quoted(new));
            comparer.add(Change::neutral(message).at(at).for_operators());
        }
    }
    if old.path != new.path && old.host == new.host {
        comparer.add(Change::neutral("calls are below another path").at(at).for_operators());
    }
}

/// Kind of a credential, without its value.
fn login(credential: &Credential) -> String {
    match credential {
        Credential::Bearer(_) => "a bearer token".to_owned(),
        Credential::Basic { .. } => "a name and a password (basic)".to_owned(),
        Credential::Digest { .. } => "a name and a password (digest)".to_owned(),
        Credential::Header { name, .. } => format!("the header {}", quoted(name)),
        Credential::Query { name, .. } => format!("the query parameter {}", quoted(name)),
        Credential::Cookie { name, .. } => format!("the cookie {}", quoted(name)),
        Credential::Body { name, .. } => format!("the field {} of the body", quoted(name)),
        Credential::OAuth(_) => "a token of an authorization server".to_owned(),
    }
}

/// A text that is equal for equal secrets, which nobody may see.
fn secret(credential: &Credential, names: &ExprNames<'_>) -> String {
    let joined = |parts: &[Expr]| names.joined(parts);
    match credential {
        Credential::Bearer(value)
        | Credential::Header { value, .. }
        | Credential::Query { value, .. }
        | Credential::Cookie { value, .. }
        | Credential::Body { value, .. } => joined(value),
        Credential::Basic { username, password } | Credential::Digest { username, password } => {
            format!("{:?}", [joined(username), joined(password)])
        }
        Credential::OAuth(grant) => {
            let asked = grant.asked.iter().map(|(name, value)| format!("{name}={}", joined(value)));
            let parts = [
                joined(&grant.token_endpoint),
                joined(&grant.issuer),
                joined(&grant.client_id),
                joined(&grant.client_secret),
                asked.collect::<Vec<_>>().join("&"),
            ];
            format!("{parts:?}")
        }
    }
}

/// Operations are of no matter to callers of a surface; what is told of them explains other answers.
fn operations(both: Both<&Upstream>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both.map(|one| &one.operations), |operation| operation.name.clone());
    for old in pairs.gone {
        comparer.enter_unit(Some(old.name.clone()));
        comparer.add(Change::neutral("the operation is gone").old(old.span).note(TYPED));
    }
    for new in pairs.added {
        comparer.enter_unit(Some(new.name.clone()));
        comparer.add(Change::neutral("the operation is new").new_at(new.span));
    }
    for both in pairs.stayed {
        comparer.enter_unit(Some(both.new.name.clone()));
        operation(both, comparer);
    }
    comparer.enter_unit(None);
}

fn operation(both: Both<&Operation>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|one| one.span);
    let lines = both.map(|one| format!("{} {}", one.method, one.template));
    if lines.differ() {
        let Both { old, new } = lines.map(|line| quoted(&line));
        let message = format!("the request is {new}, and was {old}");
        let key = if both.map(|one| &one.method).differ() { "method" } else { "path" };
        let at = comparer.keys(spans, &[key]);
        comparer.add(Change::neutral(message).at(at));
    }
    let both = both.zip(comparer.capabilities());
    let both = both.map(|(one, capability)| (one, ExprNames::of_operation(capability, one)));
    let fixed = both.as_ref().map(|(one, names)| fixed_parts(one, names)).differ();
    let arguments = both.as_ref().map(|(one, _)| {
        one.arguments.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>()
    });
    // Another argument is a part of the body, and told of where callers give it.
    let has_same = !arguments.differ();
    let bodies = both.as_ref().map(|(one, names)| body_text(&one.body, names));
    let wires = both.as_ref().map(|(one, names)| argument_wires(&one.wires, names));
    if has_same && wires.differ() {
        let message = "arguments are sent in other places or under other names";
        comparer.add(Change::neutral(message).at(spans));
    }
    if fixed || has_same && bodies.differ() {
        let message = "the request has other parts that no caller gives";
        comparer.add(Change::neutral(message).at(spans));
    }
    let both = both.as_ref().map(|(one, _)| *one);
    typed_client(both, comparer);
    comparer.texts(
        both.map(|one| one.description.as_str()),
        "description",
        &["description"],
        spans,
    );
}

/// What code that uses the typed client notices.
fn typed_client(both: Both<&Operation>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both.map(|one| &one.arguments), |argument| argument.name.clone());
    let is_other = |both: &&Both<&Argument>| {
        both.map(|one| (one.kind, one.required, &one.description)).differ()
    };
    let gone = pairs.gone.iter().map(|argument| (argument.name.as_str(), argument.required));
    let added = pairs.added.iter().map(|argument| (argument.name.as_str(), argument.required));
    let others = pairs.stayed.iter().filter(is_other).map(|both| {
        let is_typed = both.map(|one| (one.kind, one.required)).differ();
        (both.new.name.as_str(), is_typed)
    });
    let all: Vec<(&str, bool)> =
        gone.map(|(name, _)| (name, true)).chain(added).chain(others).collect();
    let spans = both.map(|one| one.span);
    if !all.is_empty() {
        let names = listed(all.iter().map(|(name, _)| *name));
        let note = all.iter().any(|(_, is_typed)| *is_typed).then_some(TYPED);
        let message = format!("the typed client takes other arguments: {names}");
        comparer.add(Change::neutral(message).at(spans).maybe_note(note));
    }
    let outputs = both.zip(comparer.capabilities());
    let outputs = outputs.map(|(one, capability)| fields(one, capability));
    if outputs.differ() {
        let at = comparer.keys(spans, &["outputParameters"]);
        comparer.add(Change::neutral("the typed client returns other fields").at(at).note(TYPED));
    }
}

/// The fields of what the typed client returns, in a text that is equal for equal ones.
fn fields(operation: &Operation, capability: &Capability) -> Vec<String> {
    let OperationOutput::Fields(fields) = &operation.output else { return Vec::new() };
    let names = ExprNames::of_capability(capability);
    let field = |field: &OutputField| {
        format!(
            "{} {:?} {} {}",
            field.name,
            field.kind,
            names.text(&field.shape),
            field.description
        )
    };
    fields.iter().map(field).collect()
}
