//! A request on its way to the socket.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use hyper::body::Body;
use tokio::io::AsyncWrite;

use super::Http1Error;
use crate::transport::outgoing::UpstreamRequestBody;
use crate::transport::stream::Stream;

/// The length of a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Known(u64),
    /// It is sent in chunks.
    Unknown,
}

/// The rest of a request: at most two pieces, and a body that yields more.
#[derive(Debug)]
pub(in super::super) struct RequestWriter {
    /// Head, or what stands between two chunks.
    frame: Bytes,
    data: Bytes,
    body: Option<UpstreamRequestBody>,
    /// `Some` for a chunked body: `true` once a chunk was sent.
    chunks: Option<bool>,
    /// Set when bytes may have left.
    begun: bool,
    /// Set when the socket has all that was written; with TLS it can be behind.
    flushed: bool,
}

impl UpstreamRequestBody {
    pub(crate) fn length(&self) -> Length {
        if self.is_end_stream() {
            return Length::Known(0);
        }
        self.size_hint().exact().map_or(Length::Unknown, Length::Known)
    }
}

impl RequestWriter {
    /// A request whose head says how long its body is.
    pub(in super::super) fn new(head: Vec<u8>, mut body: UpstreamRequestBody) -> Self {
        let chunks = (body.length() == Length::Unknown).then_some(false);
        let data = body.take_whole();
        let body = Some(body).filter(|body| !body.is_end_stream());
        Self { frame: Bytes::from(head), data, body, chunks, begun: false, flushed: false }
    }

    /// Returns `true` while no byte has left, so that another connection can be tried.
    pub(in super::super) fn is_untouched(&self) -> bool {
        !self.begun
    }

    pub(super) fn is_over(&self) -> bool {
        self.flushed && self.body.is_none() && self.frame.is_empty() && self.data.is_empty()
    }

    /// Sends as much as the socket and the caller let it.
    pub(super) fn poll(
        &mut self,
        stream: &mut Stream,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Http1Error>> {
        loop {
            while !(self.frame.is_empty() && self.data.is_empty()) {
                // An error of TLS does not say that nothing has left before.
                self.begun |= stream.is_secure();
                let written = ready!(self.write(stream, cx)).map_err(Http1Error::Connection)?;
                self.begun = true;
                self.flushed = false;
                self.advance(written);
            }
            let Some(body) = &mut self.body else {
                return self.flush(stream, cx);
            };
            let piece = match Pin::new(body).poll_frame(cx) {
                Poll::Ready(Some(frame)) => frame.map_err(Http1Error::Body)?.into_data().ok(),
                Poll::Ready(None) => {
                    self.body = None;
                    Some(Bytes::new())
                }
                // The upstream may have to see what is there before the caller goes on.
                Poll::Pending => {
                    ready!(self.flush(stream, cx))?;
                    return Poll::Pending;
                }
            };
            // Trailers are not for the upstream.
            if let Some(piece) = piece {
                self.take(piece);
            }
        }
    }

    fn flush(&mut self, stream: &mut Stream, cx: &mut Context<'_>) -> Poll<Result<(), Http1Error>> {
        if !self.flushed {
            ready!(Pin::new(stream).poll_flush(cx)).map_err(Http1Error::Connection)?;
            self.flushed = true;
        }
        Poll::Ready(Ok(()))
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

#[cfg(all(test, feature = "forward"))]
mod tests {
    use std::convert::Infallible;
    use std::future::{pending, poll_fn};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use bytes::Bytes;
    use http_body_util::Empty;
    use hyper::body::Incoming;
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper::{Request, Response};
    use hyper_util::rt::TokioIo;
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
    use rustls::{ClientConfig, RootCertStore, ServerConfig};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::{mpsc, oneshot};
    use tokio::time::{sleep, timeout};
    use tokio_rustls::{TlsAcceptor, TlsConnector};

    use super::{RequestWriter, Stream, UpstreamRequestBody};
    use crate::transport::CallerBody;

    /// Both ends of TLS: where to connect, and who accepts.
    fn ends() -> (TlsConnector, TlsAcceptor) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a configuration");
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).expect("added");
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        (TlsConnector::from(Arc::new(client)), TlsAcceptor::from(Arc::new(server)))
    }

    /// A caller's body, of which what is written to the other end is a part.
    async fn body() -> (DuplexStream, Incoming) {
        let (mut caller, ours) = tokio::io::duplex(1 << 20);
        let (give, mut take) = mpsc::channel(1);
        let service = service_fn(move |request: Request<Incoming>| {
            let _ = give.try_send(request.into_body());
            pending::<Result<Response<Empty<Bytes>>, Infallible>>()
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(ours), service));
        let head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999\r\n\r\n";
        caller.write_all(head).await.expect("written");
        (caller, take.recv().await.expect("a request"))
    }

    /// An upstream that begins to read when it is told; how much it has got.
    fn upstream(
        listener: TcpListener,
        acceptor: TlsAcceptor,
        begin: oneshot::Receiver<()>,
    ) -> Arc<AtomicUsize> {
        let got = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&got);
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("accepted");
            let mut stream = acceptor.accept(stream).await.expect("agreed");
            let _ = begin.await;
            let mut room = vec![0; 1 << 16];
            while let Ok(size @ 1..) = stream.read(&mut room).await {
                counted.fetch_add(size, Ordering::SeqCst);
            }
        });
        got
    }

    #[tokio::test]
    async fn a_caller_who_waits_for_the_upstream_lets_it_see_everything() {
        let (connector, acceptor) = ends();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, begin) = oneshot::channel();
        let got = upstream(listener, acceptor, begin);
        let socket = TcpStream::connect(address).await.expect("connected");
        let name = ServerName::try_from("localhost").expect("a name");
        let secure = connector.connect(name, socket).await.expect("agreed");
        let mut stream = Stream::Secure(Box::new(secure));
        let (mut caller, incoming) = body().await;
        let outgoing = UpstreamRequestBody::from(CallerBody::new(incoming, usize::MAX, None));
        let mut sending = RequestWriter::new(b"head".to_vec(), outgoing);
        let mut sent = 4;
        // Until the socket is full, and some of it is with TLS.
        loop {
            let piece = vec![1; 32 << 10];
            caller.write_all(&piece).await.expect("written");
            sent += piece.len();
            let polled = poll_fn(|cx| sending.poll(&mut stream, cx));
            let _ = timeout(Duration::from_millis(2), polled).await;
            let Stream::Secure(secure) = &stream else { return };
            if secure.get_ref().1.wants_write() {
                break;
            }
        }
        tell.send(()).expect("somebody waits");
        let arrives = async {
            while got.load(Ordering::SeqCst) < sent {
                sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            _ = poll_fn(|cx| sending.poll(&mut stream, cx)) => {}
            () = arrives => {}
            () = sleep(Duration::from_secs(5)) => {}
        }
        assert_eq!(got.load(Ordering::SeqCst), sent);
    }
}
