//! When to end.

use tokio::sync::watch;

/// What a server is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It accepts and answers.
    Serve,
    /// It finishes requests in flight.
    Drain,
    /// It ends at once.
    Abort,
}

/// Waits until no more is to be accepted.
pub(super) async fn drain(stage: &mut watch::Receiver<Stage>) {
    // Without a sender nobody can end the server any more.
    let _ = stage.wait_for(|stage| *stage != Stage::Serve).await;
}

/// Waits until everything has to end at once.
pub(super) async fn abort(stage: &mut watch::Receiver<Stage>) {
    let _ = stage.wait_for(|stage| *stage == Stage::Abort).await;
}

/// The first signal drains, the second ends at once.
pub(super) async fn watch(stage: watch::Sender<Stage>) {
    for next in [Stage::Drain, Stage::Abort] {
        if let Err(error) = received().await {
            tracing::warn!("signals cannot be received: {error}");
            return;
        }
        if next == Stage::Drain {
            tracing::info!("ending: no new connections, finishing requests in flight");
        }
        stage.send_replace(next);
    }
}

#[cfg(unix)]
async fn received() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    crate::race::race(terminate.recv(), interrupt.recv()).await;
    Ok(())
}

#[cfg(not(unix))]
async fn received() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
