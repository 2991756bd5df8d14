//! A socket that does not wait for ever for a caller who does not read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::activity::ConnectionActivity;
use super::frames::Frames;
use crate::memory::{BytePool, Claim, FREE};

/// A stream whose writing fails when it makes no progress for too long. With it ends what was to be
/// written: the answer, and the upstream's connection it comes from.
pub(super) struct WriteTimeout {
    /// Bytes read before.
    read: Bytes,
    stream: TokioIo<Measured>,
    patience: Duration,
    /// Made when a write has to wait.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Set when the caller has sent everything.
    is_ended: bool,
    /// Made when it has and an answer is due, to a request that is whole or is not.
    leaving: Option<(bool, Pin<Box<Sleep>>)>,
    activity: Option<Arc<ConnectionActivity>>,
    /// The claim of a large head, until its request is over.
    head: Option<Claim>,
    /// The claim of a header block of HTTP/2, and the pool it is of.
    block: Option<(usize, Arc<BytePool>)>,
}

/// A stream that knows how much its last read has brought, and over HTTP/2 in which frames.
struct Measured {
    stream: TcpStream,
    size: usize,
    frames: Option<Box<Frames>>,
}

impl WriteTimeout {
    pub(super) fn new(stream: TcpStream, read: Bytes, patience: Duration) -> Self {
        Self {
            read,
            stream: TokioIo::new(Measured { stream, size: 0, frames: None }),
            patience,
            stalled: None,
            is_ended: false,
            leaving: None,
            activity: None,
            head: None,
            block: None,
        }
    }

    /// Counts blocks of header fields of HTTP/2 that are not whole as so many bytes of a pool.
    pub(super) fn count_blocks(&mut self, bytes: usize, pool: &Arc<BytePool>) {
        self.block = Some((bytes, Arc::clone(pool)));
        self.stream.inner_mut().frames = Some(Box::default());
    }

    /// Tells `activity` what happens.
    pub(super) fn watch(&mut self, activity: &Arc<ConnectionActivity>) {
        self.activity = Some(Arc::clone(activity));
    }

    pub(super) fn into_stream(self) -> TcpStream {
        self.stream.into_inner().stream
    }

    /// Large heads are counted: a thousand callers can have begun one.
    fn count(&mut self, size: usize) -> io::Result<()> {
        if let Some((bytes, pool)) = &self.block {
            let frames = &self.stream.inner().frames;
            if !frames.as_ref().is_some_and(|frames| frames.is_in_block()) {
                self.head = None;
                return Ok(());
            }
            return reach(self.head.get_or_insert_with(|| Claim::new(pool)), *bytes);
        }
        let Some(activity) = &self.activity else { return Ok(()) };
        let begun = activity.read(size);
        if activity.in_head().is_none() {
            return Ok(());
        }
        if begun <= FREE {
            self.head = None;
            return Ok(());
        }
        reach(self.head.get_or_insert_with(|| Claim::new(&activity.memory().heads)), begun)
    }

    /// When the end of what a caller sends is told.
    ///
    /// A caller that has closed its sending side may still read (RFC 9112, 9.6), and looks the same
    /// as one that has gone away until something is written. So while an answer is due, the end is
    /// told only when nothing was written for a while.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        const WHILE: Duration = Duration::from_secs(5);
        // For a body that has come and is not read yet; one that is cut off is known as late.
        const MOMENT: Duration = Duration::from_secs(1);
        let Some(is_whole) = self.activity.as_ref().and_then(|activity| activity.owes_answer())
        else {
            return Poll::Ready(Ok(()));
        };
        let after = || (is_whole, Box::pin(sleep(if is_whole { WHILE } else { MOMENT })));
        let (was_whole, timer) = self.leaving.get_or_insert_with(after);
        if *was_whole != is_whole {
            (*was_whole, *timer) = after();
        }
        timer.as_mut().poll(cx).map(Ok)
    }

    fn progress(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            if let Some(activity) = &self.activity {
                activity.written();
            }
            if self.stalled.is_some() {
                self.stalled = None;
            }
            if self.leaving.is_some() {
                self.leaving = None;
            }
            return written;
        }
        let patience = self.patience;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the caller does not read")))
    }
}

fn reach(claim: &mut Claim, bytes: usize) -> io::Result<()> {
    if claim.try_reach(bytes) { Ok(()) } else { Err(io::ErrorKind::OutOfMemory.into()) }
}

impl Read for WriteTimeout {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_ended {
            return self.poll_end(cx);
        }
        let mut early = 0;
        if !self.read.is_empty() {
            early = self.read.len().min(buffer.remaining());
            buffer.put_slice(&self.read.split_to(early));
        }
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if polled.is_pending() && early == 0 {
            return Poll::Pending;
        }
        let size = early + self.stream.inner_mut().take_size();
        if size == 0 && matches!(polled, Poll::Ready(Ok(()))) {
            self.is_ended = true;
            return self.poll_end(cx);
        }
        self.count(size)?;
        if polled.is_pending() { Poll::Ready(Ok(())) } else { polled }
    }
}

impl Write for WriteTimeout {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.progress(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.progress(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Asked only when everything has been written.
        if let Some(activity) = &self.activity {
            activity.flushed();
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Measured {
    /// Bytes of the last read.
    fn take_size(&mut self) -> usize {
        std::mem::take(&mut self.size)
    }
}

impl AsyncRead for Measured {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = room.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, room);
        let read = &room.filled()[before..];
        self.size = read.len();
        if let Some(frames) = &mut self.frames {
            frames.read(read);
        }
        polled
    }
}

impl AsyncWrite for Measured {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
