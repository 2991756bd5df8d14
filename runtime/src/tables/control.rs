//! The control surface: the paths by which an operator inspects a running server.

use super::Guard;
use crate::expression::Expr;

/// Health, state and numbers, on an address of its own.
#[derive(Debug)]
pub struct ControlSurface {
    /// The address in the document.
    pub address: Option<&'static str>,
    /// The port in the document.
    pub port: u16,
    /// Set if `/health/live` and `/health/ready` are served.
    pub health: bool,
    /// Set if `/status` and `/config` are served.
    pub info: bool,
    /// Set if `/metrics` is served.
    pub metrics: bool,
    /// Set if `/logs` is served, which shows and sets log levels.
    pub logs: bool,
    /// The number of traces that `/traces` keeps, at most 10 000; with 0 the path is not served.
    pub traces: usize,
    /// The guard of the surface; `None` admits everyone who can reach the address.
    pub guard: Option<&'static Guard>,
    /// Set if requests are traced and traces and metrics may be exported.
    pub telemetry: bool,
    /// The share of traces that are recorded, from 0 to 1, where the caller has not made the sampling decision.
    pub sampling: f64,
    /// The headers that carry the context of a trace, in and out.
    pub propagation: Propagation,
    /// The endpoint of the collector for traces and metrics, a text with variables; empty for no export.
    pub exporter: &'static [Expr],
}

/// The headers that hold the context of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Propagation {
    /// `traceparent` and `tracestate` of the W3C.
    W3c,
    /// B3 of Zipkin; `b3` is written.
    B3,
    /// B3 of Zipkin; `x-b3-traceid` and so on are written.
    B3Multi,
}

impl ControlSurface {
    /// The settings of a control surface whose document sets none.
    pub const DEFAULT: Self = Self {
        address: None,
        port: 0,
        health: true,
        info: false,
        metrics: true,
        logs: false,
        traces: 100,
        guard: None,
        telemetry: true,
        sampling: 1.0,
        propagation: Propagation::W3c,
        exporter: &[],
    };
}
