//! The listener for probes, on a thread of its own: it answers from the first moment to the last, whatever the
//! others do.

use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use super::Bound;
use super::accept::Worker;
use crate::config::Limits;
use crate::lifecycle::{Stage, end, runtime_of_worker};
use crate::memory::Memory;

/// Time for the head of a probe, which is a few lines: who sends none holds a place for no longer.
const HEAD: Duration = Duration::from_secs(5);

/// The thread that answers probes.
pub(super) struct Probes {
    stage: watch::Sender<Stage>,
    thread: JoinHandle<()>,
}

impl Probes {
    /// Starts to answer, if there is a listener for it. Its bytes are its own, so that no crowd elsewhere takes
    /// them.
    pub(super) fn start(bound: &[Bound], limits: &Limits) -> Option<Self> {
        let mut asked = bound.iter().filter(|bound| bound.app.is_last()).peekable();
        asked.peek()?;
        let head = limits.header_timeout.min(HEAD);
        let limits = Limits { header_timeout: head, ..limits.clone() };
        let (stage, seen) = watch::channel(Stage::Serve);
        let started = Worker::new(asked, &limits, &Memory::of(&limits), seen).and_then(|worker| {
            let run = move || {
                if let Ok(own) = runtime_of_worker() {
                    own.block_on(worker.run());
                    end(own);
                }
            };
            std::thread::Builder::new().name("health".to_owned()).spawn(run)
        });
        match started {
            Ok(thread) => Some(Self { stage, thread }),
            Err(error) => {
                tracing::error!("probes are not answered: {error}");
                None
            }
        }
    }

    /// Ends, and gives the port back.
    pub(super) fn end(self) {
        self.stage.send_replace(Stage::Abort);
        // A thread that has panicked answers nothing any more either.
        let _ = self.thread.join();
    }
}
