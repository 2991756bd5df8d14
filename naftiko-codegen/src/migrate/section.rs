//! The parts of a document in which versions differ, and where they stand.

use crate::spec::Key;

/// A kind of mapping in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentPart {
    Document,
    Capability,
    Info,
    /// An entry that stands for one of another file.
    Import,
    Bind,
    /// A source of variables before 1.0.0.
    External,
    Consumes,
    ConsumedResource,
    ConsumedOperation,
    Authentication,
    Input,
    Output,
    Adapter,
    Resource,
    Unit,
    Step,
    Mapping,
    Prompt,
    Argument,
    Aggregate,
    Skill,
}

/// What stands at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// Something that is the same in every version.
    Same,
    One(DocumentPart),
    /// A list in every version.
    List(DocumentPart),
    /// A list of items with names in one language, and a mapping of names in the other.
    Named(DocumentPart),
    /// A mapping of names in every version.
    Members(DocumentPart),
    /// The form of a list's items, or its members by their names.
    Items,
}

use Below::{Items, List, Members, Named, One, Same};

const LISTS: &[(Key, Below)] = &[
    (Key::Consumes, List(DocumentPart::Consumes)),
    (Key::Exposes, List(DocumentPart::Adapter)),
    (Key::Aggregates, List(DocumentPart::Aggregate)),
    (Key::Binds, List(DocumentPart::Bind)),
    (Key::ExternalRefs, List(DocumentPart::External)),
];

const UNIT: &[(Key, Below)] = &[
    (Key::Label, Same),
    (Key::InputParameters, Named(DocumentPart::Input)),
    (Key::OutputParameters, Named(DocumentPart::Output)),
    (Key::Steps, Named(DocumentPart::Step)),
    (Key::Mappings, List(DocumentPart::Mapping)),
];

const PROMPT: &[(Key, Below)] = &[
    (Key::Label, Same),
    (Key::Arguments, Named(DocumentPart::Argument)),
    (Key::OutputParameters, Named(DocumentPart::Output)),
    (Key::Steps, Named(DocumentPart::Step)),
    (Key::Mappings, List(DocumentPart::Mapping)),
];

const ADAPTER: &[(Key, Below)] = &[
    (Key::Type, Same),
    (Key::Authentication, One(DocumentPart::Authentication)),
    (Key::Resources, Named(DocumentPart::Resource)),
    (Key::Tools, Named(DocumentPart::Unit)),
    (Key::Prompts, Named(DocumentPart::Prompt)),
    (Key::Skills, Named(DocumentPart::Skill)),
];

impl DocumentPart {
    /// The keys that versions spell in different ways, or that have such keys below them.
    pub(super) const fn keys(self) -> &'static [(Key, Below)] {
        match self {
            Self::Document => &[
                (Key::Info, One(DocumentPart::Info)),
                (Key::Capability, One(DocumentPart::Capability)),
            ],
            Self::Capability => &[(Key::Info, One(DocumentPart::Info))],
            Self::Info | Self::Argument => &[(Key::Label, Same)],
            Self::Import => &[(Key::ImportSource, Same)],
            Self::External => &[(Key::Name, Same), (Key::Uri, Same)],
            Self::Consumes => &[
                (Key::Authentication, One(DocumentPart::Authentication)),
                (Key::InputParameters, Named(DocumentPart::Input)),
                (Key::Resources, Named(DocumentPart::ConsumedResource)),
            ],
            Self::ConsumedResource => &[
                (Key::Label, Same),
                (Key::InputParameters, Named(DocumentPart::Input)),
                (Key::Operations, Named(DocumentPart::ConsumedOperation)),
            ],
            Self::ConsumedOperation => &[
                (Key::Label, Same),
                (Key::InputParameters, Named(DocumentPart::Input)),
                (Key::OutputParameters, Named(DocumentPart::Output)),
            ],
            Self::Output => &[
                (Key::Mapping, One(DocumentPart::Output)),
                (Key::Properties, Members(DocumentPart::Output)),
                (Key::Values, One(DocumentPart::Output)),
                (Key::Items, Items),
            ],
            Self::Adapter => ADAPTER,
            // Of a REST surface, or of an MCP surface, which is a unit.
            Self::Resource => &[
                (Key::Label, Same),
                (Key::InputParameters, Named(DocumentPart::Input)),
                (Key::Operations, Named(DocumentPart::Unit)),
                (Key::OutputParameters, Named(DocumentPart::Output)),
                (Key::Steps, Named(DocumentPart::Step)),
                (Key::Mappings, List(DocumentPart::Mapping)),
            ],
            Self::Unit => UNIT,
            Self::Mapping => &[(Key::Target, Same)],
            Self::Prompt => PROMPT,
            Self::Aggregate => &[(Key::Label, Same), (Key::Functions, Named(DocumentPart::Unit))],
            Self::Skill => &[(Key::Tools, Named(DocumentPart::Unit))],
            Self::Bind | Self::Authentication | Self::Step | Self::Input => &[],
        }
    }

    /// The lists that the root and the capability have in common.
    pub(super) const fn shared(self) -> &'static [(Key, Below)] {
        match self {
            Self::Document | Self::Capability => LISTS,
            _ => &[],
        }
    }

    /// Keys that make an entry with a source of its own no import.
    pub(super) const fn own(self) -> &'static [Key] {
        match self {
            Self::Bind => &[Key::Location, Key::Variables],
            Self::Consumes | Self::Adapter => &[Key::BaseUri, Key::Type],
            _ => &[Key::Functions],
        }
    }

    /// Returns `true` if entries of other files can stand in its place.
    pub(super) const fn is_shared(self) -> bool {
        matches!(self, Self::Consumes | Self::Adapter | Self::Aggregate | Self::Bind)
    }
}
