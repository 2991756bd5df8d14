//! When to end.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

use crate::race::{First, race};

/// What a server is doing.
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
pub(super) async fn reached(stage: &mut watch::Receiver<Stage>, wanted: Stage) {
    // Without a sender nobody can end the server any more.
    let _ = stage.wait_for(|stage| *stage >= wanted).await;
}

/// When a stage was reached.
pub(super) async fn moment(mut stage: watch::Receiver<Stage>, wanted: Stage) -> Instant {
    reached(&mut stage, wanted).await;
    Instant::now()
}

/// Goes from draining to closing after a while: what callers have sent before they could know is
/// answered, and who asks again meets an open door until the load balancer knows better.
pub(super) async fn linger(stage: watch::Sender<Stage>, time: Duration) {
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
pub(super) async fn watch(mut signals: Signals, stage: watch::Sender<Stage>) {
    for next in [Stage::Drain, Stage::Abort] {
        signals.next().await;
        if next == Stage::Drain {
            tracing::info!("ending: finishing requests in flight");
        }
        stage.send_replace(next);
    }
}

/// What asks a process to end. Received from when it is made, so that no signal in between ends
/// the process instead.
#[cfg(unix)]
pub(super) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        race(self.terminate.recv(), self.interrupt.recv()).await;
    }
}

#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
