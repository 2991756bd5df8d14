//! In the place of `bound_source` in a build without the feature `binds`: no value stands under a key.

pub(crate) enum BoundSource {}

/// Nothing, of each variable.
#[derive(Clone)]
pub(crate) struct BoundSources;

impl BoundSources {
    pub(crate) fn new() -> Self {
        Self
    }

    pub(crate) fn push(&mut self, _: Option<&BoundSource>) {}

    pub(crate) fn get(&self, _: usize) -> Option<&BoundSource> {
        None
    }
}

impl BoundSource {
    pub(crate) fn path(&self) -> &str {
        match *self {}
    }

    pub(crate) fn key(&self) -> &'static str {
        match *self {}
    }

    pub(crate) fn name(&self) -> String {
        match *self {}
    }
}
