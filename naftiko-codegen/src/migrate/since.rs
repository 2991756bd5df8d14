//! What is new in which version.

use super::section::DocumentPart;
use crate::spec::Key;

/// A key or a value that some versions do not have.
pub(super) struct Novelty {
    sections: &'static [DocumentPart],
    key: Key,
    /// The values that are new; all if there are none.
    values: &'static [&'static str],
    /// The first version that has it.
    pub(super) since: &'static str,
}

impl Novelty {
    /// Returns `true` if the key is older than its value.
    pub(super) const fn is_value(&self) -> bool {
        !self.values.is_empty()
    }
}

const fn key(sections: &'static [DocumentPart], key: Key, since: &'static str) -> Novelty {
    Novelty { sections, key, values: &[], since }
}

/// The version that most is new in.
pub(super) const ALPHA2: &str = "naftiko/1.0.0-alpha2";
const IKANOS: &str = "ikanos/1.0.0-alpha3";
const BETA1: &str = "ikanos/1.0.0-beta1";
const BETA4: &str = "ikanos/1.0.0-beta4";

const NOVELTIES: &[Novelty] = &[
    key(&[DocumentPart::Document, DocumentPart::Capability], Key::Aggregates, ALPHA2),
    key(&[DocumentPart::Unit], Key::Hints, ALPHA2),
    key(&[DocumentPart::Unit, DocumentPart::Prompt], Key::Ref, ALPHA2),
    key(&[DocumentPart::ConsumedOperation], Key::OutputSchema, ALPHA2),
    key(&[DocumentPart::Import], Key::Description, ALPHA2),
    Novelty {
        sections: &[DocumentPart::ConsumedOperation],
        key: Key::OutputRawFormat,
        values: &["tsv", "psv", "html", "markdown"],
        since: ALPHA2,
    },
    Novelty {
        sections: &[DocumentPart::Adapter],
        key: Key::Type,
        values: &["control"],
        since: ALPHA2,
    },
    Novelty { sections: &[DocumentPart::Step], key: Key::Type, values: &["script"], since: ALPHA2 },
    Novelty {
        sections: &[DocumentPart::Authentication],
        key: Key::Type,
        values: &["oauth2"],
        since: ALPHA2,
    },
    key(
        &[
            DocumentPart::ConsumedResource,
            DocumentPart::ConsumedOperation,
            DocumentPart::Resource,
            DocumentPart::Unit,
        ],
        Key::Tags,
        IKANOS,
    ),
    key(&[DocumentPart::Document], Key::Exposes, IKANOS),
    key(&[DocumentPart::Document], Key::Aggregates, IKANOS),
    key(&[DocumentPart::Consumes], Key::Tunnel, IKANOS),
    Novelty {
        sections: &[DocumentPart::ConsumedOperation],
        key: Key::OutputRawFormat,
        values: &["binary"],
        since: BETA1,
    },
    key(&[DocumentPart::ConsumedOperation, DocumentPart::Unit], Key::OutputMediaType, BETA1),
    key(&[DocumentPart::ConsumedOperation, DocumentPart::Adapter], Key::MaxBinarySize, BETA1),
    key(&[DocumentPart::Resource], Key::Binary, BETA1),
    key(&[DocumentPart::Unit], Key::Responses, BETA1),
    key(&[DocumentPart::Unit], Key::ResponseBinary, BETA1),
    key(&[DocumentPart::Info], Key::Version, BETA4),
    key(&[DocumentPart::Adapter], Key::TtlMs, BETA4),
    key(&[DocumentPart::Adapter], Key::CacheScope, BETA4),
];

/// What is new about an entry of a section, of which `value` is the text.
pub(super) fn novelties(
    section: DocumentPart,
    written: &str,
    value: &str,
) -> impl Iterator<Item = &'static Novelty> {
    NOVELTIES.iter().filter(move |one| {
        one.sections.contains(&section)
            && one.key.is_ever(written)
            && (one.values.is_empty() || one.values.contains(&value))
    })
}

#[cfg(test)]
mod tests {
    use super::NOVELTIES;
    use crate::spec::Release;

    #[test]
    fn every_version_is_known() {
        for novelty in NOVELTIES {
            assert!(Release::named(novelty.since).is_ok(), "{}", novelty.since);
        }
    }
}
