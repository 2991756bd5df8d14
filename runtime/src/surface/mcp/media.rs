//! Media types of messages: what a client sends, and what it takes.

use hyper::StatusCode;
use hyper::header::{ACCEPT, HeaderMap};

use crate::content::media_is_json;
use crate::incoming;
use crate::rejection::Rejection;

/// Refuses what is not sent as JSON, and who takes neither JSON nor events.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Rejection> {
    if !incoming::media(headers)?.is_some_and(|media| media_is_json(media.as_bytes())) {
        return Err(Rejection::unsupported_media("send the message as application/json"));
    }
    let mut accepted = headers.get_all(ACCEPT).iter().peekable();
    if accepted.peek().is_some() && !accepted.any(|accept| is_accepted(accept.as_bytes())) {
        return Err(Rejection::Plain(StatusCode::NOT_ACCEPTABLE, "answers are application/json"));
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

/// Returns `true` if the client asks for events by name; wildcards are for those who know only JSON.
pub(super) fn takes_events(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| {
        let mut essences = essences(accept.as_bytes());
        essences.any(|media| media.eq_ignore_ascii_case(b"text/event-stream"))
    })
}

/// The media ranges that are wanted, without their parameters.
fn essences(accept: &[u8]) -> impl Iterator<Item = &[u8]> {
    accept.split(|byte| *byte == b',').filter_map(|range| {
        let mut parts = range.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let essence = parts.next()?;
        (!parts.any(is_refused)).then_some(essence)
    })
}

/// Returns `true` if a parameter is a weight of zero (RFC 9110, 12.4.2).
fn is_refused(parameter: &[u8]) -> bool {
    let Some((name, weight)) = parameter.split_first_chunk::<2>() else { return false };
    name.eq_ignore_ascii_case(b"q=") && matches!(weight, b"0" | b"0." | b"0.0" | b"0.00" | b"0.000")
}

#[cfg(test)]
mod tests {
    use super::{check, takes_events};
    use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};

    #[test]
    fn a_weight_of_zero_is_a_no() {
        for (accept, is_taken, has_events) in [
            ("application/json", true, false),
            ("application/json;q=0", false, false),
            ("application/json; Q=0.000, text/html", false, false),
            ("application/json;q=0.001", true, false),
            ("application/json;q=0, text/event-stream", true, true),
            ("application/json, text/event-stream;q=0", true, false),
            ("*/*;q=0", false, false),
            ("*/*;charset=q=0", true, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(check(&headers).is_ok(), is_taken, "{accept}");
            assert_eq!(takes_events(&headers), has_events, "{accept}");
        }
    }
}
