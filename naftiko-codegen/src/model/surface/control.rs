//! Control surfaces: what operators can ask.

use super::Port;
use crate::model::expr::Expr;
use crate::model::guard::Guard;
use crate::text::Span;

/// A control surface. What is switched off is not there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Control {
    /// Address to listen on, if the document gives one.
    pub address: Option<String>,
    /// Its port.
    pub port: Port,
    /// Set if it says how the process is.
    pub health: bool,
    /// Set if it says what the process is.
    pub info: bool,
    /// Set if it says what the process has done.
    pub metrics: bool,
    /// Set if levels of the log can be seen and set.
    pub logs: bool,
    /// Number of traces that are kept; zero if they are not shown.
    pub traces: usize,
    /// Set if anything is traced.
    pub telemetry: bool,
    /// The share of traces that are recorded, from 0 to 1.
    pub sampling: f64,
    /// Set if the context of a trace comes and goes as B3 rather than as the W3C has it.
    pub b3: bool,
    /// OTLP endpoint for traces and metrics, in pieces; empty if the document gives none.
    pub exporter: Vec<Expr>,
    /// Credential required of callers; `None` admits everyone.
    pub guard: Option<Guard>,
    /// Place in the document.
    pub span: Span,
}
