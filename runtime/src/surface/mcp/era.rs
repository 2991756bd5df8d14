//! The rules that a request is under: MCP 2026-07-28, "Choosing the era of a request".

/// A handshake revision of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revision {
    V2025_03_26,
    V2025_06_18,
    V2025_11_25,
}

/// The revision without a handshake.
pub(crate) const STATELESS: &str = "2026-07-28";

/// The revisions that `_meta` can claim, as JSON. Those with a handshake are not among them: a
/// client finds out about them by `initialize`.
pub(crate) const SUPPORTED: &str = r#"["2026-07-28"]"#;

/// The rules a request is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    /// The revisions of 2025. Their requests look alike, so nothing is remembered of a handshake.
    Handshake,
    /// Every request describes itself. Its completeness and its revision are not checked yet.
    Stateless,
    /// The header of a request without a claim names a revision that is not served.
    Unserved,
}

impl Revision {
    const NEWEST: Self = Self::V2025_11_25;
    /// The only one with batches.
    pub(super) const BATCHES: Self = Self::V2025_03_26;

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

    /// The revision to answer `initialize` with: the asked one, or the newest with a handshake.
    pub(crate) fn negotiate(asked: &str) -> Self {
        Self::parse(asked).unwrap_or(Self::NEWEST)
    }
}

impl Era {
    /// The body decides: `is_claim` says that its `_meta` names a revision. The
    /// `MCP-Protocol-Version` header only matters without one, and never on stdio.
    pub(crate) fn decide(method: &str, is_claim: bool, header: Option<&str>) -> Self {
        match header.map(str::trim) {
            _ if is_claim => Self::Stateless,
            _ if method == "initialize" => Self::Handshake,
            Some(STATELESS) => Self::Stateless,
            _ if method == "server/discover" => Self::Stateless,
            Some(name) if Revision::parse(name).is_none() => Self::Unserved,
            _ => Self::Handshake,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Era, Revision, STATELESS};

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
    fn the_body_decides() {
        use Era::{Handshake, Stateless, Unserved};
        for (method, is_claim, header, expected) in [
            ("ping", false, None, Handshake),
            ("ping", false, Some(" 2025-06-18 "), Handshake),
            ("ping", false, Some("2030-01-01"), Unserved),
            ("ping", false, Some(STATELESS), Stateless),
            ("ping", true, None, Stateless),
            ("ping", true, Some("2025-06-18"), Stateless),
            ("initialize", false, Some("2030-01-01"), Handshake),
            ("initialize", false, Some(STATELESS), Handshake),
            ("initialize", true, None, Stateless),
            ("server/discover", false, None, Stateless),
            ("server/discover", false, Some("2025-11-25"), Stateless),
        ] {
            assert_eq!(Era::decide(method, is_claim, header), expected, "{method} {header:?}");
        }
    }
}
