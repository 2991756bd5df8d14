//! The accept loops of one worker.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::connection;
use super::http::Http;
use super::{App, Bound, page};
use crate::config::Limits;
use crate::entrance::Entrance;
use crate::lifecycle::{self, Stage};
use crate::log::Throttle;
use crate::memory::Memory;
use crate::race::{First, race};
use crate::task::{self, boxed};

/// One thread's share of the work: its own runtime, accept loops and upstream connections.
pub(super) struct Worker {
    listeners: Vec<(std::net::TcpListener, App, Arc<Entrance>)>,
    limits: Limits,
    memory: Arc<Memory>,
    stage: watch::Receiver<Stage>,
}

impl Worker {
    pub(super) fn new<'b>(
        bound: impl IntoIterator<Item = &'b Bound>,
        limits: &Limits,
        memory: &Arc<Memory>,
        stage: watch::Receiver<Stage>,
    ) -> io::Result<Self> {
        let listeners = bound
            .into_iter()
            .map(|bound| {
                let listener = bound.listener.try_clone()?;
                Ok((listener, bound.app.fork(), Arc::clone(&bound.entrance)))
            })
            .collect::<io::Result<Vec<_>>>()?;
        page::link(&listeners.iter().map(|(_, app, _)| app).collect::<Vec<_>>());
        Ok(Self { listeners, limits: limits.clone(), memory: Arc::clone(memory), stage })
    }

    /// Accepts until it is told to end, then waits for requests in flight.
    /// `false` when some were cut off.
    pub(super) async fn run(self) -> bool {
        let (alive, mut ended) = mpsc::channel(1);
        let http = Arc::new(Http::new(&self.limits, &self.memory));
        let mut loops = JoinSet::new();
        for (listener, app, entrance) in self.listeners {
            let listener = match TcpListener::from_std(listener) {
                Ok(listener) => listener,
                Err(error) => {
                    tracing::error!("a listener cannot be used: {error}");
                    continue;
                }
            };
            let accept = Accept {
                app,
                http: Arc::clone(&http),
                entrance,
                stage: self.stage.clone(),
                alive: alive.clone(),
            };
            loops.spawn(boxed(accept.run(listener)));
        }
        while loops.join_next().await.is_some() {}
        drop(alive);
        let mut stage = self.stage;
        let left = self.limits.drain_timeout.saturating_sub(super::linger(&self.limits));
        let done = timeout(left, ended.recv());
        matches!(
            race(done, lifecycle::reached(&mut stage, Stage::Abort)).await,
            First::Left(Ok(None))
        )
    }
}

struct Accept {
    app: App,
    http: Arc<Http>,
    entrance: Arc<Entrance>,
    stage: watch::Receiver<Stage>,
    /// Held by every connection, so that the worker knows when the last one has ended.
    alive: mpsc::Sender<Infallible>,
}

impl Accept {
    async fn run(self, listener: TcpListener) {
        let mut stage = self.stage.clone();
        let mut close = pin!(lifecycle::reached(&mut stage, Stage::Close));
        loop {
            match race(close.as_mut(), listener.accept()).await {
                First::Left(()) => break,
                First::Right(Ok((stream, _))) => self.connection(stream).await,
                First::Right(Err(error)) => pause(&error).await,
            }
        }
        self.backlog(listener).await;
    }

    /// The system has accepted these already; to close the listener would reset them. It is asked
    /// directly, since it may not have told the event loop yet.
    async fn backlog(&self, listener: TcpListener) {
        let Ok(listener) = listener.into_std() else { return };
        while let Ok((stream, _)) = listener.accept() {
            let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
            match stream {
                Ok(stream) => self.connection(stream).await,
                Err(error) => tracing::debug!("a connection cannot be used: {error}"),
            }
        }
    }

    /// Serves a connection aside. Whoever comes after waits in the system's queue until a place is found.
    async fn connection(&self, stream: TcpStream) {
        let Some(permit) = self.entrance.enter().await else { return self.entrance.refuse() };
        let (app, http) = (self.app.clone(), Arc::clone(&self.http));
        let entrance = Arc::clone(&self.entrance);
        let (stage, alive) = (self.stage.clone(), self.alive.clone());
        task::spawn(async move {
            connection::serve(stream, app, &http, &entrance, stage).await;
            drop((permit, alive));
        });
    }
}

/// An accept error never ends the process: either the caller is gone already, or something such
/// as file descriptors has run out and comes back with time.
async fn pause(error: &io::Error) {
    static FAILED: Throttle = Throttle::new(1);
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        if let Some(times) = FAILED.due() {
            tracing::warn!(times, "cannot accept a connection: {error}");
        }
        sleep(Duration::from_millis(200)).await;
    }
}
