//! A source file before it is text.

use proc_macro2::TokenStream;

use super::docs::one_line;

/// One emitted file.
pub(crate) struct Module {
    /// Its path below `src/`.
    pub(crate) path: String,
    /// The document it comes from, when it comes from one.
    pub(crate) spec: Option<String>,
    /// Its `//!` lines.
    pub(crate) docs: Vec<String>,
    /// Its inner attributes.
    pub(crate) attributes: Vec<TokenStream>,
    /// `use` items, printed as one block.
    pub(crate) uses: Vec<TokenStream>,
    /// `mod` items or re-exports, printed as one block.
    pub(crate) modules: Vec<TokenStream>,
    /// Everything else, in order.
    pub(crate) items: Vec<TokenStream>,
}

impl Module {
    /// An empty file.
    pub(crate) fn new(path: impl Into<String>, spec: Option<&str>, docs: Vec<String>) -> Self {
        Self {
            path: path.into(),
            spec: spec.map(str::to_owned),
            docs: docs.into_iter().map(|line| one_line(&line)).collect(),
            attributes: Vec::new(),
            uses: Vec::new(),
            modules: Vec::new(),
            items: Vec::new(),
        }
    }
}
