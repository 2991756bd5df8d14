//! Paths of a document that are the page's otherwise: `/`, and those below `/-/`.

use super::forward;
use crate::tables::{RestSurface, RouteNode, SegmentPart};

/// The first path of the document, as it is written there, that answers where the page would.
pub(super) fn taken(surface: &RestSurface) -> Option<&'static str> {
    let root = surface.routes;
    let at_root = root.endpoint.map(|endpoint| endpoint.template);
    let literals = root.literals.iter().filter(|(text, _)| *text == "-").map(|(_, node)| node);
    let patterns = root.patterns.iter().filter(|(parts, _)| fits(parts)).map(|(_, node)| node);
    let mut below = literals.chain(patterns).chain(root.placeholder).flat_map(children);
    at_root.or_else(|| below.find_map(first)).or_else(|| forward::taken(surface.forwards))
}

/// Returns `true` if a mixed segment can be `-`.
fn fits(parts: &[SegmentPart]) -> bool {
    match parts {
        [SegmentPart::Literal(text)] => *text == "-",
        [SegmentPart::Placeholder] => true,
        _ => false,
    }
}

fn children(node: &'static RouteNode) -> impl Iterator<Item = &'static RouteNode> {
    let literals = node.literals.iter().map(|(_, child)| child);
    literals.chain(node.patterns.iter().map(|(_, child)| child)).chain(node.placeholder)
}

/// The template of an endpoint at a node or below.
fn first(node: &'static RouteNode) -> Option<&'static str> {
    let own = node.endpoint.map(|endpoint| endpoint.template);
    own.or_else(|| children(node).find_map(first))
}

#[cfg(test)]
mod tests {
    use super::taken;
    use crate::tables::{Endpoint, RestSurface, RouteNode};

    const fn endpoint(template: &'static str) -> Endpoint {
        Endpoint { template, allow: "GET", operations: &[] }
    }

    #[test]
    fn documents_come_first() {
        static ROOT: Endpoint = endpoint("/");
        static TWO: Endpoint = endpoint("/{a}/{b}");
        static ONE: Endpoint = endpoint("/{a}");
        static DEEP: Endpoint = endpoint("/-/a/b");
        static LEAF: RouteNode = RouteNode::leaf(&TWO);
        static ANY: RouteNode = RouteNode { placeholder: Some(&LEAF), ..RouteNode::EMPTY };
        static SINGLE: RouteNode = RouteNode::leaf(&ONE);
        static ROUTES: [(RouteNode, Option<&str>); 5] = [
            (RouteNode::EMPTY, None),
            (RouteNode::leaf(&ROOT), Some("/")),
            (RouteNode { placeholder: Some(&ANY), ..RouteNode::EMPTY }, Some("/{a}/{b}")),
            (RouteNode { placeholder: Some(&SINGLE), ..RouteNode::EMPTY }, None),
            (
                RouteNode {
                    literals: &[(
                        "-",
                        RouteNode {
                            literals: &[(
                                "a",
                                RouteNode {
                                    literals: &[("b", RouteNode::leaf(&DEEP))],
                                    ..RouteNode::EMPTY
                                },
                            )],
                            ..RouteNode::EMPTY
                        },
                    )],
                    ..RouteNode::EMPTY
                },
                Some("/-/a/b"),
            ),
        ];
        for (routes, expected) in &ROUTES {
            let surface = RestSurface { routes, ..RestSurface::EMPTY };
            assert_eq!(taken(&surface), *expected);
        }
    }
}
