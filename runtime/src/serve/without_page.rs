//! In the place of `page` in a build without its feature: no listener has a page.

use std::sync::Arc;

use super::Bound;
use super::app::App;
use crate::config::Config;
use crate::surface::control::{Process, Source};

pub(super) fn connect(_: &[Bound], _: &[Arc<Source>], _: &Config, _: &Arc<Process>) {}

pub(super) fn link(_: &[&App]) {}

pub(crate) fn told(_: &Bound) -> Option<String> {
    None
}
