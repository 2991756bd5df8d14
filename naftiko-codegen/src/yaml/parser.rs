//! The only user of the YAML parser: text to events with byte ranges.

use std::ops::{ControlFlow, Range};

use granit_parser::{
    ErrorKind, Event as Parsed, Parser, ScalarStyle as ParsedStyle, ScanError, Span,
    StructureStyle, options,
};

use super::error::Mistake;
use super::hazards::MAX_DEPTH;
use super::syntax::{Layout, ScalarStyle};

/// One step through a text.
pub(super) enum Event {
    /// A document begins; its marker, if it has one, is there.
    Document(Range<usize>),
    Sequence(Layout),
    Mapping(Layout),
    /// The end of the innermost list or mapping.
    End,
    Scalar(ScalarStyle),
    /// The number of the anchor, unless there is none.
    Alias(Option<usize>),
    /// The number of the anchor of the node that came last.
    Anchor(usize),
    Comment,
}

/// An event with its place.
pub(super) struct PlacedEvent {
    pub(super) event: Event,
    pub(super) range: Range<usize>,
    pub(super) tag: Option<TagToken>,
}

/// The tag before a node.
pub(super) struct TagToken {
    pub(super) range: Range<usize>,
    /// Set if it is none of YAML's own, and no address.
    pub(super) local: bool,
}

/// The end of a text that could not be read to its end.
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) mistake: Mistake,
    pub(super) message: String,
}

/// Goes through `text` until its end, an error, or a break by `each`.
///
/// `strict` indentation notices quotes and brackets that are never closed close to where they open.
pub(super) fn walk(
    text: &str,
    strict: bool,
    mut each: impl FnMut(PlacedEvent) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let options = options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        strict_indentation: strict,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    for parsed in Parser::new_from_str_with_options(text, options) {
        let (event, span) = parsed.map_err(|error| failure(text, &error))?;
        let Some(step) = step(&event, span) else { continue };
        if each(step).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn step(parsed: &Parsed<'_>, span: Span) -> Option<PlacedEvent> {
    let range = span.byte_range()?;
    let event = match parsed {
        Parsed::DocumentStart(..) => Event::Document(range.clone()),
        Parsed::SequenceStart(style, ..) => Event::Sequence(layout(*style)),
        Parsed::MappingStart(style, ..) => Event::Mapping(layout(*style)),
        Parsed::SequenceEnd | Parsed::MappingEnd => Event::End,
        Parsed::Scalar(_, style, ..) => Event::Scalar(scalar_style(*style)),
        Parsed::Alias(anchor) => Event::Alias(Some(*anchor)),
        Parsed::UnresolvedAlias(_) => Event::Alias(None),
        Parsed::Anchor(anchor, _) => Event::Anchor(*anchor),
        Parsed::Comment(..) => Event::Comment,
        _ => return None,
    };
    Some(PlacedEvent { event, range, tag: tag(parsed, span) })
}

fn tag(parsed: &Parsed<'_>, span: Span) -> Option<TagToken> {
    let (handle, suffix) = parsed.tag()?.parts();
    let range = span.tag_span()?.byte_range()?;
    Some(TagToken {
        range,
        local: handle.starts_with('!') || handle.is_empty() && suffix.starts_with('!'),
    })
}

fn layout(style: StructureStyle) -> Layout {
    match style {
        StructureStyle::Block => Layout::Block,
        StructureStyle::Flow => Layout::Flow,
    }
}

fn scalar_style(style: ParsedStyle) -> ScalarStyle {
    match style {
        ParsedStyle::Plain => ScalarStyle::Plain,
        ParsedStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        ParsedStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        ParsedStyle::Literal | ParsedStyle::Folded => ScalarStyle::Block,
    }
}

fn failure(text: &str, error: &ScanError) -> Failure {
    let at = floor(text, error.marker().byte_offset().unwrap_or(text.len()));
    // The parser takes a comma with nothing before it for the end of the text.
    let ends = matches!(
        error.kind(),
        ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
    );
    if ends && text[at..].starts_with(',') {
        let message = "nothing stands before this comma".to_owned();
        return Failure { at, mistake: Mistake::Comma, message };
    }
    Failure { at, mistake: mistake(error.kind()), message: message(error) }
}

/// The words of the parser, where it has good ones.
fn message(error: &ScanError) -> String {
    match error.kind() {
        ErrorKind::UnexpectedCharacter { character } => {
            format!("a value cannot start with `{character}`")
        }
        ErrorKind::UnclosedQuotedScalar => "the quote is not closed".to_owned(),
        ErrorKind::UnclosedFlowCollection { open } => {
            format!("the bracket `{open}` is not closed")
        }
        _ => error.info(),
    }
}

fn mistake(kind: &ErrorKind) -> Mistake {
    use ErrorKind as Kind;
    match kind {
        Kind::RecursionLimitExceeded => Mistake::Depth,
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::InvalidTrailingSingleQuotedScalar
        | Kind::InvalidTrailingDoubleQuotedScalar
        | Kind::DocumentIndicatorInQuotedScalar => Mistake::Quote,
        Kind::UnclosedFlowCollection { .. }
        | Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::InvalidFlowScalarIndent
        // Blocks have other words for it.
        | Kind::InvalidIndentation
        | Kind::InvalidColonPlacement
        | Kind::BlockEntryInFlowCollection => Mistake::Bracket,
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabInPlainScalar
        | Kind::TabAtBlockScalarStart => Mistake::Tab,
        Kind::MappingValueNotAllowed => Mistake::Colon,
        Kind::UnexpectedCharacter { character: '@' | '`' | '%' } => Mistake::Character,
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::BlockSequenceEntryNotAllowed
        | Kind::SimpleKeyExpected => Mistake::Indent,
        _ => Mistake::Other,
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
