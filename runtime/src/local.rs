//! The addresses of this machine: one answer for listeners, origins, issuers and token endpoints.

use std::net::IpAddr;

/// Returns `true` if a host, without a port, is this machine: 127.0.0.0/8, `::1` with or without brackets,
/// `localhost` and what stands below it (RFC 6761, 6.3). An address cannot be made to mean another
/// one, as a name can.
pub(crate) fn is_local(host: &str) -> bool {
    // The spellings of most callers need no parsing.
    if matches!(host, "localhost" | "127.0.0.1") {
        return true;
    }
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Ok(ip) = inner.unwrap_or(host).parse() {
        return is_local_ip(ip);
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let (above, last) = name.rsplit_once('.').unwrap_or(("-", name));
    last.eq_ignore_ascii_case("localhost") && !above.is_empty()
}

/// Returns `true` if an address is this machine's own, also where IPv4 is written as IPv6.
pub(crate) fn is_local_ip(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn this_machine() {
        for host in [
            "localhost",
            "LocalHost",
            "localhost.",
            "app.localhost",
            "a.b.LOCALHOST",
            "127.0.0.1",
            "127.0.0.2",
            "127.255.255.254",
            "::1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            ".",
            ".localhost",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
            "127.0.0.1.",
            "128.0.0.1",
            "10.0.0.1",
            "0.0.0.0",
            "[::2]",
            "[::]",
            "127.1",
            "2130706433",
            "[127.0.0.1",
            "localhost:80",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
