//! Room for connections: each is an open file.

/// Raises the number of files this process may open as far as it may, and says so when that is not
/// enough for the connections it is meant to take.
pub(crate) fn make_room(connections: usize) {
    #[cfg(unix)]
    match rlimit::increase_nofile_limit(rlimit::INFINITY) {
        Ok(files) if files < u64::try_from(connections).unwrap_or(u64::MAX) => tracing::warn!(
            "{files} files can be open at a time, fewer than the {connections} connections of \
             NAFTIKO_CONNECTIONS; raise the hard limit of the process (ulimit -Hn)"
        ),
        Ok(_) => {}
        Err(error) => tracing::debug!("the limit of open files stays as it is: {error}"),
    }
    #[cfg(not(unix))]
    let _ = connections;
}
