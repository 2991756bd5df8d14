//! The headers of B3: all in `b3`, or one for each of `x-b3-*`.

use hyper::header::{HeaderName, HeaderValue};

use super::caller::Propagated;
use crate::request::HeaderList;

pub(super) const SINGLE: HeaderName = HeaderName::from_static("b3");
pub(super) const TRACE: HeaderName = HeaderName::from_static("x-b3-traceid");
pub(super) const SPAN: HeaderName = HeaderName::from_static("x-b3-spanid");
const PARENT: HeaderName = HeaderName::from_static("x-b3-parentspanid");
pub(super) const SAMPLED: HeaderName = HeaderName::from_static("x-b3-sampled");
pub(super) const FLAGS: HeaderName = HeaderName::from_static("x-b3-flags");

fn state(onward: Propagated) -> &'static str {
    match onward {
        Propagated { debug: true, .. } => "-d",
        Propagated { sampled: Some(true), .. } => "-1",
        Propagated { sampled: Some(false), .. } => "-0",
        Propagated { sampled: None, .. } => "",
    }
}

pub(super) fn write(onward: Propagated, headers: &mut HeaderList) {
    let Propagated { trace, span, .. } = onward;
    let text = format!("{trace:032x}-{span:016x}{}", state(onward));
    insert(headers, SINGLE, text);
}

pub(super) fn write_multi(onward: Propagated, headers: &mut HeaderList) {
    insert(headers, TRACE, format!("{:032x}", onward.trace));
    insert(headers, SPAN, format!("{:016x}", onward.span));
    match state(onward).trim_start_matches('-') {
        "" => {}
        "d" => insert(headers, FLAGS, "1".to_owned()),
        state => insert(headers, SAMPLED, state.to_owned()),
    }
    headers.remove(&PARENT);
}

fn insert(headers: &mut HeaderList, name: HeaderName, text: String) {
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.insert(name, value);
    }
}
