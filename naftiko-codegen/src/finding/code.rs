//! The one table of all findings.

use super::Level;

macro_rules! codes {
    ($($variant:ident = $text:literal, $level:ident, $rule:literal;)*) => {
        /// Every finding the compiler can report. The texts are stable; scripts may rely on them.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl Code {
            /// All findings, in the order of the rules they belong to.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name under which the finding is reported.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// Returns the severity of the finding.
            pub fn level(self) -> Level {
                match self {
                    $(Self::$variant => Level::$level,)*
                }
            }

            /// The rule of the dialect that decides it, such as `R33`; empty for findings of our own.
            pub fn rule(self) -> &'static str {
                match self {
                    $(Self::$variant => $rule,)*
                }
            }

            /// A small document that gets this finding and, apart from notes, as little else as
            /// possible. Bytes, because one of them is not text.
            pub fn example(self) -> &'static [u8] {
                match self {
                    $(Self::$variant => {
                        include_bytes!(concat!("../../tests/findings/", $text, ".yaml"))
                    })*
                }
            }
        }
    };
}

impl Code {
    /// Returns `true` if it is printed without being asked for: every warning and error, and those notes on
    /// which the document says something that is not done, or not said.
    pub fn is_told(self) -> bool {
        self.level() > Level::Note
            || matches!(
                self,
                Self::AuthUnread
                    | Self::BaseUriInvalid
                    | Self::ExampleRefused
                    | Self::HintMisspelt
                    | Self::HoleSpelling
                    | Self::HoleUndeclared
                    | Self::InfoVersion
                    | Self::InputMoved
                    | Self::InputOverridden
                    | Self::InputUnchecked
                    | Self::OutputUnchecked
                    | Self::PathLiteral
                    | Self::PathOneSegment
                    | Self::PathParamRepeated
                    | Self::PlaintextSecret
                    | Self::ToolUndescribed
                    | Self::WithNull
            )
    }

    /// Returns `true` if it is about a key or a value by itself: nothing that stands elsewhere would change it.
    pub(crate) fn is_local(self) -> bool {
        matches!(
            self,
            Self::DuplicateKey
                | Self::IgnoredKey
                | Self::InfoExtra
                | Self::InfoVersion
                | Self::KeyAsText
                | Self::MergeKey
                | Self::ScalarAsText
                | Self::Shape
                | Self::StepsUnsupported
                | Self::UnknownKey
                | Self::UnsupportedFeature
                | Self::UnsupportedImport
        )
    }

    /// Returns `true` if the line of every finding of this kind has a secret in it.
    pub fn is_confidential(self) -> bool {
        self == Self::PlaintextSecret
    }
}

codes! {
    NotUtf8 = "not-utf8", Error, "R01";
    YamlSyntax = "yaml-syntax", Error, "R01";
    DuplicateKey = "duplicate-key", Error, "R02";
    MergeKey = "merge-key", Error, "R02";
    MultiDocument = "multi-document", Error, "R02";
    YamlAlias = "yaml-alias", Note, "R02";
    TooDeep = "too-deep", Error, "R02";
    TooLarge = "too-large", Error, "R02";
    TruncatedSource = "truncated-source", Error, "R03";
    KeyAsText = "key-as-text", Note, "R04";
    ScalarAsText = "scalar-as-text", Note, "R04";
    NumberUnwritable = "number-unwritable", Error, "R04";
    NotACapability = "not-a-capability", Error, "R05";
    DuplicateCapability = "duplicate-capability", Error, "";
    FeatureMissing = "feature-missing", Error, "";
    VersionMismatch = "version-mismatch", Warning, "R06";
    VersionUnsupported = "version-unsupported", Error, "R06";
    CapabilityMissing = "capability-missing", Error, "R07";
    EmptyList = "empty-list", Note, "R07";
    NullAsAbsent = "null-as-absent", Note, "R07";
    Shape = "shape", Error, "R07";
    InfoExtra = "info-extra", Note, "R08";
    InfoVersion = "info-version", Note, "R08";
    InfoLabelMissing = "info-label-missing", Note, "R08";
    IgnoredKey = "ignored-key", Note, "R09";
    UnknownKey = "unknown-key", Warning, "R09";
    DescriptionMissing = "description-missing", Note, "R10";
    ToolUndescribed = "tool-undescribed", Note, "R10";
    VariableQualified = "variable-qualified", Note, "R11";
    TemplateUnsupported = "template-unsupported", Error, "R11";
    UndeclaredVariable = "undeclared-variable", Warning, "R12";
    AmbiguousVariable = "ambiguous-variable", Error, "R11";
    BindName = "bind-name", Note, "R13";
    BindsEmpty = "binds-empty", Note, "R13";
    UnsupportedImport = "unsupported-import", Error, "R14";
    NamespaceMissing = "namespace-missing", Error, "R15";
    NamespacePattern = "namespace-pattern", Note, "R15";
    DuplicateNamespace = "duplicate-namespace", Warning, "R16";
    BaseUriMissing = "base-uri-missing", Error, "R17";
    BaseUriScheme = "base-uri-scheme", Error, "R17";
    BaseUriTemplate = "base-uri-template", Note, "R18";
    BaseUriVariable = "base-uri-variable", Warning, "R18";
    BaseUriUnusable = "base-uri-unusable", Warning, "R19";
    BaseUriInvalid = "base-uri-invalid", Note, "R19";
    BaseUriPlaceholder = "base-uri-placeholder", Warning, "R20";
    AuthAlias = "auth-alias", Note, "R21";
    AuthPlacement = "auth-placement", Warning, "R21";
    AuthIncomplete = "auth-incomplete", Error, "R22";
    AuthUnread = "auth-unread", Note, "R21";
    AuthUnsupported = "auth-unsupported", Error, "R22";
    AuthSigv4Static = "auth-sigv4-static", Warning, "R23";
    CredentialParameter = "credential-parameter", Error, "";
    PlaintextSecret = "plaintext-secret", Note, "";
    SecretInAnswer = "secret-in-answer", Error, "";
    AuthStdio = "auth-stdio", Warning, "";
    OauthIssuer = "oauth-issuer", Error, "";
    OauthResource = "oauth-resource", Warning, "";
    OauthScopes = "oauth-scopes", Warning, "";
    ResourceName = "resource-name", Note, "R24";
    OperationId = "operation-id", Note, "R25";
    OperationName = "operation-name", Note, "R25";
    OperationNameMissing = "operation-name-missing", Error, "R25";
    NameTooLong = "name-too-long", Error, "";
    DuplicateOperation = "duplicate-operation", Warning, "R26";
    AmbiguousCall = "ambiguous-call", Error, "R27";
    MethodExtra = "method-extra", Note, "R28";
    MethodUnsupported = "method-unsupported", Error, "R28";
    OperationPath = "operation-path", Note, "R29";
    PathMissing = "path-missing", Error, "R29";
    PathForm = "path-form", Note, "R30";
    PathSyntax = "path-syntax", Error, "R30";
    PathFragment = "path-fragment", Warning, "R31";
    PathQuery = "path-query", Warning, "R31";
    PathParamUndeclared = "path-param-undeclared", Note, "R32";
    OrphanPathParam = "orphan-path-param", Warning, "R33";
    UnroutableOperation = "unroutable-operation", Warning, "R33";
    ParamMetadata = "param-metadata", Note, "R34";
    ParamTypeMissing = "param-type-missing", Note, "R34";
    TypeDiffers = "type-differs", Error, "R34";
    TypeInvalid = "type-invalid", Error, "R34";
    ParamInInvalid = "param-in-invalid", Error, "R35";
    ParamInMissing = "param-in-missing", Note, "R35";
    ParamName = "param-name", Note, "R36";
    EmptyParamName = "empty-param-name", Warning, "R37";
    ParamTwoPlaces = "param-two-places", Warning, "R38";
    ReservedHeader = "reserved-header", Warning, "R39";
    ParamValue = "param-value", Note, "R40";
    BodyFields = "body-fields", Note, "R41";
    BodyWhole = "body-whole", Note, "R41";
    BodyTemplate = "body-template", Note, "R42";
    ArgumentUnsent = "argument-unsent", Warning, "R43";
    BodyMixed = "body-mixed", Note, "R43";
    BodyWithoutData = "body-without-data", Note, "R44";
    NoBodyDeclared = "no-body-declared", Note, "R45";
    BodyTypeAlias = "body-type-alias", Note, "R46";
    BodyTypeInvalid = "body-type-invalid", Error, "R46";
    BodyTypeOpaque = "body-type-opaque", Warning, "R46";
    XmlHole = "xml-hole", Error, "R42";
    BodyOnGet = "body-on-get", Warning, "R47";
    RawFormatExtra = "raw-format-extra", Note, "R48";
    RawFormatInvalid = "raw-format-invalid", Error, "R48";
    RawFormatShaped = "raw-format-shaped", Warning, "";
    NothingExposed = "nothing-exposed", Warning, "R49";
    AdapterTypeUnsupported = "adapter-type-unsupported", Error, "R50";
    SkillAdapterIgnored = "skill-adapter-ignored", Warning, "R51";
    AdapterEmpty = "adapter-empty", Warning, "R52";
    StdioPort = "stdio-port", Warning, "R53";
    TransportMissing = "transport-missing", Note, "R53";
    PortConflict = "port-conflict", Error, "R54";
    PortInvalid = "port-invalid", Error, "R54";
    PortMissing = "port-missing", Warning, "R54";
    AdapterName = "adapter-name", Note, "R55";
    CallMissing = "call-missing", Error, "R56";
    CallSyntax = "call-syntax", Error, "R56";
    UnknownNamespace = "unknown-namespace", Error, "R57";
    UnknownOperation = "unknown-operation", Error, "R57";
    WithBodyField = "with-body-field", Note, "R58";
    WithKindPrefix = "with-kind-prefix", Note, "R58";
    WithNull = "with-null", Note, "R59";
    WithLiteral = "with-literal", Note, "R59";
    WithStructure = "with-structure", Note, "R59";
    WithTemplate = "with-template", Note, "R59";
    WithType = "with-type", Error, "R59";
    ConstantRefused = "constant-refused", Warning, "R59";
    WithNameFolded = "with-name-folded", Note, "R60";
    UndeclaredArgument = "undeclared-argument", Warning, "R61";
    InputsInferred = "inputs-inferred", Note, "R62";
    InputRequiredDefault = "input-required-default", Note, "R63";
    InputInMissing = "input-in-missing", Note, "R64";
    InputMetadata = "input-metadata", Note, "R64";
    InputPath = "input-path", Error, "R65";
    InputUnchecked = "input-unchecked", Note, "R64";
    BoundsContradict = "bounds-contradict", Error, "R64";
    DefaultRefused = "default-refused", Warning, "R64";
    ValueRefused = "value-refused", Warning, "R64";
    ExampleRefused = "example-refused", Note, "R64";
    InputMoved = "input-moved", Note, "R64";
    InputOverridden = "input-overridden", Note, "R64";
    HoleSpelling = "hole-spelling", Note, "R59";
    HoleUndeclared = "hole-undeclared", Note, "R62";
    InputMapping = "input-mapping", Note, "R65";
    WithPartial = "with-partial", Note, "R66";
    UnboundRequiredArgument = "unbound-required-argument", Warning, "R67";
    AmbiguousPathParam = "ambiguous-path-param", Error, "R68";
    PathParamRepeated = "path-param-repeated", Note, "R68";
    PathParamFolded = "path-param-folded", Note, "R68";
    UnusedPathParam = "unused-path-param", Warning, "R69";
    MethodDiffers = "method-differs", Note, "R70";
    UnitName = "unit-name", Note, "R71";
    ToolName = "tool-name", Warning, "R72";
    ToolParamName = "tool-param-name", Warning, "R73";
    RouteShadowed = "route-shadowed", Warning, "R74";
    ToolShadowed = "tool-shadowed", Warning, "R75";
    ExposedPathForm = "exposed-path-form", Note, "R76";
    PathLiteral = "path-literal", Note, "R76";
    PathOneSegment = "path-one-segment", Note, "R76";
    UnitPath = "unit-path", Note, "R77";
    HintMethodMismatch = "hint-method-mismatch", Warning, "R78";
    HintMisspelt = "hint-misspelt", Note, "R78";
    HintsExtra = "hints-extra", Note, "R78";
    ResourceInvalid = "resource-invalid", Error, "";
    PromptInvalid = "prompt-invalid", Error, "";
    PromptArgument = "prompt-argument", Warning, "";
    LocationInvalid = "location-invalid", Error, "";
    ContentInvalid = "content-invalid", Error, "";
    InputSchemaInvalid = "input-schema-invalid", Error, "";
    ForwardInvalid = "forward-invalid", Error, "";
    ForwardInput = "forward-input", Warning, "";
    HeaderInvalid = "header-invalid", Error, "";
    ControlTwice = "control-twice", Error, "";
    ControlExposed = "control-exposed", Warning, "";
    ControlDeclined = "control-declined", Warning, "";
    ExporterEndpoint = "exporter-endpoint", Warning, "";
    ExporterFeature = "exporter-feature", Note, "";
    StepsUnsupported = "steps-unsupported", Error, "R79";
    UnsupportedFeature = "unsupported-feature", Error, "R79";
    OutputInteger = "output-integer", Note, "R80";
    OutputUnchecked = "output-unchecked", Note, "R80";
    OutputInvalid = "output-invalid", Error, "R80";
    OutputUnmapped = "output-unmapped", Error, "R80";
    OutputOpen = "output-open", Note, "R80";
    JsonpathUnsupported = "jsonpath-unsupported", Error, "R81";
    OutputRoot = "output-root", Note, "R81";
    ObjectMapping = "object-mapping", Warning, "";
    OutputNamed = "output-named", Note, "R82";
    RustDigit = "rust-digit", Note, "R83";
    RustKeyword = "rust-keyword", Note, "R83";
    RustCollision = "rust-collision", Note, "R84";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn texts_are_distinct_and_parse_back() {
        let texts = Code::ALL.iter().map(|code| code.as_str()).collect::<BTreeSet<_>>();
        assert_eq!(texts.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        assert!("no-such-thing".parse::<Code>().is_err());
    }

    #[test]
    fn rules_have_the_form_of_the_dialect() {
        for code in Code::ALL {
            let rule = code.rule();
            assert!(rule.is_empty() || rule.len() == 3 && rule.starts_with('R'), "{code:?}");
        }
    }
}
