//! The life of a server: its runtimes, what it is doing, and when to end.

use std::io;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::race::{First, race};

pub(crate) fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

pub(crate) fn runtime_of_worker() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_io().enable_time().build()
}

/// Does not wait for a name or a file that has been asked for and may never come.
pub(crate) fn end(runtime: Runtime) {
    runtime.shutdown_background();
}

/// The stage in the life of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// It accepts and answers.
    Serve,
    /// It still accepts and answers, and closes each connection with its next answer.
    Drain,
    /// It accepts nothing more and finishes requests in flight.
    Close,
    /// It ends at once.
    Abort,
}

/// Waits for a stage or a later one.
pub(crate) async fn reached(stage: &mut watch::Receiver<Stage>, wanted: Stage) {
    // Without a sender nobody can end the server any more.
    let _ = stage.wait_for(|stage| *stage >= wanted).await;
}

/// Waits until a stage is reached, and returns the time.
pub(crate) async fn moment(mut stage: watch::Receiver<Stage>, wanted: Stage) -> Instant {
    reached(&mut stage, wanted).await;
    Instant::now()
}

/// Goes from draining to closing after a while: what callers have sent before they could know is
/// answered, and who asks again meets an open door until the load balancer knows better.
pub(crate) async fn linger(stage: watch::Sender<Stage>, time: Duration) {
    let mut seen = stage.subscribe();
    reached(&mut seen, Stage::Drain).await;
    if let First::Left(()) = race(sleep(time), reached(&mut seen, Stage::Close)).await {
        stage.send_if_modified(|stage| {
            let sooner = *stage < Stage::Close;
            *stage = Stage::Close.max(*stage);
            sooner
        });
    }
}

/// The first signal drains, the second ends at once.
pub(crate) async fn watch(mut signals: Signals, stage: watch::Sender<Stage>) {
    for next in [Stage::Drain, Stage::Abort] {
        signals.next().await;
        if next == Stage::Drain {
            tracing::info!("ending: finishing requests in flight");
        }
        stage.send_replace(next);
    }
}

/// The signals that end a process. They are received from the moment of creation, so that no signal in between
/// ends the process at once.
#[cfg(unix)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        race(self.terminate.recv(), self.interrupt.recv()).await;
    }
}

#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
