//! One connection to an upstream.

use std::cell::RefCell;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hyper::StatusCode;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::framing::Piece;
use super::head::{self, Head, RequestMeta};
use super::{Framing, Http1Error, RequestWriter};
use crate::transport::stream::Stream;

/// The most that is read at once when nothing is known of what comes, and so the largest head.
const READ_AT_ONCE: usize = 64 << 10;
/// The same of what is known to be large: with half of it, 100 KB took a tenth more CPU. A call whose
/// caller does not read holds about so much in memory.
const MOST_AT_ONCE: usize = 128 << 10;
/// Pieces of at least this size are read to where they stay; smaller ones are copied.
const WORTH_ITS_ROOM: usize = 8 << 10;

/// A connection that somebody has for a call, or that is kept.
#[derive(Debug)]
pub(in super::super) struct Connection {
    stream: Stream,
    /// Bytes read and not taken yet.
    rest: Bytes,
    /// Bytes read of this response and of the one before, to guess the size of the next.
    read: usize,
    usual: usize,
}

impl Connection {
    pub(in super::super) fn new(stream: Stream) -> Self {
        Self { stream, rest: Bytes::new(), read: 0, usual: 0 }
    }

    /// Returns `true` if it is open and nothing has come unasked.
    pub(in super::super) fn is_at_rest(&mut self) -> bool {
        self.rest.is_empty() && self.stream.is_at_rest()
    }

    /// Sends, and waits for the head of the answer, which may come before all is sent.
    pub(in super::super) fn poll_head(
        &mut self,
        sending: &mut RequestWriter,
        asked: &RequestMeta,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Head, Http1Error>> {
        let sent = match sending.poll(&mut self.stream, cx) {
            Poll::Ready(Err(Http1Error::Connection(error))) => Some(error),
            Poll::Ready(Err(failure)) => return Poll::Ready(Err(failure)),
            Poll::Ready(Ok(())) | Poll::Pending => None,
        };
        loop {
            let mut known = self.rest.len();
            let expected = if known == 0 { self.usual } else { 0 };
            if ready!(self.poll_more(cx, expected)).map_err(Http1Error::Connection)? == 0 {
                // The failure to send the request says more than the end does.
                let failure = sent.map_or(Http1Error::Closed, Http1Error::Connection);
                return Poll::Ready(Err(failure));
            }
            while known == 0 || head::has_end(&self.rest, known) {
                let Some((head, size)) = head::parse(&self.rest, asked)? else { break };
                let _ = self.rest.split_to(size);
                match head.status {
                    StatusCode::SWITCHING_PROTOCOLS => {
                        return Poll::Ready(Err(Http1Error::Malformed(
                            "a protocol nobody asked for",
                        )));
                    }
                    // The answer is still to come, and nothing of it was looked at.
                    status if status.is_informational() && self.rest.is_empty() => break,
                    status if status.is_informational() => known = 0,
                    _ => return Poll::Ready(Ok(head)),
                }
            }
            if self.rest.len() >= READ_AT_ONCE {
                return Poll::Ready(Err(Http1Error::Malformed("a head that is too large")));
            }
        }
    }

    /// The next piece of a body, and `None` at its end. The rest of the request is sent meanwhile.
    pub(in super::super) fn poll_data(
        &mut self,
        sending: &mut Option<RequestWriter>,
        framing: &mut Framing,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Http1Error>>> {
        if let Some(on_its_way) = sending
            && matches!(on_its_way.poll(&mut self.stream, cx), Poll::Ready(Err(_)))
        {
            // The answer is there whatever becomes of the request.
            *sending = None;
        }
        loop {
            match framing.take(&mut self.rest) {
                Ok(Piece::Data(data)) => return Poll::Ready(Some(Ok(data))),
                Ok(Piece::End) => return Poll::Ready(None),
                Err(failure) => return Poll::Ready(Some(Err(failure))),
                Ok(Piece::Short) => {}
            }
            let left = framing.left().unwrap_or(0);
            match ready!(self.poll_more(cx, usize::try_from(left).unwrap_or(READ_AT_ONCE))) {
                Ok(0) if matches!(framing, Framing::Close) => return Poll::Ready(None),
                Ok(0) => return Poll::Ready(Some(Err(Http1Error::Closed))),
                Ok(_) => {}
                Err(error) => return Poll::Ready(Some(Err(Http1Error::Connection(error)))),
            }
        }
    }

    /// The whole body, if it is there already.
    pub(in super::super) fn take_whole(&mut self, framing: &mut Framing) -> Option<Bytes> {
        let left = usize::try_from(framing.left()?).ok()?;
        if self.rest.len() < left {
            return None;
        }
        *framing = Framing::Length(0);
        Some(self.rest.split_to(left))
    }

    /// Ends an exchange; whether the request has been sent whole and nothing stands behind the
    /// answer.
    pub(in super::super) fn end(&mut self, sending: Option<&RequestWriter>) -> bool {
        self.usual = std::mem::take(&mut self.read);
        self.rest.is_empty() && sending.is_some_and(RequestWriter::is_over)
    }

    /// Reads more behind what there is; 0 at the end. So much is thought to come.
    fn poll_more(&mut self, cx: &mut Context<'_>, expected: usize) -> Poll<io::Result<usize>> {
        if expected >= WORTH_ITS_ROOM && self.rest.is_empty() {
            return self.poll_large(cx, expected);
        }
        let read = ready!(poll_small(&mut self.stream, cx))?;
        let size = read.len();
        self.read += size;
        if self.rest.is_empty() {
            self.rest = read;
        } else if size > 0 {
            self.rest = [&self.rest[..], &read].concat().into();
        }
        Poll::Ready(Ok(size))
    }

    fn poll_large(&mut self, cx: &mut Context<'_>, expected: usize) -> Poll<io::Result<usize>> {
        // A little more than last time still fits.
        let most = self.stream.most_at_once().min(MOST_AT_ONCE);
        let expected = expected.min(most) * 9 / 8;
        let mut room = BytesMut::with_capacity(expected.next_power_of_two().min(most));
        let size = ready!(pin!(self.stream.read_buf(&mut room)).poll(cx))?;
        self.read += size;
        self.rest = room.freeze();
        Poll::Ready(Ok(size))
    }
}

/// Reads into room that all connections of a thread share, so that one that waits has none.
fn poll_small(stream: &mut Stream, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
    thread_local! {
        static ROOM: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_AT_ONCE]);
    }
    ROOM.with_borrow_mut(|room| {
        let mut room = ReadBuf::new(room);
        ready!(Pin::new(stream).poll_read(cx, &mut room))?;
        Poll::Ready(Ok(Bytes::copy_from_slice(room.filled())))
    })
}
