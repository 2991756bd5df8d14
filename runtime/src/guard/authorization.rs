//! The `authorization` header: a scheme and what follows it.

use hyper::header::{AUTHORIZATION, HeaderMap};

/// Returns the text after `scheme` in the only `authorization` header, without blanks around it.
pub(super) fn after<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(only), None) = (all.next(), all.next()) else {
        return None;
    };
    let (named, rest) = only.to_str().ok()?.trim().split_once(' ')?;
    let rest = rest.trim();
    (named.eq_ignore_ascii_case(scheme) && !rest.is_empty()).then_some(rest)
}
