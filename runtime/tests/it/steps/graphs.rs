//! Random graphs of steps, against a plain interpreter.

use std::collections::HashMap;
use std::time::Duration;

use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestUpstream};
use serde_json::Value;

use super::interpreter::{EachNode, Node, Reply, Work, interpreted};
use super::{call, function, leak, path, start};
use crate::support::{Random, tool};

fn graph(number: usize, random: &mut Random) -> Vec<Node> {
    let length = 1 + random.below(6);
    (0..length).map(|index| node(number, index, random)).collect()
}

fn node(graph: usize, index: usize, random: &mut Random) -> Node {
    let is_lookup = index > 0 && random.one_in(5);
    let count = if is_lookup { 1 } else { random.below(3) };
    let uses = (0..count).filter(|_| index > 0).map(|_| random.below(index)).collect();
    let reply = match random.below(9) {
        0 => Reply::Broken,
        1 | 2 => Reply::Refused,
        _ => Reply::Fine,
    };
    let kind = if is_lookup {
        Work::Lookup { hits: random.below(3) > 0 }
    } else {
        let delay = u64::try_from(random.below(12)).unwrap_or(0);
        Work::Call { changes: random.one_in(3), reply, delay }
    };
    let condition = (index > 0 && random.one_in(4)).then(|| {
        let member = if random.one_in(2) { "value" } else { "none" };
        (random.below(index), member)
    });
    let each = (index > 0 && !is_lookup && random.one_in(4)).then(|| EachNode {
        of: random.below(index),
        broken: random.one_in(4).then(|| random.below(4)),
    });
    let fallback = (!is_lookup && random.one_in(4))
        .then(|| if random.one_in(2) { "null" } else { r#"{"value":"instead","list":["y"]}"# });
    let name = format!("g{graph:03}-s{index}");
    Node { name, kind, uses, condition, each, fallback, elements: random.below(5) }
}

/// The table that the compiler makes of such steps.
fn table(nodes: &[Node]) -> &'static Steps {
    let (mut calls, mut last_change) = (Vec::new(), None);
    let mut steps = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let mut after = node.uses.clone();
        after.extend(node.condition.map(|(step, _)| step));
        after.extend(node.each.as_ref().map(|each| each.of));
        if let Work::Call { changes, .. } = node.kind {
            if changes {
                after.extend(&calls);
                last_change = Some(index);
            } else {
                after.extend(last_change);
            }
            calls.push(index);
        }
        steps.push(step(index, node, leak(after).as_slice()));
    }
    let members: Vec<(&'static str, Expr)> =
        steps.iter().enumerate().map(|(index, step)| (step.name, Expr::Step(index, &[]))).collect();
    let mapped = Expr::Object(leak(members).as_slice());
    leak(Steps { steps: leak(steps).as_slice(), mapped: Some(leak(mapped)), last: None })
}

fn step(index: usize, node: &Node, after: &'static [usize]) -> Step {
    let name: &'static str = leak(node.name.clone());
    let (action, changes) = match &node.kind {
        Work::Call { changes, .. } => {
            let element = node.each.iter().map(|_| Expr::Step(index, &[]));
            let used = node.uses.iter().map(|step| Expr::Step(*step, path("value")));
            let pieces: Vec<Expr> = element.chain(used).collect();
            (call(name, *changes, Expr::Text(leak(pieces).as_slice())), *changes)
        }
        Work::Lookup { hits } => {
            let wanted = if *hits {
                Expr::Step(node.uses[0], path("value"))
            } else {
                Expr::Json("\"nobody\"")
            };
            let fields = leak(["value"]).as_slice();
            let search = Lookup { index: node.uses[0], member: "value", wanted, fields };
            (Action::Lookup(search), false)
        }
    };
    let mut step = Step::new(name, after, action);
    if let Some((of, member)) = node.condition {
        step = step.only_if(Expr::Step(of, path(member)));
    }
    if let Some(each) = &node.each {
        let list = Expr::Step(each.of, path("list"));
        step = step.for_each(Each { list, limit: 100, concurrency: if changes { 1 } else { 3 } });
    }
    match node.fallback {
        Some(json) => step.or_else(Expr::Json(json)),
        None => step,
    }
}

/// An upstream that replies as the steps of the name say.
fn playing(nodes: HashMap<String, Node>) -> TestUpstream {
    TestUpstream::start(move |seen| {
        let (name, query) = seen.target.split_once('?').unwrap_or((&seen.target, ""));
        let Some(node) = nodes.get(name.trim_start_matches('/')) else {
            return Script::default().close();
        };
        let Work::Call { reply, delay, .. } = node.kind else { return Script::default().close() };
        let waited = Script::default().wait(Duration::from_millis(delay));
        let body = node.answer().to_string();
        let media = [("content-type", "application/json")];
        let broken = node.each.as_ref().and_then(|each| each.broken);
        if broken.is_some_and(|index| query.starts_with(&format!("uses=x{index}-"))) {
            return waited.close();
        }
        match reply {
            Reply::Broken => waited.close(),
            Reply::Refused => waited.head(500, &media, body.len()).send(body.as_bytes()),
            Reply::Fine => waited.head(200, &media, body.len()).send(body.as_bytes()),
        }
    })
    .expect("an upstream")
}

#[test]
fn random_graphs_give_what_the_order_of_the_document_gives() {
    const GRAPHS: usize = 250;
    let mut random = Random(20_261_130);
    let graphs: Vec<Vec<Node>> = (0..GRAPHS).map(|number| graph(number, &mut random)).collect();
    let nodes = graphs.iter().flatten().cloned();
    let upstream = playing(nodes.map(|node| (node.name.clone(), node)).collect());
    let tools = graphs
        .iter()
        .enumerate()
        .map(|(number, nodes)| function(leak(format!("g{number:03}")), table(nodes)));
    let server = start(tools.collect(), &upstream);
    let address = server.address("graphs").expect("an address");
    let mut failures = 0;
    for (number, nodes) in graphs.iter().enumerate() {
        let before = upstream.seen().len();
        let result = tool(address, &format!("g{number:03}"), "{}");
        // A read of a run that has failed can arrive later.
        let own = format!("/g{number:03}-");
        let sent: Vec<String> = upstream.seen()[before..]
            .iter()
            .filter(|seen| seen.target.starts_with(&own))
            .map(|seen| format!("{} {}", seen.method, seen.target))
            .collect();
        failures += usize::from(compare(nodes, sent, &result));
    }
    assert!(failures > GRAPHS / 10 && failures < GRAPHS / 2, "{failures} runs failed");
    assert!(server.stop());
}

fn changes(all: &[String]) -> Vec<String> {
    all.iter().filter(|request| request.starts_with("POST")).cloned().collect()
}

/// Compares a run with the plain one; `true` if both failed.
fn compare(nodes: &[Node], mut sent: Vec<String>, result: &Value) -> bool {
    let expected = interpreted(nodes);
    assert_eq!(changes(&sent), changes(&expected.requests), "{nodes:#?}");
    let text = result["content"][0]["text"].as_str().expect("a text");
    let Some(failed) = expected.failed else {
        let mut wanted = expected.requests;
        sent.sort();
        wanted.sort();
        assert_eq!(sent, wanted, "{nodes:#?}");
        let outputs = nodes.iter().zip(&expected.outputs);
        let wanted: serde_json::Map<String, Value> = outputs
            .filter_map(|(node, output)| Some((node.name.clone(), output.clone()?)))
            .collect();
        let given: Value = serde_json::from_str(text).expect("a document");
        assert_eq!(given, Value::Object(wanted), "{nodes:#?}");
        return false;
    };
    assert_eq!(result["isError"], true, "{failed}: {text}");
    assert!(text.starts_with("step `g"), "{text}");
    // Changes that have been carried out are named.
    for request in changes(&sent).iter().filter(|request| !request.contains(&failed)) {
        let name = request.trim_start_matches("POST /").split('?').next().unwrap_or_default();
        let node = nodes.iter().find(|node| node.name == name).expect("a node");
        let answered = matches!(node.kind, Work::Call { reply, .. } if reply != Reply::Broken);
        let broken = node.each.as_ref().is_some_and(|each| each.broken.is_some());
        assert!(text.contains(name) || !answered || broken, "{name}: {text}");
    }
    true
}
