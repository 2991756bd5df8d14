//! Media types of messages: what a client sends, and what it takes.

use hyper::header::{ACCEPT, HeaderMap};

use crate::body;
use crate::rejection::Rejection;
use crate::upstream::media_is_json;

/// Refuses what is not sent as JSON, and who takes neither JSON nor events.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Rejection> {
    if !body::media(headers)?.is_some_and(|media| media_is_json(media.as_bytes())) {
        return Err(Rejection::UnsupportedMedia("send the message as application/json"));
    }
    let mut accepted = headers.get_all(ACCEPT).iter().peekable();
    if accepted.peek().is_some() && !accepted.any(|accept| is_accepted(accept.as_bytes())) {
        return Err(Rejection::NotAcceptable("answers are application/json"));
    }
    Ok(())
}

fn is_accepted(accept: &[u8]) -> bool {
    // As the protocol asks for it, and most clients write it.
    accept == b"application/json, text/event-stream"
        || essences(accept).any(|essence| {
            ["application/json", "text/event-stream", "*/*", "application/*", "text/*"]
                .iter()
                .any(|known| essence.eq_ignore_ascii_case(known.as_bytes()))
        })
}

/// Whether the client asks for events by name; wildcards are for those who know only JSON.
pub(super) fn takes_events(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| {
        let mut essences = essences(accept.as_bytes());
        essences.any(|media| media.eq_ignore_ascii_case(b"text/event-stream"))
    })
}

/// The media ranges without their parameters.
fn essences(accept: &[u8]) -> impl Iterator<Item = &[u8]> {
    accept
        .split(|byte| *byte == b',')
        .map(|range| range.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii())
}
