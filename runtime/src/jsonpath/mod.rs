//! JSONPath beyond names, positions and wildcards: queries over a flat tree of one document, within bounds.

mod compare;
mod evaluate;
mod function;
mod pattern;
mod position;
#[cfg(test)]
mod properties;
mod query;
#[cfg(test)]
mod tests;
mod tree;

pub use self::query::{
    ComparisonOperator, Condition, Operand, PathCall, PathFunction, PatternEngine, Query,
    QueryEngine, QuerySegment, Selector,
};
pub(crate) use self::query::{Excess, QueryAnswer, QueryFailure};

/// What answers queries.
pub const QUERIES: QueryEngine = QueryEngine(evaluate::answer);

/// What compiles patterns.
pub const PATTERNS: PatternEngine = PatternEngine(pattern::compile);
