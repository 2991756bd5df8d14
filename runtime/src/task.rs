//! Tasks of one type, so that the code of a scheduler for a type of task is in a binary once and not once for each
//! place that starts one.

use std::pin::Pin;

use hyper::rt::Executor;
use tokio::task::JoinHandle;

/// A task without a result.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

pub(crate) fn boxed(task: impl Future<Output = ()> + Send + 'static) -> Task {
    Box::pin(task)
}

/// Starts a task on the runtime of the caller.
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(boxed(task))
}

/// Runs the tasks that a connection of hyper starts.
#[derive(Clone, Copy)]
pub(crate) struct Tasks;

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Tasks {
    fn execute(&self, task: F) {
        spawn(task);
    }
}
