//! Exporter of traces and metrics (semantics 16.3).

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::expression::{NO_SECTIONS, Piece, pieces};
use crate::lower::tag::template_unsupported;
use crate::lower::variables::Usage;
use crate::model::Expr;
use crate::spec::Exporter;

/// The endpoint in parts; empty when it cannot be one.
pub(crate) fn lower_exporter(exporter: &Exporter, context: &mut Context<'_>) -> Vec<Expr> {
    let Some(endpoint) = &exporter.endpoint else {
        let message = "`otlp` has no `endpoint`; nothing is sent unless the environment says where";
        context.report(
            Finding::new(Code::ExporterEndpoint, exporter.span, message)
                .help("write `endpoint: http://collector:4318`"),
        );
        return Vec::new();
    };
    let written = endpoint.value.trim();
    if !is_endpoint(written) {
        let message = format!("`{written}` is no endpoint for OTLP over HTTP");
        context.report(
            Finding::new(Code::ExporterEndpoint, endpoint.span, message)
                .help("write the http or https URI above `/v1/traces`: `http://collector:4318`"),
        );
        return Vec::new();
    }
    let message = "traces and metrics are sent by a binary that is built with the feature `otlp`";
    context.report(Finding::new(Code::ExporterFeature, exporter.span, message).help(
        "build with `--features otlp`; any other binary says at start that it sends nothing",
    ));
    let part = |piece| match piece {
        Piece::Literal(text) => Expr::Literal(text.to_owned()),
        Piece::Unsupported { tag, reason } => {
            context.report(template_unsupported(tag, reason, endpoint.span));
            Expr::Literal(String::new())
        }
        Piece::Section { tag, .. } => {
            context.report(template_unsupported(tag, NO_SECTIONS, endpoint.span));
            Expr::Literal(String::new())
        }
        Piece::Expression(name) | Piece::Dollar { name, .. } => {
            let Context { findings, variables, .. } = &mut *context;
            let usage =
                Usage { span: endpoint.span, purpose: "where the collector is", secret: false };
            Expr::Variable(variables.optional(name, usage, findings))
        }
    };
    pieces(written).into_iter().map(part).collect()
}

/// An absolute URI, or one whose beginning is only known at start.
fn is_endpoint(written: &str) -> bool {
    let lower = written.to_ascii_lowercase();
    let rest = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://"));
    let is_absolute = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    (is_absolute || written.starts_with(['{', '$'])) && !written.contains(['?', '#', '@', ' '])
}
