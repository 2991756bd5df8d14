//! What is said of a trace from one process to the next.

/// What a caller says of the trace that its request belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RemoteParent {
    /// The ids of the trace and of the span that caused the request.
    pub(super) ids: Option<(u128, u64)>,
    /// Whether the trace is recorded, where that is decided.
    pub(super) sampled: Option<bool>,
    /// Set if it was asked for in particular, which only B3 can say.
    pub(super) debug: bool,
}

/// What an upstream is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Propagated {
    pub(super) trace: u128,
    pub(super) span: u64,
    pub(super) sampled: Option<bool>,
    pub(super) debug: bool,
}
