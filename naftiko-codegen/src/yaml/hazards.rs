//! Checks of a text before it is parsed, and the limits that keep reading bounded (R02, R03).

use crate::finding::{Code, Finding};
use crate::text::{Source, Span};

/// The largest document that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Maximum nesting depth of mappings and sequences.
pub const MAX_DEPTH: usize = 64;
/// Maximum number of values in a document after its aliases are expanded.
pub const MAX_NODES: usize = 2_000_000;
/// Maximum length of all text in a document after its aliases are expanded, in bytes.
pub(crate) const MAX_EXPANDED: usize = 4 * MAX_BYTES;
/// Maximum length of all keys that lead to a value, in bytes.
pub(crate) const MAX_PATH: usize = 2048;
/// The tree holds every node of a document in memory, and no node comes without one of these.
const MAX_INDICATORS: usize = 4_000_000;

/// Refuses what the parser may not see at all.
pub(super) fn check_text(source: &Source) -> Result<(), Finding> {
    let finding = check_too_large(source.text().len())
        .or_else(|| check_truncated_source(source))
        .or_else(|| check_density(source));
    finding.map_or(Ok(()), Err)
}

/// The limit on the text itself.
pub(crate) fn check_too_large(bytes: usize) -> Option<Finding> {
    (bytes > MAX_BYTES).then(|| {
        let limit = MAX_BYTES / 1024 / 1024;
        too_large(Span::START, format!("the document is larger than {limit} MB"))
    })
}

/// R03: the catalog cut long documents and left a mark at the end.
fn check_truncated_source(source: &Source) -> Option<Finding> {
    const MARK: &str = "# --- truncated at ";
    let text = source.text();
    let found = text.match_indices(MARK).find(|(offset, mark)| {
        let rest = &text[offset + mark.len()..];
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        source.span(*offset).column == 1 && unit.len() < rest.len() && unit.starts_with(" KB")
    });
    let (offset, _) = found?;
    let span = source.span(offset);
    let line = source.line(span.line).trim_start_matches("# --- ").trim_end_matches(" ---");
    let finding =
        Finding::new(Code::TruncatedSource, span, format!("the document is incomplete: {line}"));
    let full = text[offset..].lines().find_map(|line| line.strip_prefix("# Full source:"));
    Some(match full {
        Some(full) => finding.help(format!("compile the full source instead: {}", full.trim())),
        None => finding.help("compile the complete document instead"),
    })
}

fn check_density(source: &Source) -> Option<Finding> {
    let indicator = |byte: &&u8| {
        matches!(byte, b'[' | b']' | b'{' | b'}' | b',' | b':' | b'-' | b'?' | b'\n' | b'\r' | b'*')
    };
    let count = source.text().as_bytes().iter().filter(indicator).count();
    (count > MAX_INDICATORS).then(|| too_large(Span::START, "the document has too many values"))
}

pub(crate) fn too_large(span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Code::TooLarge, span, message)
}

pub(crate) fn too_deep(span: Span) -> Finding {
    let message = format!("mappings and lists are nested more than {MAX_DEPTH} deep");
    Finding::new(Code::TooDeep, span, message)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, check_text};
    use crate::finding::Code;
    use crate::text::Source;

    fn refused(text: &str) -> Option<(Code, u32, Option<String>)> {
        let source = Source::new("a.yaml", text.to_owned());
        let finding = check_text(&source).err()?;
        Some((finding.code, finding.span.map_or(0, |span| span.line), finding.help))
    }

    #[test]
    fn cut_documents() {
        let text =
            "a: 1\n\n# --- truncated at 32 KB (41 KB total) ---\n# Full source: http://h/x\n";
        let help = "compile the full source instead: http://h/x".to_owned();
        assert_eq!(refused(text), Some((Code::TruncatedSource, 3, Some(help))));
        assert_eq!(refused("a: 'see # --- truncated at 32 KB'\n"), None);
        assert_eq!(refused("# --- truncated at noon KB\n"), None);
    }

    #[test]
    fn limits() {
        let code = |text: &str| refused(text).map(|(code, ..)| code);
        assert_eq!(code(&"x".repeat(MAX_BYTES + 1)), Some(Code::TooLarge));
        assert_eq!(code(&"-\n".repeat(2_100_000)), Some(Code::TooLarge));
        assert_eq!(code(&"a: '{{x}}'\n".repeat(6000)), None);
    }
}
