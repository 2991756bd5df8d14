//! The host and port that a request names (RFC 9110, 4.2 and 7.2).

use std::net::Ipv6Addr;

use crate::local::is_local;

/// A host, and a port where one is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Authority<'a> {
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Authority<'a> {
    /// `None` for what is no host with or without a port: user information, a path, several hosts,
    /// a port above 65535, nothing at all.
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let (host, rest) = if text.starts_with('[') {
            text.split_at(text.find(']')? + 1)
        } else {
            text.split_at(text.find(':').unwrap_or(text.len()))
        };
        let port = match rest.strip_prefix(':') {
            None if rest.is_empty() => None,
            // A colon with nothing behind it is the default port.
            Some("") => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits.parse().ok()?)
            }
            _ => return None,
        };
        is_host(host).then_some(Self { host, port })
    }

    pub(super) fn is_local(&self) -> bool {
        is_local(self.host)
    }

    /// Returns `true` if it is an address and no name.
    #[cfg(all(feature = "page", feature = "surface"))]
    pub(super) fn is_address(&self) -> bool {
        self.host.starts_with('[') || self.host.parse::<std::net::Ipv4Addr>().is_ok()
    }

    /// Returns `true` if both are the same place for `scheme`, where a port that is not written is the
    /// default one.
    pub(super) fn is(&self, other: &Self, scheme: &str) -> bool {
        let port = |port: Option<u16>| port.unwrap_or(default_port(scheme));
        port(self.port) == port(other.port) && self.host.eq_ignore_ascii_case(other.host)
    }
}

fn default_port(scheme: &str) -> u16 {
    if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 }
}

/// A registered name, an IPv4 address, or an IPv6 address in brackets (RFC 3986, 3.2.2). A comma is
/// left out: it joins the values of several fields.
fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[') {
        return inner.strip_suffix(']').is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok());
    }
    let mut bytes = host.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                let mut is_hex = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
                is_hex() && is_hex()
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+;=".contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    !host.is_empty()
}

#[cfg(test)]
mod tests {
    use super::Authority;

    #[test]
    fn hosts_and_ports() {
        for (text, host, port) in [
            ("api.example.com", "api.example.com", None),
            ("api_v1:8080", "api_v1", Some(8080)),
            ("[::1]:65535", "[::1]", Some(65535)),
            ("[2001:db8::1]", "[2001:db8::1]", None),
            ("localhost:", "localhost", None),
            ("a%2Db", "a%2Db", None),
        ] {
            let found = Authority::parse(text.as_bytes()).expect(text);
            assert_eq!((found.host, found.port), (host, port), "{text}");
        }
        for text in [
            "",
            ":80",
            "a b",
            "x/y",
            "u:p@x",
            "u@x",
            "x, y",
            "x,y",
            "x:99999",
            "x:80x",
            "x:-1",
            "x:+1",
            "::1",
            "[::1",
            "[::1]x",
            "[::g]",
            "[]",
            "[127.0.0.1]",
            "a%2",
            "a%zz",
            "x#y",
            "x?y",
            "\\x",
            "x:80:80",
            "\u{e9}",
            "\u{0}",
            "<x>",
        ] {
            assert!(Authority::parse(text.as_bytes()).is_none(), "{text}");
        }
        assert!(Authority::parse(b"\xff").is_none());
    }

    #[test]
    fn the_default_port_need_not_be_written() {
        let is = |a: &str, b: &str, scheme| {
            let parse = |text| Authority::parse(text).expect("an authority");
            parse(a.as_bytes()).is(&parse(b.as_bytes()), scheme)
        };
        assert!(is("A.example", "a.example:80", "http"));
        assert!(is("a.example:443", "a.example", "https"));
        assert!(!is("a.example:443", "a.example", "http"));
        assert!(!is("a.example:8080", "a.example", "http"));
        assert!(!is("a.example", "b.example", "http"));
    }
}
