//! The order of the modules of each crate.

use super::graph::{Crate, module_of};

/// Modules of the compiler, each of which may name those in the lines before its own. Those in a line do
/// not name each other.
pub(crate) const COMPILER: &[&[&str]] = &[
    &["characters", "cli", "disk", "encoding", "names", "text"],
    &["finding", "model", "sync"],
    &["check", "emit", "package", "yaml"],
    &["load", "render", "source"],
    &["spec"],
    &["build_script", "compare", "imports", "lower"],
    &["migrate"],
];

/// Modules of the runtime.
pub(crate) const RUNTIME: &[&[&str]] = &[
    // Ground: texts, numbers, values.
    &[
        "conditions",
        "cookies",
        "end",
        "hex",
        "semaphore",
        "json",
        "local",
        "moment",
        "problem",
        "race",
        "request_id",
        "task",
        "value_file",
        "yaml",
    ],
    &["config", "digest", "jsonpath", "lifecycle", "types", "via"],
    &["expression"],
    &["parameter"],
    &["argument", "log", "memory"],
    &["projection"],
    &["evaluate"],
    &["bound", "entrance", "error", "request"],
    &["metrics", "content", "query"],
    // What generated code names, and connections.
    &["response", "transport"],
    &["body", "discovery", "tables"],
    &["folder", "operator", "rejection", "request_log"],
    &["incoming", "trace"],
    // What stands before every surface.
    &["access"],
    &["guard"],
    &["upstream"],
    &["steps"],
    &["invoke", "page"],
    &["mount"],
    &["surface"],
    &["codegen", "export"],
    &["serve"],
    &["cli", "testing"],
];

/// What names something that does not stand below it, and what has no place.
pub(crate) fn against(order: &[&[&str]], whole: &Crate) -> Vec<String> {
    let place = |module: &str| order.iter().position(|line| line.contains(&module));
    let top = whole.top();
    let mut wrong: Vec<String> = top
        .iter()
        .filter(|module| place(module).is_none())
        .map(|module| format!("{module} has no place"))
        .collect();
    let known = order.iter().copied().flatten().filter(|module| !top.contains(*module));
    wrong.extend(known.map(|module| format!("{module} is gone")));
    for (file, named) in whole.edges() {
        let Some(own) = module_of(&file).first().cloned() else { continue };
        for (other, path) in named {
            let Some(below) = module_of(&other).first().cloned() else { continue };
            if own != below && place(&own) <= place(&below) {
                wrong.push(format!("{file} names {path} of {other}"));
            }
        }
    }
    wrong
}
