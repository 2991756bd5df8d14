//! The state in which lowering begins.

use std::collections::{HashMap, HashSet};

use super::calls::called_with;
use super::context::Context;
use super::surface::forwarded;
use super::variables::Variables;
use crate::finding::Findings;
use crate::load::Loader;
use crate::model::Types;
use crate::spec::{Adapter, Document, Text};

/// Nothing is lowered yet. `adapters` have the units that call something.
pub(super) fn start<'a>(
    document: &'a Document<'a>,
    adapters: impl IntoIterator<Item = &'a Adapter<'a>>,
    loader: Loader,
    findings: &'a mut Findings,
) -> Context<'a> {
    Context {
        variables: Variables::declare(document, &loader, findings),
        findings,
        loader,
        missing: &document.missing,
        is_shared: document.is_shared,
        version: Text::said(document.info.version.as_ref()).filter(|text| !text.is_empty()),
        types: Types::default(),
        compared: 0,
        inputs: 0,
        called_with: called_with(adapters),
        names: HashMap::new(),
        forwarded: forwarded(&document.exposes),
        secrets: Vec::new(),
        unsafe_functions: HashSet::new(),
    }
}
