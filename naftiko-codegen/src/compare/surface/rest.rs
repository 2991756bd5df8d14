//! Routes and forwards.

use super::{Offer, is_same_call};
use crate::compare::answers::compare_answers;
use crate::compare::change::{Both, Change};
use crate::compare::comparer::Comparer;
use crate::compare::guards::compare_guards;
use crate::compare::listeners::{Listener, compare_listeners, compare_namespaces};
use crate::compare::pairing::Pairs;
use crate::compare::parameters::compare_parameters;
use crate::compare::requests::fixed_wires;
use crate::compare::wording::{ExprNames, listed, quoted};
use crate::model::{Forward, Rest, Route, RouteSegment};

const ROUTE: Offer<Route> =
    Offer { noun: "route", naming: ["", ""], unit: line, name: line, span: |route| route.span };

pub(super) fn compare_rest(both: Both<&Rest>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|rest| rest.span);
    compare_namespaces(both.map(|rest| rest.namespace.as_str()), spans, comparer);
    compare_guards(both.map(|rest| rest.guard.as_ref()), spans, comparer);
    let listeners = both.map(|rest| Listener {
        address: rest.address.as_deref(),
        port: Some(rest.port),
        span: rest.span,
    });
    compare_listeners(listeners, comparer);
    let descriptions = both.map(|rest| rest.description.as_str());
    comparer.texts(descriptions, "description", &["description"], spans);
    routes(both, comparer);
    forwards(both, comparer);
    comparer.enter_unit(None);
}

fn routes(both: Both<&Rest>, comparer: &mut Comparer<'_>) {
    let served = both.map(|rest| rest.routes.iter().filter(|route| !route.shadowed));
    let pairs = Pairs::by(served, |route| (route.method.clone(), route.path.shape()));
    let capabilities = comparer.capabilities();
    let moved = pairs.successors(|old, new| {
        old.name == new.name
            || is_same_call(capabilities, Both::new(&old.function, &new.function))
                && old.description == new.description
    });
    for both in &pairs.stayed {
        comparer.enter_unit(Some(line(both.new)));
        route(*both, comparer);
    }
    ROUTE.compare(&pairs, &moved, |new| taken_from(new, both.old), comparer);
}

fn line(route: &Route) -> String {
    format!("{} {}", route.method, route.path.template)
}

/// A note on what has answered the requests of a new route before.
fn taken_from(new: &Route, old: &Rest) -> Option<String> {
    let literal = |segment: &RouteSegment| match segment {
        RouteSegment::Literal(text) => Some(text.clone()),
        RouteSegment::Placeholder | RouteSegment::Pattern(_) => None,
    };
    let segments = &new.path.segments;
    let is_wider = |route: &&Route| {
        let own = &route.path.segments;
        route.method == new.method
            && own.len() == segments.len()
            && own != segments
            && own.iter().zip(segments).all(|(own, new)| {
                *own == RouteSegment::Placeholder || own == new && literal(new).is_some()
            })
    };
    if let Some(route) = old.routes.iter().find(is_wider) {
        return Some(format!("until now, {} answered such requests", quoted(&line(route))));
    }
    let begins = |forward: &&Forward| {
        let fits = forward.segments.len() == segments.len()
            || forward.below && forward.segments.len() <= segments.len();
        let mut both = forward.segments.iter().zip(segments);
        fits && both.all(|(own, new)| own.is_none() || *own == literal(new))
    };
    let forward = old.forwards.iter().find(begins)?;
    Some(format!("until now, such requests were forwarded by {}", quoted(&forward.template)))
}

fn route(both: Both<&Route>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|route| route.span);
    if both.map(|route| &route.name).differ() {
        let message =
            format!("its name is {}, and was {}", quoted(&both.new.name), quoted(&both.old.name));
        let note = "generated clients know it by this name (`operationId`)";
        let at = comparer.keys(spans, &["name"]);
        comparer.add(Change::neutral(message).at(at).note(note));
    }
    let descriptions = both.map(|route| route.description.as_str());
    comparer.texts(descriptions, "description", &["description"], spans);
    let functions = both.map(|route| &route.function);
    compare_parameters(functions, comparer);
    compare_answers(functions, spans, comparer);
}

fn forwards(both: Both<&Rest>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both.map(|rest| &rest.forwards), |one| (one.segments.clone(), one.below));
    for both in pairs.stayed {
        comparer.enter_unit(Some(format!("forward {}", both.new.template)));
        forward(both, comparer);
    }
    for old in pairs.gone {
        comparer.enter_unit(Some(format!("forward {}", old.template)));
        comparer.add(Change::breaking("requests are not passed on any more").old(old.span));
    }
    for new in pairs.added {
        comparer.enter_unit(Some(format!("forward {}", new.template)));
        comparer.add(Change::addition("requests are passed on").new_at(new.span));
    }
}

fn forward(both: Both<&Forward>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|forward| forward.span);
    let capabilities = comparer.capabilities();
    let targets = capabilities
        .zip(both)
        .map(|(capability, one)| capability.upstreams[one.upstream].namespace.as_str());
    if targets.differ() {
        let Both { old, new } = targets.map(quoted);
        let message = format!("requests are passed on to {new}, and went to {old}");
        comparer.add(Change::breaking(message).at(spans));
    }
    let missing = |some: &Forward, all: &Forward| {
        let missing = some.trusted.iter().filter(|header| !all.trusted.contains(header));
        missing.cloned().collect::<Vec<String>>()
    };
    let headers = |names: &[String]| listed(names.iter().map(String::as_str));
    let (gone, added) = (missing(both.old, both.new), missing(both.new, both.old));
    if !gone.is_empty() {
        let message = format!("the header {} is not passed on any more", headers(&gone));
        comparer.add(Change::breaking(message).at(spans));
    }
    if !added.is_empty() {
        let message = format!("the header {} is passed on too", headers(&added));
        comparer.add(Change::addition(message).at(spans));
    }
    let fixed = capabilities
        .zip(both)
        .map(|(capability, one)| fixed_wires(&one.fixed, &ExprNames::of_capability(capability)));
    if fixed.differ() {
        let message = "the request has other parts that no caller gives";
        comparer.add(Change::neutral(message).at(spans));
    }
}
