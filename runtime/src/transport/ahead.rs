//! The check of a body while it is relayed.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::json::Pieces;

/// The check of a relayed body, and the bytes read before its head went out.
#[derive(Debug)]
pub(super) struct Ahead {
    /// Bytes that were checked and are still to be passed on.
    pub(super) queued: VecDeque<Bytes>,
    /// Set when some of them were passed on in this turn.
    pub(super) passed: bool,
    pub(super) pieces: Pieces,
}

impl Ahead {
    /// The next bytes read before.
    pub(super) fn next(&mut self) -> Option<Bytes> {
        let next = self.queued.pop_front();
        self.passed |= next.is_some();
        next
    }

    /// Returns `true` once if bytes were passed on that have to be sent before an error is returned.
    pub(super) fn takes_turn(&mut self) -> bool {
        std::mem::take(&mut self.passed)
    }

    /// Looks at a piece that has come; whether what has come can be JSON, and is when it is over.
    pub(super) fn look(&mut self, piece: Option<&Bytes>, is_over: bool) -> bool {
        piece.is_none_or(|piece| self.pieces.read(piece)) && (!is_over || self.pieces.is_whole())
    }

    /// The bytes that are still to be passed on.
    pub(super) fn size(&self) -> u64 {
        self.queued.iter().map(|piece| piece.len() as u64).sum()
    }
}
