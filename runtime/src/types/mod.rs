//! The types of values, with bounds, as the document declares them.
//!
//! A [`Type`] is the run-time form of the keywords of a JSON Schema (draft 2020-12) that are checked here. Other
//! keywords are published, and left to callers and upstreams.

#[cfg(feature = "surface")]
mod check;
mod constant;
mod kind;

#[cfg(feature = "surface")]
pub(crate) use self::check::flaws;
pub use self::constant::Constant;
pub(crate) use self::kind::flaw_of_type;
use crate::json::Decimal;

/// The set of values that are allowed. [`Type::ANY`] allows everything; each field that is set narrows it.
#[derive(Debug)]
pub struct Type {
    /// The types of JSON that it may have; empty for any.
    pub kinds: &'static [JsonType],
    /// The values that it may have; empty for any.
    pub values: &'static [Constant],
    /// The smallest number.
    pub minimum: Option<Decimal<'static>>,
    /// The largest number.
    pub maximum: Option<Decimal<'static>>,
    /// A number that it is larger than.
    pub exclusive_minimum: Option<Decimal<'static>>,
    /// A number that it is smaller than.
    pub exclusive_maximum: Option<Decimal<'static>>,
    /// A number of which it is a multiple; not zero.
    pub multiple_of: Option<Decimal<'static>>,
    /// The least length of a text, in Unicode code points.
    pub min_length: usize,
    /// The greatest length of a text, in Unicode code points.
    pub max_length: Option<usize>,
    /// The least number of items in an array.
    pub min_items: usize,
    /// The greatest number of items in an array.
    pub max_items: Option<usize>,
    /// The type of every item of an array.
    pub items: Option<&'static Type>,
    /// The types of an object's members, by name.
    pub properties: &'static [(&'static str, &'static Type)],
    /// The members that an object has to have.
    pub required: &'static [&'static str],
    /// The type of the members that `properties` does not name.
    pub others: Option<&'static Type>,
    /// Set if an object has only the members that `properties` names.
    pub closed: bool,
}

impl Type {
    /// The type of every value.
    pub const ANY: Self = Self {
        kinds: &[],
        values: &[],
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_length: 0,
        max_length: None,
        min_items: 0,
        max_items: None,
        items: None,
        properties: &[],
        required: &[],
        others: None,
        closed: false,
    };

    /// The type that no value has.
    pub const NEVER: Self = Self { kinds: &[JsonType::Never], ..Self::ANY };
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction, of any size; `1.0` is one.
    Integer,
    /// Any number.
    Number,
    /// A text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// The type that no value has: the schema `false`.
    Never,
}
