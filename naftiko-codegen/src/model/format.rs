//! The formats of answers.

/// Format of an upstream's response body (`outputRawFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawFormat {
    /// JSON, the default.
    Json,
    /// XML text.
    Xml,
    /// YAML text.
    Yaml,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Values separated by vertical bars.
    Psv,
    /// HTML text.
    Html,
    /// Markdown text.
    Markdown,
    /// Avro bytes.
    Avro,
    /// Protocol Buffers bytes.
    Protobuf,
    /// Any text.
    Text,
    /// Any bytes.
    Binary,
}

impl RawFormat {
    /// The format with this name in a document, whatever its case.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "json" => Self::Json,
            "xml" => Self::Xml,
            "yaml" => Self::Yaml,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "psv" => Self::Psv,
            "html" => Self::Html,
            "markdown" => Self::Markdown,
            "avro" => Self::Avro,
            "protobuf" => Self::Protobuf,
            "text" => Self::Text,
            "binary" => Self::Binary,
            _ => return None,
        })
    }
}
