//! Operations of REST surfaces, and what they pass on.

use super::schema::{described, plain};
use super::{Ids, PageEntry, PageInput, Returns, What, called, of_function, of_steps, upstreams};
use crate::emit::schema::{self, of_parameter, with_rules};
use crate::emit::surface;
use crate::model::{
    Capability, Forward, FunctionBody, Kind, PatternPart, Place, Rest, Route, RouteSegment,
    Segment, Types,
};

pub(super) fn operation<'a>(
    rest: &'a Rest,
    route: &'a Route,
    ids: &mut Ids,
    destructive: &[(usize, usize)],
    capability: &'a Capability,
) -> PageEntry<'a> {
    let is_declared = match &route.function.body {
        FunctionBody::Call { upstream, operation, .. } => {
            destructive.contains(&(*upstream, *operation))
        }
        FunctionBody::Steps(steps) => steps.changes().any(|called| destructive.contains(&called)),
        FunctionBody::Constant(_) | FunctionBody::Content(_) => false,
    };
    PageEntry {
        namespace: &rest.namespace,
        guard: rest.guard.as_ref(),
        id: ids.claim(&route.name),
        name: &route.name,
        about: &route.description,
        inputs: of_route(route, &capability.types),
        called: called(&route.function, capability),
        upstreams: upstreams(&route.function, capability),
        steps: of_steps(&route.function, capability),
        returns: of_function(&route.function, capability),
        is_destructive: is_declared || route.method == "DELETE",
        what: What::Operation { route, path: path(route) },
    }
}

pub(super) fn forward<'a>(
    rest: &'a Rest,
    forward: &'a Forward,
    ids: &mut Ids,
    capability: &'a Capability,
) -> PageEntry<'a> {
    PageEntry {
        namespace: &rest.namespace,
        guard: rest.guard.as_ref(),
        id: ids.claim(&format!("forward {}", forward.template)),
        name: &capability.upstreams[forward.upstream].namespace,
        about: "Requests are passed on as they are",
        inputs: Vec::new(),
        called: None,
        upstreams: Vec::new(),
        steps: Vec::new(),
        returns: Returns { schema: None, media: None },
        is_destructive: false,
        what: What::Forward(forward),
    }
}

/// The path as people read it, without the query that chooses between routes.
fn path(route: &Route) -> String {
    let mut names = route.path.placeholders.iter();
    let mut placeholder = || format!("{{{}}}", names.next().map_or("value", String::as_str));
    let mut out = String::new();
    for segment in &route.path.segments {
        out.push('/');
        match segment {
            RouteSegment::Literal(text) => out.push_str(&surface::literal(text)),
            RouteSegment::Placeholder => out.push_str(&placeholder()),
            RouteSegment::Pattern(parts) => {
                for part in parts {
                    match part {
                        PatternPart::Literal(text) => out.push_str(&surface::literal(text)),
                        PatternPart::Placeholder => out.push_str(&placeholder()),
                    }
                }
            }
        }
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

fn of_route<'a>(route: &'a Route, types: &Types) -> Vec<PageInput<'a>> {
    let mut out: Vec<PageInput<'a>> = Vec::new();
    for (index, name) in route.path.placeholders.iter().enumerate() {
        if out.iter().any(|input| input.name == *name) {
            continue;
        }
        let bound = route.function.parameters.iter().find(|one| one.place.is_path(index));
        let schema = schema::in_path(bound.map_or(Kind::String, |bound| bound.kind));
        let schema = match bound {
            Some(bound) => described(with_rules(schema, bound, types), bound),
            None => schema,
        };
        let about = bound.map_or("", |bound| bound.description.as_str());
        out.push(PageInput {
            name: name.clone(),
            place: "path",
            at: Vec::new(),
            required: true,
            schema: plain(schema),
            about,
        });
    }
    let conditions = &route.path.conditions;
    for parameter in &route.function.parameters {
        let is_condition = parameter.place == Place::Query
            && conditions.iter().any(|(name, _)| *name == parameter.name);
        let (place, at, schema) = match &parameter.place {
            Place::Query if !is_condition => ("query", Vec::new(), schema::in_text(parameter.kind)),
            Place::Header => ("header", Vec::new(), schema::in_text(parameter.kind)),
            Place::Cookie => ("cookie", Vec::new(), schema::in_text(parameter.kind)),
            Place::Body => ("body", Vec::new(), of_parameter(parameter, types)),
            Place::Field => ("field", Vec::new(), of_parameter(parameter, types)),
            Place::Within(segments) => ("field", way(segments), of_parameter(parameter, types)),
            Place::Query | Place::Path(_) | Place::Same(_) | Place::Argument => continue,
        };
        let schema = described(with_rules(schema, parameter, types), parameter);
        out.push(PageInput {
            name: parameter.name.clone(),
            place,
            at,
            required: parameter.required,
            schema: plain(schema),
            about: &parameter.description,
        });
    }
    out
}

fn way(segments: &[Segment]) -> Vec<String> {
    let names = segments.iter().map(|step| match step {
        Segment::Key(key) => key.clone(),
        Segment::Index(index) => index.to_string(),
        Segment::Each | Segment::Query(_) => "*".to_owned(),
    });
    names.collect()
}
