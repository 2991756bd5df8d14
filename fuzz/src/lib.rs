//! What the targets of the runtime share: surfaces that answer bytes without a network.

#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/bodies/src/bodies/mod.rs"]
pub mod bodies;
#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/mock/src/mock/mod.rs"]
pub mod mock;
#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/offers/src/offers/mod.rs"]
pub mod offers;
#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/outputs/src/outputs/mod.rs"]
pub mod outputs;
#[rustfmt::skip]
#[path = "../../naftiko-codegen/tests/golden/places/src/places/mod.rs"]
pub mod places;

mod reply;

use std::cell::OnceCell;
use std::convert::Infallible;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use naftiko_runtime::codegen::{Capability, StartValue, State};
use naftiko_runtime::{Config, ResponseBody};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex, split};
use tokio::runtime::{Builder, Runtime};

pub use self::reply::{Reply, first_reply};

/// What must never be seen: the value of every variable of the documents.
pub const SECRET: &str = "hunter2-must-not-be-seen";

/// The environment of a document whose upstreams are compiled in.
pub fn config(capability: &'static Capability) -> Config {
    let mut config = Config::default();
    for value in capability.variables {
        let (StartValue::Variable { name, .. } | StartValue::Bound { name, .. }) = value;
        config = config.set(*name, SECRET);
    }
    for upstream in capability.upstreams {
        config = config.set(upstream.base_uri_variable, "http://upstream.example/base");
    }
    config.mock = true;
    config
}

/// The state of such a document.
pub fn state(capability: &'static Capability) -> State {
    State::new(capability, &config(capability)).expect("everything is set")
}

/// Everything a surface writes to a connection on which `input` arrives.
///
/// Time stands still while something can be done, so that waiting for more input costs nothing.
pub fn answer<S>(service: &S, input: &[u8]) -> Vec<u8>
where
    S: Service<Request<Incoming>, Response = Response<ResponseBody>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
{
    let service = service.clone();
    let input = input.to_vec();
    with_runtime(|runtime| {
        runtime.block_on(async move {
            let (ours, theirs) = duplex(64 << 10);
            let server = tokio::spawn(async move {
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .half_close(false)
                    .serve_connection(TokioIo::new(theirs), service);
                // A broken request ends a connection; that is no mistake.
                let _ = connection.await;
            });
            let (mut read, mut write) = split(ours);
            let writer = tokio::spawn(async move {
                // The server may be gone already.
                let _ = write.write_all(&input).await;
                write
            });
            let mut output = Vec::new();
            read.read_to_end(&mut output).await.expect("memory can be read");
            writer.abort();
            server.await.expect("a surface does not panic");
            output
        })
    })
}

fn with_runtime<T>(work: impl FnOnce(&Runtime) -> T) -> T {
    thread_local! {
        static RUNTIME: OnceCell<Runtime> = const { OnceCell::new() };
    }
    RUNTIME.with(|runtime| {
        work(runtime.get_or_init(|| {
            let mut builder = Builder::new_current_thread();
            builder.enable_all().start_paused(true).build().expect("a runtime")
        }))
    })
}
