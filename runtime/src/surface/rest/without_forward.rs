//! In the place of `forward` in a build without its feature: no table has a forward.

use hyper::Response;
use hyper::header::HeaderValue;
use hyper::http::request::Parts;

use crate::access::Present;
use crate::body::ResponseBody;
use crate::incoming::RequestBody;
use crate::rejection::Rejection;
use crate::tables::{Capability, Forward};
use crate::upstream::State;

pub(super) fn find<'p>(
    forwards: &'static [Forward],
    _: &'p str,
) -> Option<(&'static Forward, &'p str)> {
    forwards.first().map(|none| match *none {})
}

pub(super) fn template(none: &'static Forward) -> String {
    match *none {}
}

pub(super) fn taken(forwards: &'static [Forward]) -> Option<&'static str> {
    forwards.first().map(|none| match *none {})
}

pub(super) fn describe(none: &'static Forward, _: &Capability) -> (&'static str, &'static str) {
    match *none {}
}

pub(super) async fn pass(
    _: &State,
    (none, _): (&'static Forward, &str),
    _: &Parts,
    _: Present,
    _: &mut RequestBody,
    _: &HeaderValue,
) -> Result<Response<ResponseBody>, Rejection> {
    match *none {}
}
