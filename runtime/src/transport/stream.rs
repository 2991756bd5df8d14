//! The bytes of a connection to an upstream, with or without TLS.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::unconstrained;
use tokio_rustls::client::TlsStream;

/// The ALPN name of HTTP/2.
pub(super) const HTTP2: &[u8] = b"h2";

/// The most bytes in a record of TLS: RFC 8446, section 5.1.
const RECORD: usize = 16 << 10;

/// An open connection.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(TcpStream),
    /// In a box, because sessions are large and connections are moved.
    Secure(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Returns `true` if it is encrypted, so that what is written is not yet sent.
    pub(super) fn is_secure(&self) -> bool {
        matches!(self, Self::Secure(_))
    }

    /// Returns `true` if the other end has chosen HTTP/2.
    pub(super) fn speaks_http2(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Secure(stream) => stream.get_ref().1.alpn_protocol() == Some(HTTP2),
        }
    }

    /// The most bytes one read can bring.
    pub(super) fn most_at_once(&self) -> usize {
        match self {
            Self::Plain(_) => usize::MAX,
            Self::Secure(_) => RECORD,
        }
    }

    /// Returns `true` if it is open and nothing has come unasked.
    pub(super) fn is_at_rest(&mut self) -> bool {
        match self {
            Self::Plain(stream) => {
                let read = stream.try_read(&mut [0]);
                read.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
            }
            // Whoever reads next is woken, so nobody has to be now. Tickets are taken on the way.
            Self::Secure(stream) => {
                let mut byte = [0];
                let read = poll_fn(|cx| {
                    Pin::new(&mut *stream).poll_read(cx, &mut ReadBuf::new(&mut byte))
                });
                // Whatever else this task has done, there has to be an answer now.
                let mut context = Context::from_waker(Waker::noop());
                pin!(unconstrained(read)).poll(&mut context).is_pending()
            }
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, room),
            Self::Secure(stream) => Pin::new(stream).poll_read(cx, room),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Secure(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, pieces),
            Self::Secure(stream) => Pin::new(stream).poll_write_vectored(cx, pieces),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(_) => Poll::Ready(Ok(())),
            Self::Secure(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Secure(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

/// With TLS an end is said, so that the other side can tell it from a cable that was cut.
impl Drop for Stream {
    fn drop(&mut self) {
        if let Self::Secure(stream) = self {
            // Whatever does not fit now is not worth waiting for.
            let mut context = Context::from_waker(Waker::noop());
            let _ = Pin::new(stream).poll_shutdown(&mut context);
        }
    }
}
