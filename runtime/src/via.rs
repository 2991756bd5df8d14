//! `Via`: who has passed a request on, so that a loop is seen (RFC 9110, 7.6.3).

#[cfg(feature = "surface")]
mod onward;

use std::sync::OnceLock;

use hyper::header::HeaderValue;

#[cfg(feature = "surface")]
pub(crate) use self::onward::{onward, own};
use crate::request_id;

/// Returns the pseudonym of this process. It names no machine and no address.
fn pseudonym() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| format!("naftiko-{:016x}", request_id::number()))
}

/// Returns `true` if this process has passed the request on before.
pub(crate) fn names_this_process(value: &HeaderValue) -> bool {
    value.as_bytes().split(|byte| *byte == b',').any(|member| {
        let words = member.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        // Behind the protocol.
        words.skip(1).take(1).any(|by| by.eq_ignore_ascii_case(pseudonym().as_bytes()))
    })
}
