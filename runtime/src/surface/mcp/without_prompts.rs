//! In the place of `prompts` in a build without its feature: no surface has prompts.

use std::iter::Empty;

use super::result::Form;
use super::rpc::Reply;
use super::{Call, McpServer};
use crate::tables::Prompts;
use crate::upstream::Context;

pub(super) fn list(none: &'static Prompts) -> &'static str {
    match *none {}
}

pub(super) fn names(none: &'static Prompts) -> Empty<&'static str> {
    match *none {}
}

pub(super) async fn get(
    _: &McpServer,
    none: &'static Prompts,
    _: Form<'_>,
    _: Call<'_>,
    _: &Context,
) -> Reply {
    match *none {}
}
