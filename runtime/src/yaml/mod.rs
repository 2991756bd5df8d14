//! YAML as a series of values: the first document of a text, for whoever takes it apart.
//!
//! What is text stays text: types of scalars are for the taker, who is told whether there were quotes. Aliases and tags
//! of programs are refused, so that no text becomes more than what is written, and none means something else.

use std::collections::HashSet;
use std::fmt;

use granit_parser::{Event, Parser, ScalarStyle, Tag, options};

/// How deep lists and mappings may stand in each other.
const DEPTH: usize = 128;

/// Takes a document apart. What is told before an error is no document.
pub(crate) trait YamlSink {
    /// A mapping begins: keys come, and a value after each.
    fn open_mapping(&mut self);
    fn close_mapping(&mut self);
    /// A list begins.
    fn open_list(&mut self);
    fn close_list(&mut self);
    /// The key of the value that is next.
    fn key(&mut self, text: &str);
    fn scalar(&mut self, scalar: YamlScalar<'_>);
}

/// A value that is no list and no mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct YamlScalar<'a> {
    pub(crate) text: &'a str,
    /// Set if it stands without quotes, so that it may be something else than a text.
    is_plain: bool,
}

/// Why a text cannot be read. It shows nothing of the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct YamlError {
    line: usize,
    reason: &'static str,
}

/// What is open.
enum Open {
    List,
    Mapping {
        keys: HashSet<String>,
        /// Set if a key is there and its value is not.
        has_key: bool,
    },
}

/// Tells `sink` of the first document in `text`; `Ok(false)` if there is none.
pub(crate) fn decode(text: &str, sink: &mut impl YamlSink) -> Result<bool, YamlError> {
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    let mut decoder = Decoder { sink, open: Vec::new(), is_any: false };
    let mut is_over = false;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| YamlError {
            line: error.marker().line(),
            reason: "it cannot be read as YAML",
        })?;
        // What stands behind the end may show that it was none: `{a: b}c`.
        if is_over {
            break;
        }
        if matches!(event, Event::DocumentEnd) {
            let end = text.chars().skip(span.start.index());
            if end.take(3).eq("...".chars()) {
                break;
            }
            is_over = true;
        }
        decoder.step(&event).map_err(|reason| YamlError { line: span.start.line(), reason })?;
    }
    Ok(decoder.is_any)
}

struct Decoder<'s, S> {
    sink: &'s mut S,
    open: Vec<Open>,
    is_any: bool,
}

// === impl Decoder ===

impl<S: YamlSink> Decoder<'_, S> {
    fn step(&mut self, event: &Event<'_>) -> Result<(), &'static str> {
        if event.tag().is_some_and(|tag| !is_plain_tag(tag)) {
            return Err("it has a tag, and only those of YAML itself are read");
        }
        match event {
            Event::Scalar(text, style, ..) => {
                self.scalar(YamlScalar { text, is_plain: *style == ScalarStyle::Plain })
            }
            Event::SequenceStart(..) => {
                self.enter(Open::List)?;
                self.sink.open_list();
                Ok(())
            }
            Event::MappingStart(..) => {
                self.enter(Open::Mapping { keys: HashSet::new(), has_key: false })?;
                self.sink.open_mapping();
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                match self.open.pop() {
                    Some(Open::List) => self.sink.close_list(),
                    Some(Open::Mapping { .. }) => self.sink.close_mapping(),
                    None => {}
                }
                Ok(())
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => Err("it has an alias"),
            _ => Ok(()),
        }
    }

    fn scalar(&mut self, scalar: YamlScalar<'_>) -> Result<(), &'static str> {
        if let Some(Open::Mapping { keys, has_key: has_key @ false }) = self.open.last_mut() {
            if !keys.insert(scalar.text.to_owned()) {
                return Err("a key is there twice");
            }
            *has_key = true;
            self.sink.key(scalar.text);
            return Ok(());
        }
        self.begins_value()?;
        self.sink.scalar(scalar);
        Ok(())
    }

    fn enter(&mut self, open: Open) -> Result<(), &'static str> {
        self.begins_value()?;
        if self.open.len() == DEPTH {
            return Err("it is nested too deep");
        }
        self.open.push(open);
        Ok(())
    }

    fn begins_value(&mut self) -> Result<(), &'static str> {
        self.is_any = true;
        match self.open.last_mut() {
            Some(Open::Mapping { has_key: false, .. }) => Err("a key is no text"),
            Some(Open::Mapping { has_key, .. }) => {
                *has_key = false;
                Ok(())
            }
            Some(Open::List) | None => Ok(()),
        }
    }
}

/// Returns `true` for tags that say no more than the type that a value has.
fn is_plain_tag(tag: &Tag) -> bool {
    const TYPES: [&str; 7] = ["str", "int", "float", "bool", "null", "seq", "map"];
    let (handle, suffix) = tag.parts();
    TYPES.iter().any(|known| tag.is_yaml_core_schema_tag(known))
        || matches!((handle, suffix), ("!", "") | ("", "!"))
}

// === impl YamlScalar ===

impl YamlScalar<'_> {
    /// Returns `true` if it says that there is no value.
    pub(crate) fn is_null(&self) -> bool {
        self.is_plain && matches!(self.text, "" | "~" | "null" | "Null" | "NULL")
    }
}

// === impl YamlError ===

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {})", self.reason, self.line)
    }
}

#[cfg(test)]
mod tests;
