//! What looks at a body while it is passed on.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::json::Pieces;

/// What is read of a body before or while it is passed on.
#[derive(Debug)]
pub(super) struct Ahead {
    /// What has been looked at, and is still to be passed on.
    pub(super) queued: VecDeque<Bytes>,
    /// Whether some of that was passed on in this turn.
    pub(super) passed: bool,
    pub(super) pieces: Pieces,
}

impl Ahead {
    /// What was read before.
    pub(super) fn next(&mut self) -> Option<Bytes> {
        let next = self.queued.pop_front();
        self.passed |= next.is_some();
        next
    }

    /// Whether what was passed on has still to be sent before anything else is said.
    pub(super) fn takes_turn(&mut self) -> bool {
        std::mem::take(&mut self.passed)
    }

    /// Looks at a piece that has come; whether what has come can be JSON, and is when it is over.
    pub(super) fn look(&mut self, piece: Option<&Bytes>, is_over: bool) -> bool {
        piece.is_none_or(|piece| self.pieces.read(piece)) && (!is_over || self.pieces.is_whole())
    }

    /// How many bytes are still to be passed on.
    pub(super) fn size(&self) -> u64 {
        self.queued.iter().map(|piece| piece.len() as u64).sum()
    }
}
