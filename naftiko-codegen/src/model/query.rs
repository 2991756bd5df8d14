//! Queries: what a path has beyond names, positions and wildcards (RFC 9535, and the reference dialect).

/// A query from a node on: the nodes that its segments lead to, or what a function makes of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The segments, in order.
    pub segments: Vec<QuerySegment>,
    /// The function at the end.
    pub call: Option<PathCall>,
}

/// A segment of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuerySegment {
    /// Set if nodes below are asked too.
    pub descendants: bool,
    /// Which children are meant.
    pub selectors: Vec<Selector>,
}

/// Which children of a node are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// The member of a name.
    Name(String),
    /// An element; negative counts from the end.
    Index(i64),
    /// All of them.
    Wildcard,
    /// The elements from the first position to before the second one, by a step.
    Slice(Option<i64>, Option<i64>, i64),
    /// Those for which a condition holds.
    Filter(Condition),
}

/// A condition of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// One of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A query leads to a node at least.
    Exists(Operand),
    /// Two values, compared.
    Compare(Operand, ComparisonOperator, Operand),
    /// A text fits a regular expression, which has its anchors.
    Fits(Operand, String),
    /// A text fits a pattern that is a value itself; the whole text where it says so.
    FitsValue {
        /// The text.
        text: Operand,
        /// The pattern.
        pattern: Operand,
        /// Set if the whole text has to fit.
        whole: bool,
    },
}

/// A comparison; the variants are named as those of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `nin`
    NotIn,
    /// `subsetof`
    SubsetOf,
    /// `anyof`
    AnyOf,
    /// `noneof`
    NoneOf,
    /// `size`
    Size,
    /// `empty`
    Empty,
    /// `contains`
    Contains,
}

/// A value in a condition or an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A constant: valid JSON text.
    Json(String),
    /// A query from the node in question.
    Current(Query),
    /// A query from the root.
    Root(Query),
    /// `length(…)`
    Length(Box<Operand>),
    /// `count(…)`
    Count(Box<Operand>),
    /// `value(…)`
    Value(Box<Operand>),
}

/// A function at the end of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathCall {
    /// The function.
    pub function: PathFunction,
    /// Its arguments.
    pub arguments: Vec<Operand>,
    /// Set if it is about the node and not about its arguments alone.
    pub of_node: bool,
}

/// A function of the reference dialect; the variants are named as those of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFunction {
    /// `length()`, `size()`
    Length,
    /// `min()`
    Min,
    /// `max()`
    Max,
    /// `avg()`
    Avg,
    /// `sum()`
    Sum,
    /// `stddev()`
    StdDev,
    /// `keys()`
    Keys,
    /// `first()`
    First,
    /// `last()`
    Last,
    /// `index(n)`
    Index,
    /// `concat(x)`
    Concat,
    /// `append(x)`
    Append,
    /// What is behind another function finds nothing.
    Nothing,
}

impl Query {
    /// Returns `true` if there is a node for objects only.
    pub fn begins_with_name(&self) -> bool {
        self.segments.first().is_some_and(|first| {
            !first.descendants && matches!(&first.selectors[..], [Selector::Name(_)])
        })
    }

    /// Returns `true` if there is one node at most.
    pub fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            !segment.descendants
                && matches!(&segment.selectors[..], [Selector::Name(_) | Selector::Index(_)])
        })
    }
}

impl ComparisonOperator {
    /// The operators, as they are written; of two that begin alike the longer one is first.
    pub const WRITTEN: [(&'static str, Self); 14] = [
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        ("<=", Self::LessOrEqual),
        (">=", Self::GreaterOrEqual),
        ("<", Self::Less),
        (">", Self::Greater),
        ("in", Self::In),
        ("nin", Self::NotIn),
        ("subsetof", Self::SubsetOf),
        ("anyof", Self::AnyOf),
        ("noneof", Self::NoneOf),
        ("size", Self::Size),
        ("empty", Self::Empty),
        ("contains", Self::Contains),
    ];

    /// The operator.
    pub fn written(self) -> &'static str {
        Self::WRITTEN.iter().find(|(_, one)| *one == self).map_or("", |(text, _)| text)
    }
}

impl PathFunction {
    /// The names of functions.
    pub const WRITTEN: [(&'static str, Self); 13] = [
        ("length", Self::Length),
        ("size", Self::Length),
        ("min", Self::Min),
        ("max", Self::Max),
        ("avg", Self::Avg),
        ("sum", Self::Sum),
        ("stddev", Self::StdDev),
        ("keys", Self::Keys),
        ("first", Self::First),
        ("last", Self::Last),
        ("index", Self::Index),
        ("concat", Self::Concat),
        ("append", Self::Append),
    ];

    /// The name.
    pub fn written(self) -> &'static str {
        Self::WRITTEN.iter().find(|(_, one)| *one == self).map_or("nothing", |(text, _)| text)
    }
}
