//! Where surfaces listen, and the names that operators know them by.

use super::change::{Both, Change};
use super::comparer::Comparer;
use super::wording::quoted;
use crate::model::Port;
use crate::names;
use crate::text::Span;

/// Address that surfaces listen on whose document names none.
const LOOPBACK: &str = "127.0.0.1";

/// What a document says of a listener; a surface without a port listens nowhere.
#[derive(Clone, Copy)]
pub(super) struct Listener<'a> {
    pub(super) address: Option<&'a str>,
    pub(super) port: Option<Port>,
    /// Place of the surface.
    pub(super) span: Span,
}

/// Compares where a surface listens.
pub(super) fn compare_listeners(both: Both<Listener<'_>>, comparer: &mut Comparer<'_>) {
    let (Some(old), Some(new)) = (both.old.port, both.new.port) else { return };
    if old.number != new.number {
        let message = format!("it listens on port {}, and listened on {}", new.number, old.number);
        let at = Both::new(old.span, new.span);
        comparer.add(
            Change::breaking(message)
                .at(at)
                .note("callers are not affected where the operator sets the port"),
        );
    }
    let addresses = both.map(|one| one.address.unwrap_or(LOOPBACK));
    let at = comparer.keys(both.map(|one| one.span), &["address"]);
    if !addresses.differ() {
        if both.map(|one| one.address).differ() {
            let message = format!("it listens on {} as before", quoted(addresses.new));
            comparer.add(Change::neutral(message).at(at).for_operators());
        }
        return;
    }
    let Both { old, new } = addresses.map(quoted);
    let message = format!("it listens on {new}, and listened on {old}");
    let change = match (is_everywhere(addresses.old), is_everywhere(addresses.new)) {
        (false, true) => Change::addition(message).warning("other machines can reach it"),
        _ => Change::breaking(message),
    };
    comparer.add(change.at(at));
}

/// Returns `true` for an address that stands for all addresses of a machine.
fn is_everywhere(address: &str) -> bool {
    address.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_unspecified())
}

/// Compares the namespaces of surfaces, which are parts of the names of variables.
pub(super) fn compare_namespaces(
    namespaces: Both<&str>,
    spans: Both<Span>,
    comparer: &mut Comparer<'_>,
) {
    if namespaces.differ() {
        let Both { old, new } = namespaces;
        let prefixes = namespaces.map(names::screaming);
        let message = format!("it is called {}, and was called {}", quoted(new), quoted(old));
        let note = if prefixes.differ() {
            format!(
                "its variables are named `{0}_ADDRESS` and `{0}_PORT` now, and were `{1}_…`",
                prefixes.new, prefixes.old
            )
        } else {
            "its variables keep their names".to_owned()
        };
        let at = comparer.keys(spans, &["namespace"]);
        comparer.add(Change::breaking(message).at(at).note(note).for_operators());
    }
}
