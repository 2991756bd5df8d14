//! Control surfaces: what operators can ask.

use super::Port;
use crate::model::expr::Expr;
use crate::model::guard::Guard;

/// A control surface. What is switched off is not there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Control {
    /// Where it listens, when the document says so.
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
    /// How many traces are kept; zero when they are not shown.
    pub traces: usize,
    /// Set if anything is traced.
    pub telemetry: bool,
    /// The share of traces that are recorded, from 0 to 1.
    pub sampling: f64,
    /// Set if the context of a trace comes and goes as B3 rather than as the W3C has it.
    pub b3: bool,
    /// Where traces and metrics are sent; nowhere when it is empty.
    pub exporter: Vec<Expr>,
    /// Who may ask.
    pub guard: Option<Guard>,
}
