//! What an operator can ask a running server.

use super::Guard;

/// Health, state and numbers, on an address of its own.
#[derive(Debug)]
pub struct ControlSurface {
    /// The address in the document.
    pub address: Option<&'static str>,
    /// The port in the document.
    pub port: u16,
    /// Whether `/health/live` and `/health/ready` are there.
    pub health: bool,
    /// Whether `/status` and `/config` are there.
    pub info: bool,
    /// Whether `/metrics` is there.
    pub metrics: bool,
    /// Whether `/logs` is there, by which levels of the log are seen and set.
    pub logs: bool,
    /// How many traces `/traces` keeps, at most 10 000; with none it is not there.
    pub traces: usize,
    /// Who may ask; without it, everybody who can reach the address.
    pub guard: Option<&'static Guard>,
}

impl ControlSurface {
    /// What a document says that says nothing.
    pub const DEFAULT: Self = Self {
        address: None,
        port: 0,
        health: true,
        info: false,
        metrics: true,
        logs: false,
        traces: 100,
        guard: None,
    };
}
