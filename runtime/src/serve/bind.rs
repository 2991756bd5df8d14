//! The assignment of surfaces to listeners.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;

use tokio::net::TcpSocket;

use super::app::{self, App};
use super::rlimit::{self, Listeners, Places};
use crate::access::Access;
use crate::config::{Config, StartError, number};
use crate::entrance::Entrance;
use crate::log::LineForm;
use crate::surface::{About, Service};

/// A listener and what answers on it.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
    pub(crate) app: App,
    pub(crate) entrance: Arc<Entrance>,
    pub(crate) surfaces: Vec<About>,
}

/// A listener that is not bound yet.
struct ListenerPlan {
    address: SocketAddr,
    services: Vec<Box<dyn Service>>,
    surfaces: Vec<About>,
}

impl ListenerPlan {
    fn is_alone(&self) -> bool {
        self.services.iter().any(|service| service.is_alone())
    }
}

/// Binds every surface; surfaces with one address share a listener where paths tell them apart.
///
/// Nothing is bound when there is an error already; it tells of these too.
pub(crate) fn bind(
    services: Vec<Box<dyn Service>>,
    config: &Config,
    mut error: StartError,
) -> Result<Vec<Bound>, StartError> {
    let wanted = wanted(services, config, &mut error);
    let log = LineForm::asked(config, &mut error);
    let wanted = error.or(wanted)?;
    let operators = wanted.iter().filter(|plan| plan.is_alone()).count();
    let callers = wanted.len() - operators;
    let places = rlimit::places(&config.limits, Listeners { callers, operators });
    wanted.into_iter().map(|wanted| open(wanted, places, log)).collect()
}

/// Checks that the settings give every surface an address.
pub(super) fn check(services: Vec<Box<dyn Service>>, config: &Config, error: &mut StartError) {
    wanted(services, config, error);
    LineForm::asked(config, error);
}

fn wanted(
    services: Vec<Box<dyn Service>>,
    config: &Config,
    error: &mut StartError,
) -> Vec<ListenerPlan> {
    let mut wanted: Vec<ListenerPlan> = Vec::new();
    for service in services {
        let address = listening_address(&service.about(), config, error);
        place(service, address, config, &mut wanted, error);
    }
    #[cfg(all(feature = "page", feature = "surface"))]
    for plan in &wanted {
        app::check_pages(&plan.services, error);
    }
    wanted
}

fn place(
    mut service: Box<dyn Service>,
    address: SocketAddr,
    config: &Config,
    wanted: &mut Vec<ListenerPlan>,
    error: &mut StartError,
) {
    let about = service.about();
    let (origins, hosts) = (about.origins_variable(), about.hosts_variable);
    *service.access_mut() = Access::read(address, origins.as_deref(), hosts, config, error);
    let About { namespace, port_variable, .. } = about;
    let shared = wanted.iter_mut().find(|one| address.port() != 0 && one.address == address);
    let Some(shared) = shared else {
        if let Some(other) = wanted.iter().find(|one| overlap(one.address, address)) {
            error.wrong(format!(
                "{namespace} cannot listen on {address} too: {} listens on {}, and one of them is every address of this machine; set {port_variable}",
                other.surfaces[0].namespace, other.address
            ));
        }
        wanted.push(ListenerPlan { address, services: vec![service], surfaces: vec![about] });
        return;
    };
    if app::add(service, &mut shared.services) {
        shared.surfaces.push(about);
    } else {
        error.wrong(format!(
            "{namespace} cannot listen on {address} too: {} does; set {port_variable}",
            shared.surfaces[0].namespace
        ));
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
pub(crate) fn listening_address(
    about: &About,
    config: &Config,
    error: &mut StartError,
) -> SocketAddr {
    let About { address_variable, port_variable, .. } = *about;
    let port = match config.get(port_variable) {
        None => about.port,
        Some(text) => match number::whole(port_variable, text, 0, usize::from(u16::MAX)) {
            Ok(port) => u16::try_from(port).ok(),
            Err(flaw) => {
                error.wrong(format!("{port_variable} must be a port from 0 to 65535: {flaw}"));
                None
            }
        },
    };
    let host = config.get(address_variable).unwrap_or(about.address()).trim();
    let resolved = resolve(host);
    if resolved.is_none() {
        let shown = crate::problem::clip(host, 64);
        error.wrong(format!("{address_variable}: \"{shown}\" is not an address of this machine"));
    }
    // With an error nothing is bound, and what else is wrong is still looked for.
    let ip = resolved.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    SocketAddr::new(ip, port.unwrap_or(0))
}

fn resolve(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(ip) = bare.parse() {
        return Some(ip);
    }
    let mut found = (host, 0_u16).to_socket_addrs().ok()?;
    found.next().map(|address| address.ip())
}

fn open(plan: ListenerPlan, places: Places, log: Option<LineForm>) -> Result<Bound, StartError> {
    let ListenerPlan { address, mut services, surfaces } = plan;
    let (listener, address) = listen(address).map_err(|error| {
        let names: Vec<&str> = surfaces.iter().map(|about| about.namespace).collect();
        let reason = match error.kind() {
            io::ErrorKind::AddrInUse => "another process listens there".to_owned(),
            _ => error.to_string(),
        };
        StartError::failed(&format!("{} cannot listen on {address}: {reason}", names.join(" and ")))
    })?;
    app::at(&mut services, address);
    let app = App::new(services, log);
    let places = if app.is_alone() { places.of_operators } else { places.of_callers };
    Ok(Bound { listener, address, app, entrance: Entrance::new(places), surfaces })
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
