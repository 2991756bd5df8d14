//! Whatever an upstream sends, and however it is cut: what is taken for an answer is one for hyper's
//! client too, with the same status and the same body.

#![no_main]

use std::cell::OnceCell;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use libfuzzer_sys::fuzz_target;
use naftiko_runtime::Document;
use naftiko_runtime::codegen::*;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

struct Ask;

impl Operation for Ask {
    type Output = Document;
    const OPERATION: &'static OperationInfo = &ASK;

    fn decode(_: &mut Arguments<'_>) -> Self {
        Self
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/");
    }
}

static ASK: OperationInfo = OperationInfo {
    name: "ask",
    method: Method::GET,
    path: "/",
    upstream: 0,
    repeatable: false,
    format: RawFormat::Binary,
    arguments: &[],
    prepare: prepare::<Ask>,
};

static CAPABILITY: Capability = Capability {
    name: "asking",
    upstreams: &[Upstream {
        namespace: "upstream",
        description: "",
        base_uri: &[],
        base_uri_variable: "UPSTREAM_BASE_URI",
        credentials: &[],
    }],
    ..Capability::EMPTY
};

struct World {
    runtime: Runtime,
    listener: TcpListener,
    state: State,
}

impl World {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("its address");
        let mut config = Config::default().set("UPSTREAM_BASE_URI", format!("http://{address}"));
        config.limits.call_timeout = Duration::from_secs(2);
        config.limits.retries = 0;
        config.limits.breaker_failures = 0;
        let state = State::new(&CAPABILITY, &config).expect("everything is set");
        Self { runtime, listener, state }
    }

    /// The status, and the body where the call succeeds.
    async fn ours(
        &self,
        answer: &[u8],
        piece: usize,
    ) -> Option<(Option<StatusCode>, Option<Bytes>)> {
        let sending = async {
            let (stream, _) = self.listener.accept().await.expect("a connection");
            stream.set_nodelay(true).expect("an open connection");
            // A client that has seen enough closes the connection.
            let _ = send(stream, answer, piece).await;
        };
        let (called, ()) = tokio::join!(self.state.call(&Ask), sending);
        match called {
            Ok(document) => Some((None, Some(document.bytes))),
            Err(error) => error.status().map(|status| (Some(status), None)),
        }
    }
}

async fn send<S>(mut stream: S, answer: &[u8], piece: usize) -> std::io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    // An answer before the request is none.
    let _ = stream.read(&mut [0; 1024]).await?;
    for piece in answer.chunks(piece) {
        stream.write_all(piece).await?;
        tokio::task::yield_now().await;
    }
    stream.shutdown().await
}

async fn hypers(answer: &[u8]) -> Option<(StatusCode, Bytes)> {
    let (ours, theirs) = duplex(64 << 10);
    let asking = async {
        let (mut sender, connection) = handshake(TokioIo::new(ours)).await.ok()?;
        let running = tokio::spawn(connection);
        let request = Request::get("/").header("host", "upstream").body(Empty::<Bytes>::new());
        let response = sender.send_request(request.ok()?).await.ok()?;
        let status = response.status();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        running.abort();
        Some((status, body))
    };
    let (answered, _) = tokio::join!(asking, send(theirs, answer, answer.len().max(1)));
    answered
}

fuzz_target!(|input: &[u8]| {
    thread_local! {
        static WORLD: OnceCell<World> = const { OnceCell::new() };
    }
    let Some((piece, answer)) = input.split_first() else { return };
    WORLD.with(|world| {
        let world = world.get_or_init(World::new);
        world.runtime.block_on(async {
            let Some((status, body)) = world.ours(answer, usize::from(*piece) + 1).await else {
                return;
            };
            let theirs = hypers(answer).await;
            let Some((their_status, their_body)) = theirs else {
                panic!("hyper takes this for no answer");
            };
            if let Some(body) = body {
                assert!(their_status.is_success());
                assert_eq!(body, their_body);
            }
            assert!(status.is_none_or(|status| status == their_status));
        });
    });
});
