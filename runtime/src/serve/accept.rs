//! The accept loops of one worker.

use std::future::ready;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::connection::{self, Http};
use super::{App, Bound, Connections, Stage, signal};
use crate::config::Limits;
use crate::race::{First, race};

/// One thread's share of the work: its own runtime, accept loops and upstream connections.
pub(super) struct Worker {
    listeners: Vec<(std::net::TcpListener, App)>,
    limits: Limits,
    connections: Connections,
    stage: watch::Receiver<Stage>,
}

impl Worker {
    pub(super) fn new(
        bound: &[Bound],
        limits: &Limits,
        connections: &Connections,
        stage: watch::Receiver<Stage>,
    ) -> io::Result<Self> {
        let listeners = bound
            .iter()
            .map(|bound| Ok((bound.listener.try_clone()?, bound.app.fork())))
            .collect::<io::Result<_>>()?;
        let connections = Arc::clone(connections);
        Ok(Self { listeners, limits: limits.clone(), connections, stage })
    }

    /// Accepts until it is told to end, then waits for requests in flight.
    /// `false` when some were cut off.
    pub(super) async fn run(self) -> bool {
        let graceful = Arc::new(GracefulShutdown::new());
        let http = Arc::new(Http::new(&self.limits));
        let mut loops = JoinSet::new();
        for (listener, app) in self.listeners {
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
                connections: Arc::clone(&self.connections),
                stage: self.stage.clone(),
                graceful: Arc::clone(&graceful),
            };
            loops.spawn(accept.run(listener));
        }
        while loops.join_next().await.is_some() {}
        // The loops held the only other references.
        let Some(graceful) = Arc::into_inner(graceful) else {
            return false;
        };
        let mut stage = self.stage;
        let left = self.limits.drain_timeout.saturating_sub(super::linger(&self.limits));
        let done = timeout(left, graceful.shutdown());
        matches!(race(done, signal::reached(&mut stage, Stage::Abort)).await, First::Left(Ok(())))
    }
}

struct Accept {
    app: App,
    http: Arc<Http>,
    connections: Connections,
    stage: watch::Receiver<Stage>,
    graceful: Arc<GracefulShutdown>,
}

impl Accept {
    async fn run(self, listener: TcpListener) {
        let mut stage = self.stage.clone();
        let mut close = pin!(signal::reached(&mut stage, Stage::Close));
        loop {
            match race(close.as_mut(), listener.accept()).await {
                First::Left(()) => break,
                First::Right(Ok((stream, _))) => self.connection(stream),
                First::Right(Err(error)) => pause(&error).await,
            }
        }
        // The system has accepted these already; to close the listener now would reset them.
        while let First::Left(Ok((stream, _))) = race(listener.accept(), ready(())).await {
            self.connection(stream);
        }
    }

    fn connection(&self, stream: TcpStream) {
        let Some(permit) = self.connections.enter() else {
            tracing::warn!("a connection is refused: too many are open");
            return;
        };
        let (app, http) = (self.app.clone(), Arc::clone(&self.http));
        let (stage, watcher) = (self.stage.clone(), self.graceful.watcher());
        tokio::spawn(async move {
            connection::serve(stream, app, &http, watcher, stage).await;
            drop(permit);
        });
    }
}

/// An accept error never ends the process: either the caller is gone already, or something such
/// as file descriptors has run out and comes back with time.
async fn pause(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!("cannot accept a connection: {error}");
        sleep(Duration::from_millis(200)).await;
    }
}
