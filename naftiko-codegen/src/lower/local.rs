//! Addresses of this machine, by the same rule as in the runtime.

use std::net::IpAddr;

/// Returns `true` if an authority, with a port or without one, is this machine: 127.0.0.0/8, `::1`, `localhost`
/// and what stands below it.
pub(crate) fn is_local(authority: &str) -> bool {
    let (host, port) = match authority.split_once(']') {
        Some((host, rest)) => (host, rest),
        // More than one colon is an IPv6 address without brackets.
        None if authority.matches(':').count() > 1 => (authority, ""),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let bare = host.strip_prefix('[').unwrap_or(host);
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return ip.to_canonical().is_loopback();
    }
    let name = bare.strip_suffix('.').unwrap_or(bare);
    let (above, last) = name.rsplit_once('.').unwrap_or(("-", name));
    last.eq_ignore_ascii_case("localhost") && !above.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn this_machine() {
        for authority in [
            "localhost",
            "LOCALHOST:8080",
            "app.localhost",
            "127.0.0.1",
            "127.1.2.3:80",
            "::1",
            "[::1]",
            "[::1]:80",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_local(authority), "{authority}");
        }
        for authority in [
            "",
            ".localhost",
            "localhost.evil",
            "localhost@evil",
            "127.0.0.1.evil",
            "0.0.0.0",
            "[::]",
            "[::1]x",
            "localhost:80@evil",
        ] {
            assert!(!is_local(authority), "{authority}");
        }
    }
}
