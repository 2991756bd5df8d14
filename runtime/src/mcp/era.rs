//! Which rules a request is under.
//!
//! Today there is one era, the handshake revisions of 2025. The stateless revision 2026-07-28 is
//! decided here too, so that adding it changes this file and no caller.

/// A handshake revision of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revision {
    V2025_03_26,
    V2025_06_18,
    V2025_11_25,
}

/// The revisions a message can ask for, newest first, as JSON.
pub(crate) const SUPPORTED: &str = r#"["2025-11-25","2025-06-18","2025-03-26"]"#;

/// The rules a request is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    /// A revision with a handshake.
    Handshake(Revision),
    /// A revision that is not served.
    Unserved,
}

impl Revision {
    pub(crate) const NEWEST: Self = Self::V2025_11_25;

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::V2025_11_25, Self::V2025_06_18, Self::V2025_03_26]
            .into_iter()
            .find(|revision| revision.name() == name)
    }

    /// The revision to answer `initialize` with: the asked one, or the newest.
    pub(crate) fn negotiate(asked: &str) -> Self {
        Self::parse(asked).unwrap_or(Self::NEWEST)
    }
}

impl Era {
    /// Decides by the `MCP-Protocol-Version` header; without one, `absent` is assumed.
    ///
    /// `initialize` negotiates in its params, so its header does not matter.
    pub(crate) fn decide(method: &str, header: Option<&str>, absent: Revision) -> Self {
        match header {
            _ if method == "initialize" => Self::Handshake(Revision::NEWEST),
            None => Self::Handshake(absent),
            Some(name) => Revision::parse(name.trim()).map_or(Self::Unserved, Self::Handshake),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Era, Revision};

    #[test]
    fn handshakes() {
        for (asked, expected) in [
            ("2025-03-26", "2025-03-26"),
            ("2025-06-18", "2025-06-18"),
            ("2025-11-25", "2025-11-25"),
            ("2026-07-28", "2025-11-25"),
            ("2024-11-05", "2025-11-25"),
            ("", "2025-11-25"),
        ] {
            assert_eq!(Revision::negotiate(asked).name(), expected, "{asked}");
        }
    }

    #[test]
    fn headers() {
        let absent = Revision::V2025_03_26;
        for (method, header, expected) in [
            ("ping", None, Era::Handshake(absent)),
            ("ping", Some(" 2025-06-18 "), Era::Handshake(Revision::V2025_06_18)),
            ("ping", Some("2030-01-01"), Era::Unserved),
            ("initialize", Some("2030-01-01"), Era::Handshake(Revision::NEWEST)),
        ] {
            assert_eq!(Era::decide(method, header, absent), expected);
        }
    }
}
