//! The check of a body while it is relayed.

use std::collections::VecDeque;

use bytes::Bytes;

use super::answer::BodyCheck;
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

impl BodyCheck for Ahead {
    fn next(&mut self) -> Option<Bytes> {
        let next = self.queued.pop_front();
        self.passed |= next.is_some();
        next
    }

    fn takes_turn(&mut self) -> bool {
        std::mem::take(&mut self.passed)
    }

    fn look(&mut self, piece: Option<&Bytes>, is_over: bool) -> bool {
        piece.is_none_or(|piece| self.pieces.read(piece)) && (!is_over || self.pieces.is_whole())
    }

    fn size(&self) -> u64 {
        self.queued.iter().map(|piece| piece.len() as u64).sum()
    }
}
