//! Open files: each connection is one, and all have to share what a process may have.

use crate::config::Limits;
use crate::entrance::QUEUE;

/// Connections to a control surface: operators and probes, who are few.
const OF_CONTROL: usize = 256;
/// Files that are no connections: listeners, event loops, the log, newcomers.
const OTHERS: usize = 64;

/// The most connections of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) of_callers: usize,
    pub(super) of_control: usize,
}

/// Raises the number of files this process may open as far as it may.
pub(crate) fn make_room() {
    #[cfg(unix)]
    if let Err(error) = rlimit::increase_nofile_limit(rlimit::INFINITY) {
        tracing::debug!("the limit of open files stays as it is: {error}");
    }
}

/// The places at each of so many listeners. Says so when files are too few for what is configured.
pub(super) fn places(limits: &Limits, listeners: usize) -> Places {
    let files = limit();
    let places = divide(files, limits, listeners);
    if places.of_callers * listeners < limits.connections {
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

/// Control has its own and calls to upstreams have at most a quarter; listeners share the rest.
fn divide(files: usize, limits: &Limits, listeners: usize) -> Places {
    let of_control = OF_CONTROL.min(files / 8).max(1);
    let of_calls = limits.upstream_calls.min(files / 4);
    let kept = of_control + of_calls + OTHERS + listeners * QUEUE.min(files / 16);
    let each = files.saturating_sub(kept) / listeners.max(1);
    Places { of_callers: limits.connections.min(each).max(1), of_control }
}

#[cfg(test)]
mod tests {
    use super::divide;
    use crate::config::Limits;

    #[test]
    fn files_are_enough_for_everybody() {
        let limits = Limits::default();
        for files in [256, 1024, 4096, 65_536, 1 << 20] {
            for listeners in 1..4 {
                let places = divide(files, &limits, listeners);
                let callers = places.of_callers * listeners;
                let calls = limits.upstream_calls.min(files / 4);
                assert!(
                    callers + places.of_control + calls < files,
                    "{files} {listeners} {places:?}"
                );
                assert!(places.of_callers >= files / 16 || places.of_callers == limits.connections);
            }
        }
        assert_eq!(divide(usize::MAX, &limits, 2).of_callers, limits.connections);
    }
}
