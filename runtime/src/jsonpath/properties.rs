//! Queries give what a walk through a tree gives, which follows RFC 9535 word by word.

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::evaluate::answer;
use super::query::{
    ComparisonOperator, Condition, Operand, Query, QueryAnswer, QuerySegment, Selector,
};

fn leaked<T>(items: Vec<T>) -> &'static [T] {
    items.leak()
}

fn documents() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        Just(json!(1.5)),
        "[ab]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[abc]", inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn names() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("a"), Just("b"), Just("c")]
}

fn singular() -> impl Strategy<Value = &'static Query> {
    let selector =
        prop_oneof![names().prop_map(Selector::Name), (-2_i64..3).prop_map(Selector::Index)];
    let segment = selector.prop_map(|selector| QuerySegment::Child(leaked(vec![selector])));
    vec(segment, 0..3)
        .prop_map(|all| &*Box::leak(Box::new(Query { segments: leaked(all), call: None })))
}

fn queries(depth: u32) -> BoxedStrategy<&'static Query> {
    let position = || option::of(-4_i64..5);
    let simple = prop_oneof![
        3 => names().prop_map(Selector::Name),
        2 => (-3_i64..3).prop_map(Selector::Index),
        2 => Just(Selector::Wildcard),
        2 => (position(), position(), -2_i64..3)
            .prop_map(|(start, end, step)| Selector::Slice { start, end, step }),
    ];
    let selector = if depth == 0 {
        simple.boxed()
    } else {
        let filter = conditions(depth - 1)
            .prop_map(|condition| Selector::Filter(Box::leak(Box::new(condition))));
        prop_oneof![2 => simple, 1 => filter].boxed()
    };
    let segment = (any::<bool>(), vec(selector, 1..3)).prop_map(|(descendants, selectors)| {
        let selectors = leaked(selectors);
        if descendants {
            QuerySegment::Descendants(selectors)
        } else {
            QuerySegment::Child(selectors)
        }
    });
    vec(segment, 0..4)
        .prop_map(|all| &*Box::leak(Box::new(Query { segments: leaked(all), call: None })))
        .boxed()
}

fn nodes_of(depth: u32) -> impl Strategy<Value = Operand> {
    (any::<bool>(), queries(depth))
        .prop_map(|(root, query)| if root { Operand::Root(query) } else { Operand::Current(query) })
}

fn operands(depth: u32) -> impl Strategy<Value = Operand> {
    const CONSTANTS: &[&str] =
        &["null", "true", "0", "1", "1.50", "\"a\"", "\"b\"", "[1,\"a\"]", "[]", "[true,null]"];
    let one = || {
        (any::<bool>(), singular()).prop_map(|(root, query)| {
            if root { Operand::Root(query) } else { Operand::Current(query) }
        })
    };
    let boxed = |operand: Operand| &*Box::leak(Box::new(operand));
    prop_oneof![
        proptest::sample::select(CONSTANTS).prop_map(Operand::Json),
        one(),
        one().prop_map(move |inner| Operand::Length(boxed(inner))),
        nodes_of(depth).prop_map(move |inner| Operand::Count(boxed(inner))),
        nodes_of(depth).prop_map(move |inner| Operand::Value(boxed(inner))),
    ]
}

fn conditions(depth: u32) -> BoxedStrategy<Condition> {
    let operators = [
        ComparisonOperator::Equal,
        ComparisonOperator::NotEqual,
        ComparisonOperator::Less,
        ComparisonOperator::LessOrEqual,
        ComparisonOperator::Greater,
        ComparisonOperator::GreaterOrEqual,
        ComparisonOperator::In,
        ComparisonOperator::NotIn,
        ComparisonOperator::SubsetOf,
        ComparisonOperator::AnyOf,
        ComparisonOperator::NoneOf,
        ComparisonOperator::Size,
        ComparisonOperator::Empty,
        ComparisonOperator::Contains,
    ];
    let simple = prop_oneof![
        nodes_of(depth).prop_map(Condition::Exists),
        (operands(depth), proptest::sample::select(operators.to_vec()), operands(depth))
            .prop_map(|(left, operator, right)| Condition::Compare(left, operator, right)),
    ];
    simple
        .prop_recursive(2, 6, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 1..3).prop_map(|all| Condition::All(leaked(all))),
                vec(inner.clone(), 1..3).prop_map(|any| Condition::Any(leaked(any))),
                inner.prop_map(|one| Condition::Not(Box::leak(Box::new(one)))),
            ]
        })
        .boxed()
}

// === The walk ===

fn children(node: &Value) -> Vec<&Value> {
    match node {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

fn walk<'v>(root: &'v Value, start: &'v Value, query: &Query) -> Vec<&'v Value> {
    let mut nodes = vec![start];
    for segment in query.segments {
        let (selectors, from) = match segment {
            QuerySegment::Child(selectors) => (selectors, nodes),
            QuerySegment::Descendants(selectors) => {
                (selectors, nodes.into_iter().flat_map(with_descendants).collect())
            }
        };
        let all = from.into_iter().flat_map(|node| {
            selectors.iter().flat_map(move |selector| selected(root, node, selector))
        });
        nodes = all.collect();
    }
    nodes
}

fn with_descendants(node: &Value) -> Vec<&Value> {
    let below = children(node).into_iter().flat_map(with_descendants);
    std::iter::once(node).chain(below).collect()
}

fn selected<'v>(root: &'v Value, node: &'v Value, selector: &Selector) -> Vec<&'v Value> {
    match selector {
        Selector::Name(name) => node.get(name).into_iter().collect(),
        Selector::Index(index) => {
            let items = node.as_array().map_or(&[][..], |items| items);
            let at = if *index < 0 { items.len() as i64 + index } else { *index };
            usize::try_from(at).ok().and_then(|at| items.get(at)).into_iter().collect()
        }
        Selector::Wildcard => children(node),
        Selector::Slice { start, end, step } => {
            sliced(node.as_array().map_or(&[][..], |items| items), *start, *end, *step)
        }
        Selector::Filter(condition) => {
            children(node).into_iter().filter(|child| holds(root, child, condition)).collect()
        }
    }
}

/// The pseudocode of RFC 9535, 2.3.4.2.2.
fn sliced(items: &[Value], start: Option<i64>, end: Option<i64>, step: i64) -> Vec<&Value> {
    let len = items.len() as i64;
    let normal = |i: i64| if i >= 0 { i } else { len + i };
    let start = normal(start.unwrap_or(if step >= 0 { 0 } else { len - 1 }));
    let end = end.map_or(if step >= 0 { len } else { -1 }, normal);
    let mut out = Vec::new();
    if step > 0 {
        let (lower, upper) = (start.clamp(0, len), end.clamp(0, len));
        out.extend((lower..upper).step_by(step as usize).map(|i| &items[i as usize]));
    } else if step < 0 {
        let (upper, lower) = (start.clamp(-1, len - 1), end.clamp(-1, len - 1));
        let mut i = upper;
        while lower < i {
            out.push(&items[i as usize]);
            i += step;
        }
    }
    out
}

fn nodes<'v>(root: &'v Value, node: &'v Value, operand: &Operand) -> Vec<&'v Value> {
    match operand {
        Operand::Root(query) => walk(root, root, query),
        Operand::Current(query) => walk(root, node, query),
        _ => Vec::new(),
    }
}

fn value(root: &Value, node: &Value, operand: &Operand) -> Option<Value> {
    let only = |nodes: Vec<&Value>| (nodes.len() == 1).then(|| nodes[0].clone());
    match operand {
        Operand::Json(json) => serde_json::from_str(json).ok(),
        Operand::Root(_) | Operand::Current(_) => only(nodes(root, node, operand)),
        Operand::Value(inner) => only(nodes(root, node, inner)),
        Operand::Count(inner) => Some(nodes(root, node, inner).len().into()),
        Operand::Length(inner) => size(&value(root, node, inner)?).map(Value::from),
    }
}

fn size(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    }
}

fn holds(root: &Value, node: &Value, condition: &Condition) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|one| holds(root, node, one)),
        Condition::Any(any) => any.iter().any(|one| holds(root, node, one)),
        Condition::Not(one) => !holds(root, node, one),
        Condition::Exists(operand) => !nodes(root, node, operand).is_empty(),
        Condition::Compare(left, operator, right) => {
            let (left, right) = (value(root, node, left), value(root, node, right));
            compared(left.as_ref(), *operator, right.as_ref())
        }
        Condition::Fits(..) | Condition::FitsValue { .. } => false,
    }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, one)| right.get(name).is_some_and(|two| same(one, two)))
        }
        _ => left == right || order(left, right) == Some(Ordering::Equal),
    }
}

fn compared(left: Option<&Value>, operator: ComparisonOperator, right: Option<&Value>) -> bool {
    use ComparisonOperator as Op;
    let (Some(left), Some(right)) = (left, right) else {
        let both = left.is_none() && right.is_none();
        return match operator {
            Op::Equal | Op::LessOrEqual | Op::GreaterOrEqual => both,
            Op::NotEqual => !both,
            Op::NotIn => true,
            _ => false,
        };
    };
    let (own, others) = (left.as_array(), right.as_array());
    let has = |list: &[Value], one: &Value| list.iter().any(|other| same(one, other));
    let shared =
        || own.zip(others).map(|(own, others)| own.iter().filter(|one| has(others, one)).count());
    match operator {
        Op::Equal => same(left, right),
        Op::NotEqual => !same(left, right),
        Op::Less => order(left, right) == Some(Ordering::Less),
        Op::Greater => order(left, right) == Some(Ordering::Greater),
        Op::LessOrEqual => order(left, right) == Some(Ordering::Less) || same(left, right),
        Op::GreaterOrEqual => order(left, right) == Some(Ordering::Greater) || same(left, right),
        Op::In => others.is_some_and(|others| has(others, left)),
        Op::NotIn => !others.is_some_and(|others| has(others, left)),
        Op::SubsetOf => shared().is_some_and(|count| Some(count) == own.map(Vec::len)),
        Op::AnyOf => shared().is_some_and(|count| count > 0),
        Op::NoneOf => shared().is_some_and(|count| count == 0),
        Op::Size => size(left).is_some_and(|size| right.as_f64() == Some(size as f64)),
        Op::Empty => size(left).is_some_and(|size| right.as_bool() == Some(size == 0)),
        Op::Contains => match (left, right) {
            (Value::Array(items), one) => has(items, one),
            (Value::String(text), Value::String(part)) => text.contains(part),
            _ => false,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_query_gives_what_a_walk_gives(document in documents(), query in queries(2)) {
        let text = Box::leak(document.to_string().into_boxed_str());
        let wanted: Vec<String> =
            walk(&document, &document, query).into_iter().map(Value::to_string).collect();
        let found = match answer(query, text).expect("little work") {
            QueryAnswer::Nothing => Vec::new(),
            QueryAnswer::One(raw) => vec![raw.to_owned()],
            QueryAnswer::Many(list) => list.into_iter().map(str::to_owned).collect(),
            QueryAnswer::Made(made) => vec![made],
        };
        prop_assert_eq!(found, wanted, "{:?} in {}", query, text);
    }
}
