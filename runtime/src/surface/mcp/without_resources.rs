//! In the place of `resources` in a build without its feature: no surface has resources.

use super::result::Form;
use super::rpc::Reply;
use super::{Call, McpServer};
use crate::config::{Config, StartError};
use crate::tables::Resources;
use crate::upstream::Context;

#[derive(Clone, Debug)]
pub(crate) enum MountedResources {}

impl MountedResources {
    pub(super) fn new(none: &'static Resources, _: &Config, _: &mut StartError) -> Self {
        match *none {}
    }

    pub(super) fn folders(&self) -> Vec<(&'static str, String)> {
        match *self {}
    }

    pub(super) async fn answer(
        &self,
        _: &McpServer,
        _: Form<'_>,
        _: Call<'_>,
        _: &Context,
    ) -> Option<Reply> {
        match *self {}
    }
}

pub(super) mod about {
    use std::fmt;

    use crate::json::JsonWriter;
    use crate::tables::Resources;

    pub(in super::super) fn describe(none: &Resources, _: &mut String) -> fmt::Result {
        match *none {}
    }

    pub(in super::super) fn describe_json(none: &Resources, _: &mut JsonWriter) {
        match *none {}
    }

    pub(in super::super) fn variables(none: &Resources) -> Vec<&'static str> {
        match *none {}
    }
}
