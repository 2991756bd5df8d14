//! Base URIs that cannot be called, by their text: R19.

use super::context::Context;
use super::paths::secrets_in_query;
use super::secrets::plaintext_secret;
use crate::finding::{Code, Finding};
use crate::text::Span;

/// Tells what the program will not start with, as far as that is written in the document.
pub(super) fn check_address(namespace: &str, uri: &str, span: Span, context: &mut Context<'_>) {
    let (address, query) = uri.split_once('?').unwrap_or((uri, ""));
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let place = rest.split(['/', '#']).next().unwrap_or_default();
    if let Some((user, _)) = place.rsplit_once('@')
        && !user.contains(['{', '$'])
    {
        plaintext_secret(&format!("user of the base URI of {namespace}"), user, span, context);
    }
    secrets_in_query(query, span, context);
    if let Some(flaw) = flaw(uri, place) {
        let variable = format!("{}_BASE_URI", crate::names::screaming(namespace));
        let message = format!("the base URI of `{namespace}` cannot be called: {flaw}");
        context.report(
            Finding::new(Code::BaseUriInvalid, span, message)
                .help(format!("mend it, or set {variable} when the server starts")),
        );
    }
}

/// Returns the reason why nothing can be called there; holes may be anything.
fn flaw(uri: &str, place: &str) -> Option<&'static str> {
    if place.contains('@') {
        return Some("a user does not belong there; credentials are `authentication`");
    }
    if uri.contains(['#', '?']) {
        return Some("it has a query or a fragment; write `inputParameters` for a query");
    }
    let has_holes = uri.contains(['{', '$']);
    if !has_holes && uri.contains(char::is_whitespace) {
        return Some("there is white space in it");
    }
    if !uri.is_ascii() {
        return Some("it has characters beyond ASCII");
    }
    if place.contains(['{', '$']) {
        return None;
    }
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (place, None),
    };
    if host.is_empty() || host == "." {
        return Some("it has no host");
    }
    let fits = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    if port.is_some_and(|port| !fits(port)) {
        return Some("its port is not a number from 1 to 65535");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::flaw;

    fn of(uri: &str) -> Option<&'static str> {
        let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        flaw(uri, rest.split(['/', '?', '#']).next().unwrap_or_default())
    }

    #[test]
    fn what_cannot_be_called() {
        for (uri, part) in [
            ("https://x:0", "port"),
            ("https://x:99999/v1", "port"),
            ("https://x:", "port"),
            ("https://x:+80", "port"),
            ("https://x:http/v1", "port"),
            ("https://", "no host"),
            ("https:///v1", "no host"),
            ("https://:80", "no host"),
            ("https://u:p@x/v1", "user"),
            ("https://{{U}}:{{P}}@x/v1", "user"),
            ("https://x/v1?a=b", "query"),
            ("https://x/v1#a", "fragment"),
            ("https://x y/v1", "white space"),
            ("https://b\u{fc}cher.test", "ASCII"),
        ] {
            assert!(of(uri).is_some_and(|flaw| flaw.contains(part)), "{uri} {:?}", of(uri));
        }
    }

    #[test]
    fn what_can() {
        for uri in [
            "https://x.test",
            "https://x.test/v1/",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/v1",
            "http://[::1]",
            "https://{{ HOST }}:{{PORT}}/v1",
            "https://{tenant}.x.test:{port}",
            "{{BASE}}",
            "${BASE}/v1",
            "https://x/@user",
        ] {
            assert_eq!(of(uri), None, "{uri}");
        }
    }
}
