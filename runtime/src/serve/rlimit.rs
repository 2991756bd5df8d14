//! Open files: each connection is one, and all have to share what a process may have.

use crate::config::Limits;
use crate::entrance::QUEUE;

/// Connections to a listener for operators or probes, who are few.
const OF_OPERATORS: usize = 256;
/// Files that are no connections: listeners, event loops, the log, newcomers.
const OTHERS: usize = 64;

/// The numbers of listeners.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listeners {
    pub(super) callers: usize,
    /// Those of control surfaces and for probes.
    pub(super) operators: usize,
}

/// The most connections of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) of_callers: usize,
    pub(super) of_operators: usize,
}

/// Raises the number of files this process may open as far as it may.
pub(crate) fn make_room() {
    #[cfg(unix)]
    if let Err(error) = rlimit::increase_nofile_limit(rlimit::INFINITY) {
        tracing::debug!("the limit of open files stays as it is: {error}");
    }
}

/// The places at each of so many listeners. Says so when files are too few for what is configured.
pub(super) fn places(limits: &Limits, listeners: Listeners) -> Places {
    let files = limit();
    let places = divide(files, limits, listeners);
    if listeners.callers > 0 && places.of_callers * listeners.callers < limits.connections {
        tracing::warn!(
            "{files} files can be open at a time, so a listener takes {} connections instead of the {} of \
             NAFTIKO_CONNECTIONS; raise the hard limit of the process (ulimit -Hn)",
            places.of_callers,
            limits.connections
        );
    }
    places
}

fn limit() -> usize {
    #[cfg(unix)]
    if let Ok((soft, _)) = rlimit::Resource::NOFILE.get() {
        return usize::try_from(soft).unwrap_or(usize::MAX);
    }
    usize::MAX
}

/// Operators have their own and calls to upstreams have at most a quarter; listeners of callers share the rest.
fn divide(files: usize, limits: &Limits, listeners: Listeners) -> Places {
    let Listeners { callers, operators } = listeners;
    let of_operators = OF_OPERATORS.min(files / 8 / operators.max(1)).max(1);
    let of_calls = limits.upstream_calls.min(files / 4);
    let queues = (callers + operators) * QUEUE.min(files / 16);
    let kept = of_operators * operators + of_calls + OTHERS + queues;
    let each = files.saturating_sub(kept) / callers.max(1);
    Places { of_callers: limits.connections.min(each).max(1), of_operators }
}

#[cfg(test)]
mod tests {
    use super::{Listeners, divide};
    use crate::config::Limits;

    #[test]
    fn files_are_enough_for_everybody() {
        let limits = Limits::default();
        for files in [256, 1024, 4096, 65_536, 1 << 20] {
            for (callers, operators) in [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (2, 2)] {
                let places = divide(files, &limits, Listeners { callers, operators });
                let taken = places.of_callers * callers + places.of_operators * operators;
                let calls = limits.upstream_calls.min(files / 4);
                assert!(taken + calls < files, "{files} {callers} {operators} {places:?}");
                let few = places.of_callers >= files / 16;
                assert!(few || places.of_callers == limits.connections, "{files} {places:?}");
            }
        }
        let two = Listeners { callers: 2, operators: 1 };
        assert_eq!(divide(usize::MAX, &limits, two).of_callers, limits.connections);
    }
}
