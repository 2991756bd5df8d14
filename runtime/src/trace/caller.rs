//! The context of a trace between processes.

/// The caller's context of the trace that its request belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RemoteParent {
    /// The ids of the trace and of the span that caused the request.
    pub(super) ids: Option<(u128, u64)>,
    /// The decision on recording the trace, if it was made.
    pub(super) sampled: Option<bool>,
    /// Set if it was asked for in particular, which only B3 can say.
    pub(super) debug: bool,
}

/// The context that an upstream is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Propagated {
    pub(super) trace: u128,
    pub(super) span: u64,
    pub(super) sampled: Option<bool>,
    pub(super) debug: bool,
}
