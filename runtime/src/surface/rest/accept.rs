//! Content negotiation: `Accept`, as far as an answer that is made here has to know it.

use hyper::header::{ACCEPT, HeaderMap};

/// Returns `true` if JSON is among what the caller takes. A caller without `accept`, or with one that is not visible
/// ASCII, takes anything.
pub(super) fn takes_json(headers: &HeaderMap) -> bool {
    let mut best: Option<(u8, bool)> = None;
    for value in headers.get_all(ACCEPT) {
        let Ok(value) = value.to_str() else { return true };
        for range in value.split(',').map(str::trim).filter(|range| !range.is_empty()) {
            let mut parts = range.split(';').map(str::trim);
            let specific = fits(parts.next().unwrap_or_default());
            let wanted = !parts.any(is_refused);
            // Of ranges that fit equally well, one that takes JSON is enough.
            best = best.max(Some((specific, wanted)));
        }
    }
    best.is_none_or(|(specific, wanted)| specific > 0 && wanted)
}

/// Returns the precision with which a media range names JSON, from 1 to 3; 0 if it does not.
fn fits(range: &str) -> u8 {
    let known = ["*/*", "application/*", "application/json"];
    let at = known.iter().position(|known| range.eq_ignore_ascii_case(known));
    at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
}

/// Returns `true` if a parameter is a weight of zero.
fn is_refused(parameter: &str) -> bool {
    let Some((name, weight)) = parameter.split_once('=') else { return false };
    name.trim().eq_ignore_ascii_case("q") && weight.trim().parse() == Ok(0.0)
}

#[cfg(test)]
mod tests {
    use super::takes_json;
    use hyper::header::{ACCEPT, HeaderMap, HeaderValue};

    fn takes(values: &[&'static str]) -> bool {
        let values = values.iter().map(|value| (ACCEPT, HeaderValue::from_static(value)));
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            headers.append(name, value);
        }
        takes_json(&headers)
    }

    #[test]
    fn the_range_that_fits_closest_decides() {
        for accepted in [
            &[][..],
            &[""],
            &["*/*"],
            &["Application/JSON; charset=utf-8"],
            &["text/html, application/*;q=0.1"],
            &["text/html", "application/json;q=0.001"],
            &["*/*;q=0, application/json"],
        ] {
            assert!(takes(accepted), "{accepted:?}");
        }
        for refused in [
            &["text/html"][..],
            &["application/xml, text/*"],
            &["application/json;q=0, */*"],
            &["application/*; Q=0.0"],
            &["text/html;q=0"],
        ] {
            assert!(!takes(refused), "{refused:?}");
        }
    }
}
