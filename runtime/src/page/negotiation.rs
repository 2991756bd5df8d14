//! Content negotiation: `Accept` and `Accept-Encoding`, as far as the page has to know them.

use hyper::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName};

/// Returns `true` if HTML is asked for by its name, and nothing that programs ask for is wanted more.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let html = weight(headers, &ACCEPT, &["text/html", "text/*"]);
    let other =
        weight(headers, &ACCEPT, &["application/json", "application/*", "text/event-stream"]);
    html.is_some_and(|html| html > 0 && other.is_none_or(|other| other <= html))
}

/// Returns `true` if an answer may be compressed with gzip.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let named = weight(headers, &ACCEPT_ENCODING, &["gzip", "x-gzip"]);
    named.or_else(|| weight(headers, &ACCEPT_ENCODING, &["*"])).is_some_and(|weight| weight > 0)
}

/// The largest weight, in thousandths, of what a field names by one of these names; `None` where it names none.
fn weight(headers: &HeaderMap, field: &HeaderName, names: &[&str]) -> Option<u16> {
    let lines = headers.get_all(field).iter().filter_map(|line| line.to_str().ok());
    let ranges = lines.flat_map(|line| line.split(','));
    let weights = ranges.filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next()?;
        names.iter().any(|known| name.eq_ignore_ascii_case(known)).then(|| of(parts))
    });
    weights.max()
}

/// The weight among the parameters of a range (RFC 9110, 12.4.2); one that is none counts as none at all.
fn of<'p>(mut parameters: impl Iterator<Item = &'p str>) -> u16 {
    let weight = parameters.find_map(|parameter| {
        let (name, weight) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then_some(weight.trim())
    });
    let Some(weight) = weight else { return 1000 };
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let is_number = fraction.len() <= 3 && fraction.bytes().all(|digit| digit.is_ascii_digit());
    match whole {
        "1" if is_number && fraction.bytes().all(|digit| digit == b'0') => 1000,
        "0" if is_number => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{prefers_html, takes_gzip};
    use hyper::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};

    fn headers(name: &HeaderName, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn who_gets_the_page() {
        for accept in [
            "text/html",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            "TEXT/HTML;charset=utf-8; Q=0.5, */*",
            "text/*",
            "application/json;q=0.9, text/html",
        ] {
            assert!(prefers_html(&headers(&ACCEPT, accept)), "{accept}");
        }
        for accept in [
            "*/*",
            "",
            "application/json, text/html;q=0.9",
            "text/html;q=0",
            "text/html;q=0.000",
            "text/html;q=2",
            "text/plain",
            "application/json, text/event-stream",
        ] {
            assert!(!prefers_html(&headers(&ACCEPT, accept)), "{accept}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }

    #[test]
    fn who_gets_gzip() {
        for accept in ["gzip", "br, GZIP;q=0.1", "*", "x-gzip", "identity;q=0, *;q=0.5"] {
            assert!(takes_gzip(&headers(&ACCEPT_ENCODING, accept)), "{accept}");
        }
        for accept in ["", "br", "gzip;q=0", "gzip;q=0, *", "identity"] {
            assert!(!takes_gzip(&headers(&ACCEPT_ENCODING, accept)), "{accept}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
