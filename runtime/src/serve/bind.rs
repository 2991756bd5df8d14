//! Which surface listens where.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;

use tokio::net::TcpSocket;

use super::rlimit::{self, Places};
use super::{App, Mount};
use crate::access::Access;
use crate::config::{Config, StartError, number};
use crate::entrance::Entrance;
use crate::operator;

/// A listener and what answers on it.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
    pub(crate) app: App,
    pub(crate) entrance: Arc<Entrance>,
    /// Namespace and kind of each surface.
    pub(crate) names: Vec<(&'static str, &'static str)>,
}

/// A listener that is not bound yet.
struct ListenerPlan {
    address: SocketAddr,
    app: App,
    names: Vec<(&'static str, &'static str)>,
}

/// Binds every surface; a REST and an MCP surface with one address share a listener.
///
/// Nothing is bound when there is an error already; it tells of these too.
pub(crate) fn bind(
    mounts: Vec<Mount>,
    config: &Config,
    mut error: StartError,
) -> Result<Vec<Bound>, StartError> {
    let wanted = wanted(mounts, config, &mut error);
    let wanted = error.or(wanted)?;
    let places = rlimit::places(&config.limits, wanted.len());
    wanted.into_iter().map(|wanted| open(wanted, places)).collect()
}

/// Checks that the settings give every surface an address.
pub(super) fn check(mounts: Vec<Mount>, config: &Config, error: &mut StartError) {
    wanted(mounts, config, error);
}

fn wanted(mounts: Vec<Mount>, config: &Config, error: &mut StartError) -> Vec<ListenerPlan> {
    let mut wanted: Vec<ListenerPlan> = Vec::new();
    for mount in mounts {
        let (address, port_variable) = address(&mount, config, error);
        place(mount, address, port_variable, config, &mut wanted, error);
    }
    wanted
}

fn place(
    mount: Mount,
    address: SocketAddr,
    port_variable: &str,
    config: &Config,
    wanted: &mut Vec<ListenerPlan>,
    error: &mut StartError,
) {
    let (origins, hosts) = (mount.origins_variable(), mount.hosts_variable());
    let access = Access::read(address, origins.as_deref(), hosts, config, error);
    let mount = mount.with_access(access);
    let name = (mount.namespace(), mount.kind());
    let shared = wanted.iter_mut().find(|one| address.port() != 0 && one.address == address);
    let Some(shared) = shared else {
        if let Some(other) = wanted.iter().find(|one| overlap(one.address, address)) {
            error.wrong(format!(
                "{} cannot listen on {address} too: {} listens on {}, and one of them is every address of this machine; set {port_variable}",
                name.0, other.names[0].0, other.address
            ));
        }
        let mut app = App::default();
        // An empty listener takes any surface.
        let _ = app.add(mount);
        wanted.push(ListenerPlan { address, app, names: vec![name] });
        return;
    };
    match shared.app.add(mount) {
        Ok(()) => shared.names.push(name),
        Err(_) => error.wrong(format!(
            "{} cannot listen on {address} too: {} does; set {port_variable}",
            name.0, shared.names[0].0
        )),
    }
}

/// Returns `true` if a system that lets one listen on the first does not let one listen on the second: `::` takes
/// IPv4 too.
fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    let takes = |one: SocketAddr, other: SocketAddr| {
        one.ip().is_unspecified() && (one.is_ipv6() || other.is_ipv4())
    };
    one.port() == other.port() && one.port() != 0 && (takes(one, other) || takes(other, one))
}

/// The environment's address, else the document's, else this machine only.
fn address(mount: &Mount, config: &Config, error: &mut StartError) -> (SocketAddr, &'static str) {
    let (address, address_variable, port, port_variable) = match *mount {
        #[cfg(feature = "rest")]
        Mount::Rest(ref service) => {
            let surface = service.surface();
            (surface.address, surface.address_variable, surface.port, surface.port_variable)
        }
        #[cfg(feature = "mcp")]
        Mount::Mcp(ref service) => {
            let surface = service.surface();
            (surface.address, surface.address_variable, surface.port, surface.port_variable)
        }
        Mount::Control(ref service) => {
            let surface = service.surface();
            (surface.address, operator::CONTROL_ADDRESS, surface.port, operator::CONTROL_PORT)
        }
    };
    let port = match config.get(port_variable) {
        None => Some(port),
        Some(text) => match number::whole(port_variable, text, 0, usize::from(u16::MAX)) {
            Ok(port) => u16::try_from(port).ok(),
            Err(flaw) => {
                error.wrong(format!("{port_variable} must be a port from 0 to 65535: {flaw}"));
                None
            }
        },
    };
    let host = config.get(address_variable).or(address).unwrap_or("127.0.0.1").trim();
    let resolved = resolve(host);
    if resolved.is_none() {
        let shown = crate::problem::clip(host, 64);
        error.wrong(format!("{address_variable}: \"{shown}\" is not an address of this machine"));
    }
    // With an error nothing is bound, and what else is wrong is still looked for.
    let ip = resolved.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    (SocketAddr::new(ip, port.unwrap_or(0)), port_variable)
}

fn resolve(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(ip) = bare.parse() {
        return Some(ip);
    }
    let mut found = (host, 0_u16).to_socket_addrs().ok()?;
    found.next().map(|address| address.ip())
}

fn open(wanted: ListenerPlan, places: Places) -> Result<Bound, StartError> {
    let (listener, address) = listen(wanted.address).map_err(|error| {
        let names: Vec<&str> = wanted.names.iter().map(|(namespace, _)| *namespace).collect();
        let address = wanted.address;
        let reason = match error.kind() {
            io::ErrorKind::AddrInUse => "another process listens there".to_owned(),
            _ => error.to_string(),
        };
        StartError::failed(&format!("{} cannot listen on {address}: {reason}", names.join(" and ")))
    })?;
    let places = if wanted.app.is_control() { places.of_control } else { places.of_callers };
    let entrance = Entrance::new(places);
    Ok(Bound { listener, address, app: wanted.app.at(address), entrance, names: wanted.names })
}

fn listen(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    const BACKLOG: u32 = 1024;
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let listener = socket.listen(BACKLOG)?.into_std()?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn addresses_that_are_one_to_the_system() {
        for (one, other, expected) in [
            ("0.0.0.0:80", "127.0.0.1:80", true),
            ("127.0.0.1:80", "0.0.0.0:80", true),
            ("[::]:80", "10.0.0.1:80", true),
            ("[::1]:80", "[::]:80", true),
            ("[::]:80", "0.0.0.0:80", true),
            ("0.0.0.0:80", "[::1]:80", false),
            ("0.0.0.0:80", "127.0.0.1:81", false),
            ("0.0.0.0:0", "127.0.0.1:0", false),
            ("127.0.0.1:80", "127.0.0.2:80", false),
        ] {
            let address = |text: &str| text.parse().expect("an address");
            assert_eq!(overlap(address(one), address(other)), expected, "{one} {other}");
        }
    }
}
