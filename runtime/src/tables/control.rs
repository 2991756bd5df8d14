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
    /// Set if `/health/live` and `/health/ready` are there.
    pub health: bool,
    /// Set if `/status` and `/config` are there.
    pub info: bool,
    /// Set if `/metrics` is there.
    pub metrics: bool,
    /// Set if `/logs` is there, by which levels of the log are seen and set.
    pub logs: bool,
    /// The number of traces that `/traces` keeps, at most 10 000; with 0 the path is not served.
    pub traces: usize,
    /// The guard of the surface; without it, everybody who can reach the address may ask.
    pub guard: Option<&'static Guard>,
    /// Set if requests are traced, and anything is sent anywhere.
    pub telemetry: bool,
    /// The share of traces that are recorded, from 0 to 1, where no caller has decided.
    pub sampling: f64,
    /// The headers that carry the context of a trace, in and out.
    pub propagation: Propagation,
    /// The collector that receives traces and metrics, a text with variables; empty when nothing is sent.
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
