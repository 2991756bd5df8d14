//! A request on its way to the socket.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use hyper::body::Body;
use tokio::io::AsyncWrite;

use super::Failure;
use crate::upstream::outgoing::Outgoing;
use crate::upstream::stream::Stream;

/// How long the body of a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Known(u64),
    /// It is sent in chunks.
    Unknown,
}

/// What is still to be sent: at most two pieces, and a body from which more come.
#[derive(Debug)]
pub(in super::super) struct Sending {
    /// Head, or what stands between two chunks.
    frame: Bytes,
    data: Bytes,
    body: Option<Outgoing>,
    /// Whether pieces of the body are chunks, and one was sent.
    chunks: Option<bool>,
    /// Whether the socket has taken anything.
    begun: bool,
}

impl Outgoing {
    pub(crate) fn length(&self) -> Length {
        if self.is_end_stream() {
            return Length::Known(0);
        }
        self.size_hint().exact().map_or(Length::Unknown, Length::Known)
    }
}

impl Sending {
    /// A request whose head says how long its body is.
    pub(in super::super) fn new(head: Vec<u8>, body: Outgoing) -> Self {
        let chunks = (body.length() == Length::Unknown).then_some(false);
        let (data, body) = match body {
            Outgoing::Whole(bytes) => (bytes, None),
            relay => (Bytes::new(), Some(relay).filter(|relay| !relay.is_end_stream())),
        };
        Self { frame: Bytes::from(head), data, body, chunks, begun: false }
    }

    /// Whether another connection can be tried, since no byte has left.
    pub(in super::super) fn is_untouched(&self) -> bool {
        !self.begun
    }

    pub(super) fn is_over(&self) -> bool {
        self.body.is_none() && self.frame.is_empty() && self.data.is_empty()
    }

    /// Sends as much as the socket and the caller let it.
    pub(super) fn poll(
        &mut self,
        stream: &mut Stream,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Failure>> {
        loop {
            while !(self.frame.is_empty() && self.data.is_empty()) {
                let written = ready!(self.write(stream, cx)).map_err(Failure::Connection)?;
                self.begun = true;
                self.advance(written);
            }
            let Some(body) = &mut self.body else {
                // With TLS the socket can be behind what was written.
                return Pin::new(stream).poll_flush(cx).map_err(Failure::Connection);
            };
            let piece = match ready!(Pin::new(body).poll_frame(cx)) {
                Some(frame) => frame.map_err(Failure::Body)?.into_data().ok(),
                None => {
                    self.body = None;
                    Some(Bytes::new())
                }
            };
            // What is no data is not for the upstream.
            if let Some(piece) = piece {
                self.take(piece);
            }
        }
    }

    fn write(&self, stream: &mut Stream, cx: &mut Context<'_>) -> Poll<Result<usize, io::Error>> {
        let stream = Pin::new(stream);
        let written = match (self.frame.is_empty(), self.data.is_empty()) {
            (false, false) => {
                let pieces = [IoSlice::new(&self.frame), IoSlice::new(&self.data)];
                ready!(stream.poll_write_vectored(cx, &pieces))?
            }
            (false, true) => ready!(stream.poll_write(cx, &self.frame))?,
            (true, _) => ready!(stream.poll_write(cx, &self.data))?,
        };
        let taken = if written == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(written) };
        Poll::Ready(taken)
    }

    fn advance(&mut self, written: usize) {
        let of_frame = written.min(self.frame.len());
        self.frame.advance(of_frame);
        self.data.advance(written - of_frame);
    }

    /// A piece of the body; an empty one that is the last ends the chunks.
    fn take(&mut self, piece: Bytes) {
        if let Some(behind_one) = &mut self.chunks {
            let end = if *behind_one { "\r\n" } else { "" };
            if !piece.is_empty() {
                *behind_one = true;
                self.frame = Bytes::from(format!("{end}{:x}\r\n", piece.len()));
            } else if self.body.is_none() {
                self.frame = Bytes::from(format!("{end}0\r\n\r\n"));
            }
        }
        self.data = piece;
    }
}
