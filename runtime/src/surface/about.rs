//! The names by which operators know a surface.

use crate::access::origins_variable;
use crate::tables::Capability;

/// Name, place and settings of a surface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    /// The `type` of the adapter in the document.
    pub(crate) kind: &'static str,
    pub(crate) namespace: &'static str,
    /// The address in the document.
    pub(crate) address: Option<&'static str>,
    /// The port in the document; `None` where nothing listens.
    pub(crate) port: Option<u16>,
    /// The environment variable that replaces the address.
    pub(crate) address_variable: &'static str,
    /// The environment variable that replaces the port.
    pub(crate) port_variable: &'static str,
    /// The environment variable with further names that it answers to.
    pub(crate) hosts_variable: Option<&'static str>,
    /// The path of the surface, if it answers at one path only.
    pub(crate) path: &'static str,
    /// Set if its listener has the page of the capability.
    pub(crate) has_page: bool,
}

impl About {
    /// The address that is listened on unless the environment has another.
    pub(crate) fn address(&self) -> &'static str {
        self.address.unwrap_or("127.0.0.1")
    }

    /// The environment variable with the origins that may use this surface alone.
    pub(crate) fn origins_variable(&self) -> Option<String> {
        origins_variable(self.port_variable)
    }

    /// The environment variable that switches the page on its listener on or off.
    pub(crate) fn page_variable(&self, capability: &Capability) -> Option<String> {
        capability.page.filter(|_| self.has_page && self.port.is_some())?;
        self.port_variable.strip_suffix("_PORT").map(|prefix| format!("{prefix}_PAGE"))
    }
}
