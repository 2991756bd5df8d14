//! Control surfaces: what operators can ask.

use crate::compare::change::{Affected, Both, Change};
use crate::compare::comparer::Comparer;
use crate::compare::guards::compare_guards;
use crate::compare::listeners::{Listener, compare_listeners};
use crate::compare::wording::ExprNames;
use crate::model::Control;

pub(super) fn compare_control(both: Both<&Control>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|control| control.span);
    let before = comparer.changes.len();
    compare_guards(both.map(|control| control.guard.as_ref()), spans, comparer);
    let listeners = both.map(|control| Listener {
        address: control.address.as_deref(),
        port: Some(control.port),
        span: control.span,
    });
    compare_listeners(listeners, comparer);
    switches(both, comparer);
    tracing(both, comparer);
    // Nobody else asks it anything.
    for change in &mut comparer.changes[before..] {
        change.affected = Affected::Operators;
    }
}

fn switches(both: Both<&Control>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|control| control.span);
    let management = comparer.keys(spans, &["management"]);
    let observability = comparer.keys(spans, &["observability"]);
    for (is_on, paths, at) in [
        (both.map(|one| one.health), "`/health/live` and `/health/ready`", management),
        (both.map(|one| one.info), "`/status` and `/config`", management),
        (both.map(|one| one.logs), "`/logs`", management),
        (both.map(|one| one.metrics), "`/metrics`", observability),
        (both.map(|one| one.traces > 0), "`/traces`", observability),
    ] {
        match (is_on.old, is_on.new) {
            (true, false) => {
                comparer
                    .add(Change::breaking(format!("it does not answer {paths} any more")).at(at));
            }
            (false, true) => {
                comparer.add(Change::addition(format!("it answers {paths} now")).at(at));
            }
            _ => {}
        }
    }
}

fn tracing(both: Both<&Control>, comparer: &mut Comparer<'_>) {
    let at = comparer.keys(both.map(|control| control.span), &["observability"]);
    let mut add = |change: Change| comparer.add(change.at(at));
    match (both.old.telemetry, both.new.telemetry) {
        (true, false) => add(Change::breaking("nothing is traced any more")),
        (false, true) => add(Change::addition("requests are traced")),
        _ => {}
    }
    let kept = both.map(|control| control.traces);
    if kept.differ() && kept.old > 0 && kept.new > 0 {
        add(Change::neutral(format!("{} traces are kept, and were {}", kept.new, kept.old)));
    }
    let shares = both.map(|control| control.sampling);
    if shares.differ() {
        let message = format!(
            "{} of all traces are recorded, and were {}",
            percent(shares.new),
            percent(shares.old)
        );
        add(Change::neutral(message));
    }
    let names = both.map(|control| if control.b3 { "B3" } else { "W3C" });
    if names.differ() {
        let message = format!(
            "traces go from caller to upstream as {}, and went as {}",
            names.new, names.old
        );
        add(Change::breaking(message));
    }
    let exporters = comparer.capabilities().zip(both).map(|(capability, control)| {
        ExprNames::of_capability(capability).joined(&control.exporter)
    });
    if exporters.differ() {
        let message = "traces and metrics are sent to another collector";
        let change = match (exporters.old.is_empty(), exporters.new.is_empty()) {
            (true, _) => Change::addition("traces and metrics are sent to a collector"),
            (_, true) => Change::breaking("traces and metrics are sent to no collector any more"),
            _ => Change::neutral(message),
        };
        comparer.add(change.at(at));
    }
}

fn percent(share: f64) -> String {
    format!("{} %", share * 100.0)
}
