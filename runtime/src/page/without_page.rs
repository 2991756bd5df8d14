//! In the place of `page` in a build without its feature: no capability has a page.

use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;

use crate::access::{self, Answer, Guarded};
use crate::config::{Config, StartError};
use crate::end::End;
use crate::guard::RequestGuard;
use crate::tables::{Guard, PageTexts};
use crate::upstream::State;

pub(crate) trait Hosting: Guarded {
    fn page(&self) -> Option<(&Page, Option<&Arc<RequestGuard>>)>;
}

#[derive(Debug)]
pub(crate) struct Page(&'static PageTexts);

impl Page {
    pub(crate) fn fork(&self) -> Arc<Self> {
        match *self.0 {}
    }
}

pub(crate) fn mount(
    _: Option<String>,
    _: &'static str,
    _: Option<&'static Guard>,
    _: Option<&'static str>,
    state: &State,
    _: &Config,
    _: &mut StartError,
) -> Option<Arc<Page>> {
    state.capability().page.map(|none| Arc::new(Page(none)))
}

pub(crate) fn enter<'a, S: Hosting>(
    surface: &'a S,
    request: Request<Incoming>,
    end: Option<End>,
) -> Answer<'a> {
    match surface.page() {
        Some((page, _)) => match *page.0 {},
        None => Box::pin(access::enter(surface, request, end)),
    }
}
