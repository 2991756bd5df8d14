//! Values that are made at run time: one language for texts, documents and shapes of answers.

use super::query::Query;
use super::types::JsonType;

/// An expression: a constant, a hole, or something put together from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Nothing.
    Absent,
    /// A constant: valid JSON text.
    Json(String),
    /// A constant text, as it is.
    Literal(String),
    /// The variable with this index in [`Capability::variables`](super::Capability::variables).
    Variable(usize),
    /// An argument of the operation, or a parameter of the function, by index.
    Parameter(usize),
    /// The value at a path into the output of the step with this index; an empty path is all of it.
    Step(usize, Vec<Segment>),
    /// The value at a path into another value.
    Member {
        /// The value.
        of: Box<Expr>,
        /// The path.
        path: Vec<Segment>,
    },
    /// A part of a text that depends on a value: once for each item of a list, once for any other value that there is.
    Section {
        /// The value.
        of: Box<Expr>,
        /// The part stands where there is no value, `false` or an empty list.
        inverted: bool,
        /// The part.
        content: Vec<Expr>,
    },
    /// A value by its name, in a section: of the innermost item that has it.
    Item {
        /// The name; empty for the item itself.
        name: String,
        /// The same as members, for an item without a member of the whole name.
        path: Vec<Segment>,
        /// The value where no item has the name.
        outer: Box<Expr>,
    },
    /// The value at a path into the answer that is shaped; an empty path is all of it (R81).
    Answer(Vec<Segment>),
    /// The same, where only null and values of one type of JSON are right.
    Typed {
        /// Path to the value in the response.
        path: Vec<Segment>,
        /// Name of the value in the error for a wrong type.
        name: String,
        /// The type.
        expected: JsonType,
    },
    /// The first of several values that is not null.
    First(Vec<Expr>),
    /// The beginning of a text, of at most so many UTF-16 units; what is no text is whole.
    Cut {
        /// The value.
        value: Box<Expr>,
        /// The units.
        length: usize,
    },
    /// An object with a member for every member of another one, of the same names.
    Values {
        /// Path to the object in the response.
        object: Vec<Segment>,
        /// Result for each member; its paths begin at the member's value.
        item: Box<Expr>,
    },
    /// A text put together from pieces.
    Text(Vec<Expr>),
    /// An object, members in document order. Keys are texts; those with holes stand in request
    /// bodies only.
    Object(Vec<(Expr, Expr)>),
    /// An array.
    Array(Vec<Expr>),
    /// An array with an item for every element of another one (semantics 7).
    Each {
        /// Path to the elements in the response.
        list: Vec<Segment>,
        /// Result for each element; its paths begin at the element.
        item: Box<Expr>,
    },
}

/// A segment of a path into a JSON document (R81).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A member.
    Key(String),
    /// An item; negative counts from the end.
    Index(i64),
    /// Every item.
    Each,
    /// What a query gives from here on; the last segment.
    Query(Query),
}

impl Expr {
    /// An object whose keys have no holes.
    pub(crate) fn object(members: impl IntoIterator<Item = (String, Self)>) -> Self {
        let members = members.into_iter().map(|(key, value)| (Self::Literal(key), value));
        Self::Object(members.collect())
    }

    /// Returns `true` if the answer is passed on as it is.
    pub fn is_document(&self) -> bool {
        matches!(self, Self::Answer(segments) if segments.is_empty())
    }

    /// Returns `true` if nothing has to be filled in.
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Absent | Self::Json(_) | Self::Literal(_) => true,
            Self::Variable(_)
            | Self::Parameter(_)
            | Self::Step(..)
            | Self::Answer(_)
            | Self::Typed { .. }
            | Self::First(_)
            | Self::Cut { .. }
            | Self::Values { .. }
            | Self::Member { .. }
            | Self::Section { .. }
            | Self::Item { .. }
            | Self::Each { .. } => false,
            Self::Text(pieces) => pieces.iter().all(Self::is_constant),
            Self::Object(members) => {
                members.iter().all(|(key, value)| key.is_constant() && value.is_constant())
            }
            Self::Array(items) => items.iter().all(Self::is_constant),
        }
    }

    /// The text of what has no holes.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            _ => None,
        }
    }

    /// Returns `true` if an object has a member of this name; `None` if this is not an object.
    pub(crate) fn has_member(&self, name: &str) -> Option<bool> {
        let Self::Object(members) = self else { return None };
        Some(members.iter().any(|(key, _)| key.literal() == Some(name)))
    }

    /// Adds a member to an object that has none of this name.
    pub(crate) fn add_member(&mut self, name: &str, value: Self) {
        if self.has_member(name) == Some(false)
            && let Self::Object(members) = self
        {
            members.push((Self::Literal(name.to_owned()), value));
        }
    }

    /// The expressions inside of this one, keys before their values.
    pub(crate) fn children(&self) -> Vec<&Self> {
        match self {
            Self::Text(all) | Self::Array(all) | Self::First(all) => all.iter().collect(),
            Self::Cut { value: one, .. }
            | Self::Member { of: one, .. }
            | Self::Item { outer: one, .. } => vec![one],
            Self::Section { of, content, .. } => {
                std::iter::once(&**of).chain(content.iter()).collect()
            }
            Self::Object(members) => members.iter().flat_map(|(key, value)| [key, value]).collect(),
            Self::Each { item, .. } | Self::Values { item, .. } => vec![item],
            Self::Absent
            | Self::Json(_)
            | Self::Literal(_)
            | Self::Variable(_)
            | Self::Parameter(_)
            | Self::Step(..)
            | Self::Answer(_)
            | Self::Typed { .. } => Vec::new(),
        }
    }

    /// Puts other expressions in the place of parameters.
    pub(crate) fn substitute(&mut self, by: &dyn Fn(usize) -> Self) {
        match self {
            Self::Parameter(index) => *self = by(*index),
            Self::Text(all) | Self::Array(all) | Self::First(all) => {
                all.iter_mut().for_each(|one| one.substitute(by));
            }
            Self::Object(members) => {
                for (key, value) in members {
                    key.substitute(by);
                    value.substitute(by);
                }
            }
            Self::Each { item, .. } | Self::Values { item, .. } => item.substitute(by),
            Self::Cut { value: one, .. }
            | Self::Member { of: one, .. }
            | Self::Item { outer: one, .. } => one.substitute(by),
            Self::Section { of, content, .. } => {
                of.substitute(by);
                content.iter_mut().for_each(|one| one.substitute(by));
            }
            Self::Absent
            | Self::Json(_)
            | Self::Literal(_)
            | Self::Variable(_)
            | Self::Step(..)
            | Self::Answer(_)
            | Self::Typed { .. } => {}
        }
    }

    /// Adds the indices of the parameters that are read.
    pub(crate) fn parameters(&self, indices: &mut Vec<usize>) {
        if let Self::Parameter(index) = self {
            indices.push(*index);
        }
        self.children().into_iter().for_each(|child| child.parameters(indices));
    }

    /// Returns `true` if it is read from a value as a whole, and so not as a piece of a text.
    pub(crate) fn is_filled(&self) -> bool {
        matches!(self, Self::Member { .. } | Self::Section { .. } | Self::Item { .. })
    }

    /// Adds the indices of the steps whose outputs are read.
    pub(crate) fn steps(&self, indices: &mut Vec<usize>) {
        if let Self::Step(index, _) = self {
            indices.push(*index);
        }
        for child in self.children() {
            child.steps(indices);
        }
    }

    /// The JSON text of a constant; a hole becomes null.
    pub fn to_json(&self) -> String {
        match self {
            Self::Json(text) => text.clone(),
            Self::Literal(text) => json_string(text),
            Self::Text(pieces) => json_string(&literal_text(pieces)),
            Self::Object(members) => {
                let member = |(key, value): &(Self, Self)| {
                    let key = literal_text(std::slice::from_ref(key));
                    format!("{}:{}", json_string(&key), value.to_json())
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Absent
            | Self::Variable(_)
            | Self::Parameter(_)
            | Self::Step(..)
            | Self::Answer(_)
            | Self::Typed { .. }
            | Self::First(_)
            | Self::Cut { .. }
            | Self::Values { .. }
            | Self::Member { .. }
            | Self::Section { .. }
            | Self::Item { .. }
            | Self::Each { .. } => "null".to_owned(),
        }
    }
}

/// Returns the literal text of `pieces`, without their holes.
pub(crate) fn literal_text(pieces: &[Expr]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Expr::Literal(literal) => text.push_str(literal),
            Expr::Text(inner) => text.push_str(&literal_text(inner)),
            _ => {}
        }
    }
    text
}

/// `text` as a JSON string.
pub(crate) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
