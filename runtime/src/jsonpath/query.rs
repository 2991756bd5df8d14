//! The tables of queries: RFC 9535, with the operators and functions of the reference dialect.

use super::pattern::{Matcher, Trust};

/// A query from a node on: the nodes that its segments lead to, or what a function makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// The segments, in order.
    pub segments: &'static [QuerySegment],
    /// The function at the end, applied to every node.
    pub call: Option<PathCall>,
}

/// A segment of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuerySegment {
    /// Children of a node.
    Child(&'static [Selector]),
    /// Children of a node and of all nodes below it.
    Descendants(&'static [Selector]),
}

/// A selector: which children of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// The member of this name.
    Name(&'static str),
    /// An element; negative positions count from the end.
    Index(i64),
    /// All children.
    Wildcard,
    /// The elements from `start` to before `end`.
    Slice {
        /// The first position; the first or last element without it.
        start: Option<i64>,
        /// The position behind the last one; all elements without it.
        end: Option<i64>,
        /// The distance between two positions.
        step: i64,
    },
    /// The children for which a condition holds.
    Filter(&'static Condition),
}

/// A condition of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold.
    All(&'static [Condition]),
    /// One of them holds.
    Any(&'static [Condition]),
    /// It does not hold.
    Not(&'static Condition),
    /// A query leads to a node at least.
    Exists(Operand),
    /// Two values, compared.
    Compare(Operand, ComparisonOperator, Operand),
    /// A text fits a pattern that is known when the document is compiled; it has its anchors.
    Fits(Operand, &'static str, PatternEngine),
    /// A text fits a pattern of RFC 9485, which is a value itself.
    FitsValue {
        /// The text.
        text: Operand,
        /// The pattern.
        pattern: Operand,
        /// Set if the whole text has to fit, and not a part of it.
        whole: bool,
        /// What compiles the pattern.
        engine: PatternEngine,
    },
}

/// A comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// They are equal.
    Equal,
    /// They are not.
    NotEqual,
    /// The first is less.
    Less,
    /// The first is less, or they are equal.
    LessOrEqual,
    /// The first is greater.
    Greater,
    /// The first is greater, or they are equal.
    GreaterOrEqual,
    /// The second is an array that has the first.
    In,
    /// The same, not.
    NotIn,
    /// Every element of the first is one of the second.
    SubsetOf,
    /// Some element of the first is one of the second.
    AnyOf,
    /// No element of the first is one of the second.
    NoneOf,
    /// The first has as many elements, members or characters as the second says.
    Size,
    /// The first has none, or some, as the second says.
    Empty,
    /// The first is an array that has the second, or a text that has it as a part.
    Contains,
}

/// A value in a condition or an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A constant, valid JSON.
    Json(&'static str),
    /// What a query gives from the node in question.
    Current(&'static Query),
    /// What a query gives from the root.
    Root(&'static Query),
    /// The length of a value.
    Length(&'static Operand),
    /// The number of nodes of a query.
    Count(&'static Operand),
    /// The value of the only node of a query.
    Value(&'static Operand),
}

/// A function at the end of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathCall {
    /// The function.
    pub function: PathFunction,
    /// Its arguments; all nodes of a query are arguments.
    pub arguments: &'static [Operand],
    /// Set if the node counts, and not its arguments alone.
    pub of_node: bool,
}

/// Functions of the reference dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFunction {
    /// How many elements, members or characters there are.
    Length,
    /// The least number.
    Min,
    /// The greatest number.
    Max,
    /// The mean of the numbers.
    Avg,
    /// The sum of the numbers.
    Sum,
    /// The standard deviation of the numbers.
    StdDev,
    /// The names of the members.
    Keys,
    /// The first element.
    First,
    /// The last element.
    Last,
    /// The element at a position.
    Index,
    /// Texts, one behind the other.
    Concat,
    /// An array with further elements.
    Append,
    /// Nothing: a segment is behind another function.
    Nothing,
}

/// What answers queries. Tables name it, so that it is linked where there is a query.
#[derive(Clone, Copy, Debug)]
pub struct QueryEngine(
    pub(crate) for<'d> fn(&'static Query, &'d str) -> Result<QueryAnswer<'d>, QueryFailure>,
);

/// What compiles patterns. Tables name it, so that it is linked where there is a pattern.
#[derive(Clone, Copy, Debug)]
pub struct PatternEngine(pub(crate) fn(&str, Trust) -> Option<Matcher>);

/// What a query gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum QueryAnswer<'d> {
    Nothing,
    /// The value at a singular query.
    One(&'d str),
    /// The list of values of any other one.
    Many(Vec<&'d str>),
    /// What a function made.
    Made(String),
}

/// Why a query has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueryFailure {
    /// It takes too much work.
    Excess,
    /// Some name in the document is no text.
    Unreadable,
}

/// A query takes more work than its document may cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Excess;

impl Excess {
    /// The sentence for callers.
    pub(crate) const REASON: &str = "a path leads to more values than are looked at";
}

impl From<Excess> for QueryFailure {
    fn from(_: Excess) -> Self {
        Self::Excess
    }
}

impl Query {
    /// Returns `true` if there is one node at most.
    pub(crate) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            matches!(segment, QuerySegment::Child([Selector::Name(_) | Selector::Index(_)]))
        })
    }
}

// There is one engine of each kind.

impl PartialEq for QueryEngine {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for QueryEngine {}

impl PartialEq for PatternEngine {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for PatternEngine {}
