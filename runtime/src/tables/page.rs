//! The page of a capability: texts that a browser is shown, compressed when they were compiled.

/// The texts of the page of one capability.
#[derive(Debug)]
pub struct PageTexts {
    /// The document at `/`.
    pub overview: PagePart,
    /// The documents of single entries by their path behind `/-/page/`, decoded; sorted by it.
    pub entries: &'static [(&'static str, PagePart)],
    /// The inputs of everything that can be called, in JSON.
    pub data: PagePart,
    /// The capability document, with a mask in the place of each secret that is written in it.
    pub spec: PagePart,
}

/// A text: one member of gzip (RFC 1952), without a name and without a time.
#[derive(Debug)]
pub struct PagePart(pub &'static [u8]);
