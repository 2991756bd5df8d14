//! What the order of a document gives, one step after the other.

use serde_json::{Value, json};

/// The reply of the upstream to a step.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Reply {
    Fine,
    /// A status of 500, which is an output like any other.
    Refused,
    /// No answer at all, which ends the run.
    Broken,
}

#[derive(Clone, Debug)]
pub(super) enum Work {
    Call {
        changes: bool,
        reply: Reply,
        delay: u64,
    },
    /// A search for what the step says of itself, or for something else.
    Lookup {
        hits: bool,
    },
}

/// The list of another step that a step runs for.
#[derive(Clone, Debug)]
pub(super) struct EachNode {
    pub(super) of: usize,
    /// The element that the upstream does not answer.
    pub(super) broken: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) kind: Work,
    pub(super) uses: Vec<usize>,
    /// The step whose output is looked at, and the member of it.
    pub(super) condition: Option<(usize, &'static str)>,
    pub(super) each: Option<EachNode>,
    /// The output of a failure.
    pub(super) fallback: Option<&'static str>,
    /// The number of elements in the list of its answer.
    pub(super) elements: usize,
}

impl Node {
    /// The document in the answer of the upstream.
    pub(super) fn answer(&self) -> Value {
        let list: Vec<String> = (0..self.elements).map(|index| format!("x{index}-")).collect();
        json!({"value": self.name, "none": [], "list": list})
    }
}

/// The outputs, the requests as `METHOD target`, and the step that fails.
pub(super) struct Sequential {
    pub(super) outputs: Vec<Option<Value>>,
    pub(super) requests: Vec<String>,
    pub(super) failed: Option<String>,
}

/// Runs one step after the other.
pub(super) fn interpreted(nodes: &[Node]) -> Sequential {
    let mut run = Sequential { outputs: Vec::new(), requests: Vec::new(), failed: None };
    for node in nodes {
        let Ok(output) = run.step(node) else {
            run.failed = Some(node.name.clone());
            return run;
        };
        run.outputs.push(output);
    }
    run
}

struct Failed;

impl Sequential {
    fn member(&self, step: usize, name: &str) -> Option<&Value> {
        self.outputs[step].as_ref()?.get(name)
    }

    fn text(&self, step: usize) -> Option<String> {
        Some(self.member(step, "value")?.as_str()?.to_owned())
    }

    fn step(&mut self, node: &Node) -> Result<Option<Value>, Failed> {
        if let Some((step, name)) = node.condition {
            let value = self.member(step, name).cloned().unwrap_or_default();
            if [json!(null), json!(false), json!(""), json!([])].contains(&value) {
                return Ok(Some(Value::Null));
            }
        }
        let fallback = || node.fallback.map(|json| serde_json::from_str(json).expect("JSON"));
        self.work(node, &fallback).or_else(|failed| fallback().ok_or(failed).map(Some))
    }

    fn work(
        &mut self,
        node: &Node,
        fallback: &dyn Fn() -> Option<Value>,
    ) -> Result<Option<Value>, Failed> {
        match (&node.kind, &node.each) {
            (Work::Lookup { hits }, _) => {
                let found = self.text(node.uses[0]).filter(|_| *hits);
                Ok(found.map(|value| json!({"value": value})))
            }
            (Work::Call { .. }, None) => self.call(node, None).map(Some),
            (Work::Call { .. }, Some(each)) => {
                let list = self.member(each.of, "list").and_then(Value::as_array).cloned();
                let mut all = Vec::new();
                for element in list.ok_or(Failed)? {
                    let one = self.call(node, element.as_str());
                    all.push(one.or_else(|failed| fallback().ok_or(failed))?);
                }
                Ok(Some(Value::from(all)))
            }
        }
    }

    fn call(&mut self, node: &Node, element: Option<&str>) -> Result<Value, Failed> {
        let Work::Call { changes, reply, .. } = node.kind else { return Err(Failed) };
        let used = node.uses.iter().filter_map(|step| self.text(*step));
        let given: Vec<String> = element.map(str::to_owned).into_iter().chain(used).collect();
        let query = if given.is_empty() && !node.uses.is_empty() {
            String::new()
        } else {
            format!("?uses={}", given.concat())
        };
        let method = if changes { "POST" } else { "GET" };
        self.requests.push(format!("{method} /{}{query}", node.name));
        let breaks = node.each.as_ref().and_then(|each| each.broken);
        let is_broken = breaks.is_some_and(|index| element == Some(&format!("x{index}-")));
        if reply == Reply::Broken || is_broken { Err(Failed) } else { Ok(node.answer()) }
    }
}
